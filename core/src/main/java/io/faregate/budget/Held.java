package io.faregate.budget;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of an attempt to hold: all charges, or none and the first that did not fit. */
public sealed interface Held {

    /**
     * All is held.
     *
     * @param reservation what must be settled
     * @param wouldRefuse the first charge in mode observe that did not fit, or null
     */
    record Reserved(Reservation reservation, @Nullable Charge wouldRefuse) implements Held {}

    /**
     * Nothing is held.
     *
     * @param charge the first charge that did not fit
     * @param delay until it may fit if nobody else takes; null when it never will, being more than the whole amount, or
     *     when nobody can say
     */
    record Denied(Charge charge, @Nullable Duration delay) implements Held {

        /**
         * How long until it may fit.
         *
         * @return the wait, or empty
         */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(delay);
        }
    }
}
