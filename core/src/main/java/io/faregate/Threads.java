package io.faregate;

import io.faregate.ride.Daemons;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few threads of one Faregate. */
final class Threads {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final int FEW = 8;
    private static final int MOST_CALLBACKS = 256;
    private static final int MOST_QUESTIONS = 1_000;

    private Threads() {}

    /**
     * Runs callbacks: each by a thread that is free, else by one more, so that some that block hold up no other. They end
     * when idle. Only where very many block does the next one wait; what comes after the end gets a thread of its own,
     * since a cancellation must never be lost.
     */
    static ThreadPoolExecutor callbacks() {
        return callbacks(Daemons.named("faregate-callback"));
    }

    /**
     * Settles rides and reads policies, for the gate's timer: threads of its own, as callbacks of the application may
     * occupy all of theirs for as long as they like.
     */
    static ThreadPoolExecutor work() {
        return callbacks(Daemons.named("faregate-work"));
    }

    static ThreadPoolExecutor callbacks(ThreadFactory threads) {
        Handover handover = new Handover();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        FEW, MOST_CALLBACKS, 10, TimeUnit.SECONDS, handover, threads, (callback, full) -> {
                            handover.keep(callback);
                            // the last thread may have gone since it was full
                            full.prestartCoreThread();
                            if (full.isShutdown() && handover.remove(callback)) {
                                threads.newThread(callback).start();
                            }
                        }) {
                    @Override
                    public void execute(Runnable callback) {
                        try {
                            super.execute(callback);
                        } catch (OutOfMemoryError noThread) {
                            LOG.error(
                                    "No thread can be started for a callback: it waits for one that is free", noThread);
                            handover.keep(callback);
                        }
                    }
                };
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Takes nothing that no thread waits for, so that its pool makes one; keeps what a full pool may make none for. */
    private static final class Handover extends LinkedTransferQueue<Runnable> {

        @Override
        public boolean offer(Runnable callback) {
            return tryTransfer(callback);
        }

        void keep(Runnable callback) {
            super.offer(callback);
        }
    }

    /**
     * Asks the application for amounts: a few threads that end when idle. When all of them hang and too many wait, the
     * next question fails at once.
     */
    static ThreadPoolExecutor resolvers() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                FEW,
                FEW,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_QUESTIONS),
                Daemons.named("faregate-amounts"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** The same executor for callbacks of the application: one that throws is said in the log, and changes nothing. */
    static Executor guarded(Executor executor) {
        return callback -> executor.execute(() -> {
            try {
                callback.run();
            } catch (RuntimeException | LinkageError failure) {
                LOG.warn("A cancellation callback failed", failure);
            }
        });
    }

    /** Runs what is timed. */
    static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Daemons.named("faregate-timer"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
