package io.faregate.servlet;

import io.faregate.ride.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when a test says so. */
final class OwnTime implements Ticker {
    private final AtomicLong nanos = new AtomicLong();

    OwnTime pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        return this;
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public long currentTimeMillis() {
        return nanos.get() / 1_000_000;
    }
}
