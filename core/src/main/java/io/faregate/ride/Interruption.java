package io.faregate.ride;

import io.faregate.ride.CancellationToken.Registration;

/**
 * Interrupts a thread when a ride is cancelled, at most once and not after it was closed. The interrupt stays between the
 * two: closed by that thread, it is as interrupted as others have made it. Thread-safe.
 */
public final class Interruption implements Registration {
    private final Thread working;
    private final Registration registration;
    private boolean stopped;
    private boolean closed;

    Interruption(CancellationToken token, Thread working) {
        this.working = working;
        this.registration = token.onCancel(this::stop);
    }

    /** An interrupt of somebody else that is still to be noticed stops the work too, and stays theirs. */
    private synchronized void stop() {
        if (!closed && !working.isInterrupted()) {
            stopped = true;
            working.interrupt();
        }
    }

    /**
     * Asked by the thread when an interrupt has ended its work: whose it was. Another one that is still to be noticed is
     * somebody else's.
     *
     * @return true when the cancelled ride did it
     */
    public synchronized boolean isOurs() {
        return stopped && !working.isInterrupted();
    }

    /**
     * The work is done. An interrupt that came too late to be noticed is taken back, if it is the interrupted thread that
     * closes; no thread can do that for another one.
     */
    @Override
    public void close() {
        registration.close();
        retire();
    }

    private synchronized void retire() {
        closed = true;
        if (stopped && working == Thread.currentThread()) {
            Thread.interrupted();
            stopped = false;
        }
    }
}
