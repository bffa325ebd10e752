package io.faregate.budget;

import java.time.Duration;

/** The time over which a limit counts. Immutable. */
public sealed interface Window {

    /**
     * Refills steadily: any window of this length sees at most twice the amount, and what rides that were open when it
     * began gave back of their holds.
     *
     * @param length how long a full refill takes, at least one second
     */
    record Rolling(Duration length) implements Window {
        /**
         * Checks the length.
         *
         * @param length how long a full refill takes, at least one second
         */
        public Rolling {
            if (length.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("a rolling window is at least one second, not " + length);
            }
        }
    }

    /**
     * Starts anew with each calendar period in the policy's zone.
     *
     * @param every which period
     */
    record Calendar(Period every) implements Window {}

    /** No time at all: what is held now, as {@code concurrent}. */
    record Now() implements Window {}

    /** Calendar periods. */
    enum Period {
        /** From one full minute to the next. */
        MINUTE,
        /** From one full hour to the next. */
        HOUR,
        /** From the first instant of a day in the zone to that of the next. */
        DAY,
        /** From Monday to Monday. */
        WEEK,
        /** From the first of a month to the first of the next. */
        MONTH
    }
}
