package io.faregate.ride;

/** Why a running ride was told to stop; the first reason wins. */
public enum CancelReason {
    /** The client's connection is gone. */
    CLIENT_GONE,
    /** The client reads no more. */
    CLIENT_STALLED,
    /** The ride took longer than it may. */
    DEADLINE,
    /** The kill switch stopped it: an operator, or the policy's suspicion. */
    KILLED,
    /** The ride's money is spent. */
    BUDGET_SPENT,
    /** The ride's steps are spent. */
    STEPS_SPENT,
    /** The application stopped it. */
    APPLICATION,
    /** Faregate is closing. */
    SHUTDOWN;

    /**
     * What a write to the client that failed says of it.
     *
     * @param failure what the container threw
     * @return stalled when the container gave up waiting for the client, else gone
     */
    public static CancelReason ofFailedWrite(Throwable failure) {
        return UnreadBody.isTimeout(failure) ? CLIENT_STALLED : CLIENT_GONE;
    }

    /** Whether it is the client that went. */
    boolean isOfClient() {
        return this == CLIENT_GONE || this == CLIENT_STALLED;
    }
}
