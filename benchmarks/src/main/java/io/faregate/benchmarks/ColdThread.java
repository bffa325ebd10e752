package io.faregate.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * The time of an operation that finds nothing of its own in the caches next to its core, as between two requests of a
 * server: memory is read before each, twice as much as they hold. The median of them,
 * and the bytes that it allocates.
 */
record ColdThread(int operations, Runnable operation) implements Rounds.Measurement {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long[] MEMORY = new long[4 * 1024 * 1024 / Long.BYTES];
    private static final int LINE = 64 / Long.BYTES;

    @Override
    public double[] round() {
        long[] nanos = new long[operations];
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long read = 0;
        for (int i = 0; i < operations; i++) {
            for (int line = 0; line < MEMORY.length; line += LINE) {
                read += MEMORY[line];
            }
            long start = System.nanoTime();
            operation.run();
            nanos[i] = System.nanoTime() - start;
        }
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        Rounds.require(read == 0);
        Arrays.sort(nanos);
        return new double[] {nanos[operations / 2], (double) bytes / operations};
    }
}
