package io.faregate.body;

/** Reads a body once and says what is in it. Thread-safe. */
@FunctionalInterface
interface BodyScanner {
    Scan scan(byte[] body, int length, Origin origin);

    /** The same where a client may show the pictures that are within the caps. */
    default Scan scan(byte[] body, int length, Origin origin, Caps caps) {
        return scan(body, length, origin);
    }
}
