package io.faregate.servlet;

import io.faregate.ride.CancelReason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Who writes to the client takes a turn: one at a time, none once the client is lost. A turn that fails means a lost
 * client. Turns are counted, so that a watcher sees without lock and without clock whether one is under way, and whether
 * it is still the same. Thread-safe.
 */
final class Turns {
    /** How long one waits for a turn before it looks whether there is still a client. */
    private static final long PATIENCE_MILLIS = 50;

    /** How long the end of a response waits for a heartbeat that nobody watches any more. */
    private static final long MOST_PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private static final long FLUSH = 1L << 32;

    private final ServletRide ride;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong count = new AtomicLong();

    Turns(ServletRide ride) {
        this.ride = ride;
    }

    /** One step on the way to the client. */
    interface Step {
        void run() throws IOException;
    }

    /** Something said instead of the application. */
    interface Telling {
        boolean tell() throws IOException;
    }

    /** A number that changes with every turn that begins or ends. */
    long count() {
        return count.get();
    }

    /** Whether a turn was under way at that count. */
    static boolean isUnderWay(long count) {
        return (count & 1) != 0;
    }

    /** How often all that was written had been sent at that count. */
    static long flushes(long count) {
        return count >>> 32;
    }

    /** Takes a turn that writes. */
    void write(Step step) throws IOException {
        take(step, 1);
    }

    /** Takes a turn that sends all that was written. */
    void flush(Step step) throws IOException {
        take(step, 1 + FLUSH);
    }

    private void take(Step step, long done) throws IOException {
        requireWritable();
        Wire wire = ride.wire();
        boolean held = wire.tryLock();
        try {
            await();
            try {
                run(step, done);
            } finally {
                lock.unlock();
            }
        } finally {
            if (held) {
                wire.unlock();
            }
        }
    }

    /** Waits for the turn before, but not once the client is lost: then that one may be stuck. */
    private void await() throws IOException {
        while (!tryLock()) {
            requireWritable();
        }
    }

    private boolean tryLock() throws InterruptedIOException {
        try {
            return lock.tryLock() || lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before it could write");
        }
    }

    private void run(Step step, long done) throws IOException {
        requireWritable();
        // written by one thread at a time: no need to be atomic
        count.lazySet(count.getPlain() + 1);
        try {
            step.run();
        } catch (IOException failure) {
            lost(failure);
            throw failure;
        } catch (NullPointerException | IllegalStateException failure) {
            // a container's object that was recycled while the client was lost; else a bug of the application
            if (ride.isWritable()) {
                throw failure;
            }
            throw new IOException("The response is over.", failure);
        } finally {
            count.lazySet(count.getPlain() + done);
        }
    }

    /** Keeps the application's writes away meanwhile, unless one is under way: it may be stuck. */
    boolean alone(Telling telling) throws IOException {
        return unlessStuck(() -> ride.isWritable() && telling.tell());
    }

    /** The same on the thread that has the request from its container: also when the client is lost. */
    boolean last(Telling telling) throws IOException {
        return unlessStuck(() -> !ride.isCompleted() && telling.tell());
    }

    private boolean unlessStuck(Telling telling) throws IOException {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            return telling.tell();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does what must not happen while somebody writes. Behind a write that is stuck it would have no effect, and what has
     * completed may belong to another request.
     */
    void between(Runnable change) {
        if (!lockUnless(ride::isGone)) {
            return;
        }
        try {
            if (!ride.isCompleted()) {
                change.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the last turn, of a ride whose container takes its objects back; not for a write that is stuck. */
    void awaitLast() {
        long start = System.nanoTime();
        if (lockUnless(() -> ride.isOver() || System.nanoTime() - start > MOST_PATIENCE)) {
            lock.unlock();
        }
    }

    /** Waits, also when interrupted, until it has the turn or there is nothing to wait for. */
    private boolean lockUnless(BooleanSupplier inVain) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (lock.tryLock() || lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                        return true;
                    }
                } catch (InterruptedException stopped) {
                    interrupted = true;
                }
                if (inVain.getAsBoolean()) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void requireWritable() throws IOException {
        if (!ride.isWritable()) {
            throw new IOException(ride.isGone() ? "The client is gone." : "The response is over.");
        }
    }

    private void lost(IOException failure) {
        if (ride.isWritable()) {
            ride.lose(CancelReason.ofFailedWrite(failure));
        }
    }
}
