package io.faregate.integrations;

import io.faregate.ride.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that only a test moves. */
public final class MovedTicker implements Ticker {
    private final AtomicLong nanos = new AtomicLong();

    /** Lets some time pass. */
    public MovedTicker advance(Duration by) {
        nanos.addAndGet(by.toNanos());
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
