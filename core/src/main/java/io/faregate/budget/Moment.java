package io.faregate.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time of one operation, read once and before any look-up. Immutable.
 *
 * @param calendars the zone's periods
 * @param millis the wall clock, for calendar periods
 * @param nanos the monotonic clock, for buckets
 */
record Moment(Calendars calendars, long millis, long nanos) {

    Span period(Window.Period every) {
        return calendars.at(every, millis);
    }

    /** How long until then, or null when that is past. */
    @Nullable
    Duration until(long then) {
        return then > millis ? Duration.ofMillis(then - millis) : null;
    }
}
