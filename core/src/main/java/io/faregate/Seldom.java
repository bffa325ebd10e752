package io.faregate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what may happen at each request, and says when to speak of it: the first time, the second, the fourth and so on,
 * so that nobody fills a log by causing it. Thread-safe.
 */
final class Seldom {
    private final AtomicLong times = new AtomicLong();

    /** Counts once more; true when it is time to say so. */
    boolean isDue() {
        long count = times.incrementAndGet();
        return (count & (count - 1)) == 0;
    }

    long times() {
        return times.get();
    }
}
