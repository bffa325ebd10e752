package io.faregate.policy;

/** Which header of a trusted proxy has the client's address. */
public enum Forwarding {
    /** {@code X-Forwarded-For}: addresses, the nearest last. */
    X_FORWARDED_FOR,
    /** {@code Forwarded}, RFC 7239. */
    FORWARDED,
    /** None: the peer is the client. */
    NONE
}
