package io.faregate.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** CPU time of an operation on the thread that measures, and the bytes that it allocates. */
record OneThread(int operations, Runnable operation) implements Rounds.Measurement {
    static final int NANOS = 0;
    static final int BYTES = 1;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Override
    public double[] round() {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < operations; i++) {
            operation.run();
        }
        nanos = THREADS.getCurrentThreadCpuTime() - nanos;
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        return new double[] {(double) nanos / operations, (double) bytes / operations};
    }
}
