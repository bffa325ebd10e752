package io.faregate.ride;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Tells everything that works for one ride to stop. The first reason wins; callbacks run once each, on Faregate's own
 * executor, never on the thread that cancelled. Thread-safe.
 */
public final class CancellationToken {
    private final Executor callbacks;
    private final Ticker ticker;
    private final long deadline;
    private final Object lock = new Object();
    private List<Runnable> waiting = new ArrayList<>(2);
    private volatile @Nullable CancelReason reason;

    /**
     * A token that nobody has cancelled.
     *
     * @param callbacks runs the callbacks
     * @param ticker measures what remains
     * @param duration how long the ride may take; the owner cancels when it has passed
     */
    public CancellationToken(Executor callbacks, Ticker ticker, Duration duration) {
        this.callbacks = Objects.requireNonNull(callbacks, "callbacks");
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        this.deadline = ticker.nanoTime() + duration.toNanos();
    }

    /**
     * Tells the work to stop.
     *
     * @param why the reason that is kept if it is the first
     * @return true when this call was the first
     */
    public boolean cancel(CancelReason why) {
        Objects.requireNonNull(why, "why");
        List<Runnable> toRun;
        synchronized (lock) {
            if (reason != null) {
                return false;
            }
            reason = why;
            toRun = waiting;
            waiting = List.of();
        }
        toRun.forEach(callbacks::execute);
        return true;
    }

    /**
     * Whether the work is to stop.
     *
     * @return true once cancelled
     */
    public boolean isCancelled() {
        return reason != null;
    }

    /**
     * Why the work is to stop.
     *
     * @return the first reason, or empty while the ride goes on
     */
    public Optional<CancelReason> reason() {
        return Optional.ofNullable(reason);
    }

    /**
     * What remains of the ride's wall-clock time; pass it on as a time-out.
     *
     * @return the rest, zero when there is none
     */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadline - ticker.nanoTime()));
    }

    /**
     * Runs a callback when the work is to stop; at once, still on the executor, when it already is.
     *
     * @param callback what to run, once
     * @return takes the callback back when closed before it ran
     */
    public Registration onCancel(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        synchronized (lock) {
            if (reason == null) {
                waiting.add(callback);
                return () -> forget(callback);
            }
        }
        callbacks.execute(callback);
        return () -> {};
    }

    /**
     * Stops the caller's work when the ride is over.
     *
     * @throws RideOverException once cancelled
     */
    public void throwIfCancelled() {
        CancelReason why = reason;
        if (why != null) {
            throw new RideOverException(Reason.RIDE_ENDED, "cancelled", "The request was stopped: " + why + ".");
        }
    }

    private void forget(Runnable callback) {
        synchronized (lock) {
            if (reason == null) {
                waiting.remove(callback);
            }
        }
    }

    /** Takes a callback back. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {

        /** Takes the callback back; nothing happens when it already ran. */
        @Override
        void close();
    }
}
