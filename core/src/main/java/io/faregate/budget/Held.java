package io.faregate.budget;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of an attempt to hold: all charges, as a reservation that must be settled, or none. */
public sealed interface Held permits Reservation, Held.Denied {

    /**
     * Nothing more is held.
     *
     * @param charge the first charge that did not fit
     * @param delay until it, and all others that do not fit either, may if nobody else takes; null when one never will,
     *     being more than the whole amount, or when nobody can say
     */
    record Denied(Charge charge, @Nullable Duration delay) implements Held {

        /**
         * How long until all may fit.
         *
         * @return the wait, or empty
         */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(delay);
        }
    }
}
