package io.faregate;

/**
 * Interrupts a thread that waits for a provider, at most once and not after it has retired. The interrupt stays between
 * the two: once retired, the thread is as interrupted as others have made it. Thread-safe.
 */
final class Stopper {
    private final Thread waiting = Thread.currentThread();
    private boolean stopped;
    private boolean retired;

    /** Stops the waiting. Somebody else's interrupt that is still to be noticed does it too, and stays theirs. */
    synchronized void stop() {
        if (!retired && !waiting.isInterrupted()) {
            stopped = true;
            waiting.interrupt();
        }
    }

    /** By the waiting thread when an interrupt has ended it: another one that is still to be noticed is somebody else's. */
    synchronized boolean isOurs() {
        return stopped && !waiting.isInterrupted();
    }

    /** By the waiting thread when it waits no more. */
    synchronized void retire() {
        retired = true;
        if (stopped) {
            Thread.interrupted();
        }
    }
}
