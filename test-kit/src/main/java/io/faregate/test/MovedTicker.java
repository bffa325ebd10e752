package io.faregate.test;

import io.faregate.ride.Ticker;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class MovedTicker implements Ticker {
    private Instant wall;
    private long nanos;

    /** A clock at nine in the morning of 24 November 2026 in UTC, a Tuesday. */
    public MovedTicker() {
        this(Instant.parse("2026-11-24T09:00:00Z"));
    }

    /**
     * A clock at an instant.
     *
     * @param start what its wall clock shows
     */
    public MovedTicker(Instant start) {
        wall = start;
        // below zero, as System.nanoTime may be
        nanos = -Duration.ofDays(1).toNanos();
    }

    /**
     * Lets time pass, on the wall clock as on the other.
     *
     * @param by how much
     * @return this clock
     * @throws IllegalArgumentException when it is negative
     */
    public synchronized MovedTicker advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time only passes: " + by);
        }
        wall = wall.plus(by);
        nanos += by.toNanos();
        return this;
    }

    /**
     * Lets time pass until the wall clock shows an instant.
     *
     * @param then the instant
     * @return this clock
     * @throws IllegalArgumentException when it has passed
     */
    public synchronized MovedTicker advanceTo(Instant then) {
        return advance(Duration.between(wall, then));
    }

    /**
     * Sets the wall clock, forward or back, as an administrator does; no time passes by it.
     *
     * @param then what it shows from now on
     * @return this clock
     */
    public synchronized MovedTicker jumpTo(Instant then) {
        wall = then;
        return this;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized long currentTimeMillis() {
        return wall.toEpochMilli();
    }
}
