package io.faregate.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that do their work at the same time, for a while: CPU time of one operation, time from one to the next, and how
 * many cores all of it had.
 */
record Together(List<Runnable> work) implements Rounds.Measurement {
    static final int CPU_NANOS = 0;
    static final int ELAPSED_NANOS = 1;
    static final int CORES = 2;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long WHILE = Duration.ofMillis(3).toNanos();
    private static final int AT_ONCE = 20;

    private record Done(long operations, long cpuNanos) {}

    @Override
    public double[] round() throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(work.size());
        try {
            AtomicInteger missing = new AtomicInteger(work.size());
            AtomicLong end = new AtomicLong();
            List<Future<Done>> done = new ArrayList<>();
            for (Runnable one : work) {
                done.add(pool.submit(() -> repeat(one, missing, end)));
            }
            long operations = 0;
            long cpuNanos = 0;
            for (Future<Done> one : done) {
                operations += one.get().operations();
                cpuNanos += one.get().cpuNanos();
            }
            return new double[] {(double) cpuNanos / operations, (double) WHILE / operations, (double) cpuNanos / WHILE
            };
        } finally {
            pool.shutdown();
        }
    }

    /** All begin when the last has come, and end at one time: one that the machine holds up is seen by its cores. */
    private static Done repeat(Runnable work, AtomicInteger missing, AtomicLong end) {
        missing.decrementAndGet();
        while (missing.get() > 0) {
            Thread.onSpinWait();
        }
        end.compareAndSet(0, System.nanoTime() + WHILE);
        long operations = 0;
        long cpuNanos = THREADS.getCurrentThreadCpuTime();
        while (System.nanoTime() - end.get() < 0) {
            for (int i = 0; i < AT_ONCE; i++) {
                work.run();
            }
            operations += AT_ONCE;
        }
        return new Done(operations, THREADS.getCurrentThreadCpuTime() - cpuNanos);
    }
}
