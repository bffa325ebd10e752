package io.faregate.ride;

import java.time.Instant;

/**
 * Where Faregate reads the time: a monotonic count for durations and the wall clock for calendar periods. Tests move
 * it by hand; everything else uses {@link #system()}. Implementations are thread-safe.
 */
public interface Ticker {

    /**
     * Nanoseconds since an arbitrary origin, never going back; for durations only.
     *
     * @return nanoseconds
     */
    long nanoTime();

    /**
     * The wall clock, in milliseconds since 1970-01-01T00:00Z; may jump either way.
     *
     * @return milliseconds
     */
    long currentTimeMillis();

    /**
     * The wall clock as an instant.
     *
     * @return now
     */
    default Instant now() {
        return Instant.ofEpochMilli(currentTimeMillis());
    }

    /**
     * The clocks of this machine.
     *
     * @return the system's ticker
     */
    static Ticker system() {
        return SystemTicker.INSTANCE;
    }
}
