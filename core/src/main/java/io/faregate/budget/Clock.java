package io.faregate.budget;

import io.faregate.ride.Ticker;
import java.time.ZoneId;

/** Reads the time for the store. Thread-safe. */
final class Clock {
    private final Ticker ticker;
    private final Calendars calendars;
    private final long origin;

    Clock(Ticker ticker, ZoneId zone) {
        this.ticker = ticker;
        this.calendars = new Calendars(zone);
        this.origin = ticker.nanoTime();
    }

    Moment now() {
        return new Moment(calendars, ticker.currentTimeMillis(), nanos());
    }

    /** Nanoseconds since this clock was made; Bucket4j compares them as numbers, so they start at zero. */
    long nanos() {
        return ticker.nanoTime() - origin;
    }
}
