package io.faregate.servlet;

/** A request's connection or stream, as far as its container shows more of it than the servlet API does. Thread-safe. */
interface Wire {
    /** One of which nothing more is known. */
    Wire PLAIN = new Wire() {};

    /** False once the container knows that nobody is at the other end. */
    default boolean isOpen() {
        return true;
    }

    /** Whether nobody but its container, when asked, says at once that it is not open any more. */
    default boolean isAskedOften() {
        return false;
    }

    /**
     * Keeps the container from giving its objects to another request while a write fails.
     *
     * @return whether {@link #unlock} has to follow; false also when that would have to wait
     */
    default boolean tryLock() {
        return false;
    }

    /** Ends what {@link #tryLock} began. */
    default void unlock() {}
}
