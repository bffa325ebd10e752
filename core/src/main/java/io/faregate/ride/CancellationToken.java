package io.faregate.ride;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Tells everything that works for one ride to stop. The first reason wins; callbacks run once each, on Faregate's own
 * executor, never on the thread that cancelled, and one that throws or blocks holds up no other. What is registered late
 * runs at once. Thread-safe.
 *
 * <pre>{@code
 * try (var stopping = inference.cancellation().closing(stream)) {
 *     stream.forEach(answer::write);
 * }
 * }</pre>
 */
public final class CancellationToken {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Executor callbacks;
    private final Ticker ticker;
    private volatile long deadline;
    private boolean detached;
    private final Object lock = new Object();
    private List<Waiting> waiting = new ArrayList<>(2);
    private volatile @Nullable CancelReason reason;
    private @Nullable RideOverException over;

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
     * @return true when this call was the first; false when it was not, or nobody waits for the work any more
     */
    public boolean cancel(CancelReason why) {
        return cancel(why, null);
    }

    /**
     * Tells the work to stop, and which rule ended it.
     *
     * @param why the reason that is kept if it is the first
     * @param ended what work that asks, and the client, is told then; null for no more than the reason
     * @return true when this call was the first; false when it was not, or nobody waits for the work any more
     */
    public boolean cancel(CancelReason why, @Nullable RideOverException ended) {
        Objects.requireNonNull(why, "why");
        List<Waiting> toRun;
        synchronized (lock) {
            if (reason != null || (detached && why.isOfClient())) {
                return false;
            }
            // before the reason, which others read without the lock
            over = ended;
            reason = why;
            toRun = waiting;
            waiting = List.of();
        }
        runAll(toRun);
        return true;
    }

    /** One that the executor does not take loses no other. */
    private void runAll(List<Waiting> toRun) {
        Throwable lost = null;
        for (Waiting each : toRun) {
            try {
                callbacks.execute(each.callback);
            } catch (RuntimeException | Error failure) {
                lost = lost == null ? failure : lost;
            }
        }
        if (lost != null) {
            throw new IllegalStateException("The executor did not take all that is to run now.", lost);
        }
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
     * Lets the work go on without its client: that one may leave, and there is another deadline.
     *
     * @param duration how long the work may take from now on
     * @throws IllegalArgumentException when it is not positive, or longer than a day
     * @throws RideOverException once cancelled
     */
    public void detach(Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("work may go on for at most " + LONGEST + ", not for " + duration);
        }
        synchronized (lock) {
            throwIfCancelled();
            deadline = ticker.nanoTime() + duration.toNanos();
            detached = true;
        }
    }

    /**
     * Runs a callback when the work is to stop; at once, still on the executor, when it already is.
     *
     * @param callback what to run, once
     * @return takes the callback back when closed before it ran
     */
    public Registration onCancel(Runnable callback) {
        Waiting registered = new Waiting(callback);
        synchronized (lock) {
            if (reason == null) {
                waiting.add(registered);
                return registered;
            }
        }
        callbacks.execute(callback);
        return registered;
    }

    /**
     * Closes something when the work is to stop: a response's body, a connection. What blocks while another thread reads
     * from it, as a {@code BufferedReader} does, stops nothing: give it the stream inside.
     *
     * @param resource what to close, from another thread
     * @return takes it back
     */
    public Registration closing(AutoCloseable resource) {
        Objects.requireNonNull(resource, "resource");
        return onCancel(() -> close(resource));
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IllegalStateException("could not be closed: " + resource, failure);
        }
    }

    /**
     * Cancels a future when the work is to stop, and interrupts what computes it.
     *
     * @param future what to cancel; of one that was derived from another, that other one
     * @return takes it back
     */
    public Registration cancelling(Future<?> future) {
        Objects.requireNonNull(future, "future");
        return onCancel(() -> future.cancel(true));
    }

    /**
     * Interrupts a thread when the work is to stop, for work that knows no other way. Many clients do not heed interrupts,
     * or close what they should not: prefer what stops the work itself.
     *
     * <pre>{@code
     * try (Interruption stopping = token.interrupting(Thread.currentThread())) {
     *     queue.take();
     * }
     * }</pre>
     *
     * @param thread who works
     * @return ends it; to be closed by that thread, or an interrupt may be left behind
     */
    public Interruption interrupting(Thread thread) {
        return new Interruption(this, Objects.requireNonNull(thread, "thread"));
    }

    /**
     * Stops the caller's work when the ride is over.
     *
     * @throws RideOverException once cancelled
     */
    public void throwIfCancelled() {
        if (isCancelled()) {
            throw stopped();
        }
    }

    /**
     * What work that is to stop throws.
     *
     * @return the rule that ended it and how to go on, where it was one; else the reason, that of the application before
     *     there is any
     */
    public RideOverException stopped() {
        CancelReason why = reason;
        RideOverException ended = over;
        return why == null || ended == null
                ? RideOverException.stopped(why == null ? CancelReason.APPLICATION : why)
                : ended.again();
    }

    /** Equal to itself alone: closing it takes no other registration of the same callback back. */
    private final class Waiting implements Registration {
        private final Runnable callback;

        private Waiting(Runnable callback) {
            this.callback = Objects.requireNonNull(callback, "callback");
        }

        @Override
        public void close() {
            synchronized (lock) {
                if (reason == null) {
                    waiting.remove(this);
                }
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
