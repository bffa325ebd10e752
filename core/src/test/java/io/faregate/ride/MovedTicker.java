package io.faregate.ride;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
public final class MovedTicker implements Ticker {
    private final AtomicLong nanos = new AtomicLong(1_000_000_007L);
    private final AtomicLong millis;

    public MovedTicker() {
        this(Instant.parse("2026-11-24T09:00:00Z"));
    }

    public MovedTicker(Instant start) {
        millis = new AtomicLong(start.toEpochMilli());
    }

    /** Moves both clocks forward. */
    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
        millis.addAndGet(by.toMillis());
    }

    /** Sets the wall clock, forward or back, and leaves the other. */
    public void jumpTo(Instant now) {
        millis.set(now.toEpochMilli());
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public long currentTimeMillis() {
        return millis.get();
    }
}
