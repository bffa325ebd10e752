package io.faregate.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Threads that do their work at the same time, for a while: CPU time of one operation, and time between two of them. */
record Together(List<Runnable> work) implements Rounds.Measurement {
    static final int CPU_NANOS = 0;
    static final int ELAPSED_NANOS = 1;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long WHILE = Duration.ofMillis(60).toNanos();
    private static final int AT_ONCE = 200;

    private record Done(long operations, long cpuNanos) {}

    @Override
    public double[] round() throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(work.size());
        try {
            CountDownLatch ready = new CountDownLatch(work.size());
            List<Future<Done>> done = Stream.iterate(0, i -> i < work.size(), i -> i + 1)
                    .map(i -> pool.submit(() -> repeat(work.get(i), ready)))
                    .toList();
            long operations = 0;
            long cpuNanos = 0;
            for (Future<Done> one : done) {
                operations += one.get().operations();
                cpuNanos += one.get().cpuNanos();
            }
            return new double[] {(double) cpuNanos / operations, (double) WHILE / operations};
        } finally {
            pool.shutdown();
        }
    }

    private static Done repeat(Runnable work, CountDownLatch ready) throws InterruptedException {
        ready.countDown();
        ready.await();
        long operations = 0;
        long cpuNanos = THREADS.getCurrentThreadCpuTime();
        long end = System.nanoTime() + WHILE;
        while (System.nanoTime() < end) {
            for (int i = 0; i < AT_ONCE; i++) {
                work.run();
            }
            operations += AT_ONCE;
        }
        return new Done(operations, THREADS.getCurrentThreadCpuTime() - cpuNanos);
    }
}
