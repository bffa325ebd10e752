package io.faregate.body;

/** Reads a body once and says what is in it. Thread-safe. */
@FunctionalInterface
interface BodyScanner {
    Scan scan(byte[] body, int length, Origin origin);
}
