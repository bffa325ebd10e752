package io.faregate.servlet;

/** Ends a thread's wait for the rest of a request's body, as its container allows. Thread-safe. */
interface Waker {
    /** Where nothing better is known. */
    Waker INTERRUPT = Thread::interrupt;

    /** Wakes a thread that waits. */
    void wake(Thread waiting) throws Throwable;
}
