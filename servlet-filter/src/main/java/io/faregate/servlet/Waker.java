package io.faregate.servlet;

/** Ends a thread's wait for the rest of a request's body, as its container allows. Thread-safe. */
interface Waker {
    /** Where nothing better is known. */
    Waker INTERRUPT = waiting -> {
        waiting.interrupt();
        return true;
    };

    /**
     * Wakes a thread that waits.
     *
     * @return false when that can not be done right now, but soon
     */
    boolean wake(Thread waiting) throws Throwable;
}
