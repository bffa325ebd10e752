package io.faregate.ride;

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

    /** A clock at an instant. */
    public MovedTicker(Instant start) {
        wall = start;
        // below zero, as System.nanoTime may be
        nanos = -Duration.ofDays(1).toNanos();
    }

    /** Moves both clocks forward. */
    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time only passes: " + by);
        }
        wall = wall.plus(by);
        nanos += by.toNanos();
    }

    /** Moves both clocks forward until the wall clock shows this. */
    public void advanceTo(Instant then) {
        advance(Duration.between(now(), then));
    }

    /** Sets the wall clock, forward or back, and leaves the other. */
    public synchronized void jumpTo(Instant then) {
        wall = then;
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
