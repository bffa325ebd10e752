package io.faregate.budget;

import java.util.Objects;

/**
 * One limit as it applies to one ride. Immutable.
 *
 * @param limit the limit
 * @param subject whose account it is
 * @param amount the most for this caller: the limit's own, or the application's
 * @param hold how much to hold, in the measure's unit
 */
public record Charge(Limit limit, Subject subject, long amount, long hold) {

    /**
     * Checks that nothing is negative.
     *
     * @param limit the limit
     * @param subject whose account it is
     * @param amount the most for this caller: the limit's own, or the application's
     * @param hold how much to hold, in the measure's unit
     */
    public Charge {
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(subject, "subject");
        notNegative(amount);
        notNegative(hold);
    }

    static long notNegative(long units) {
        if (units < 0) {
            throw new IllegalArgumentException("negative charge: " + units);
        }
        return units;
    }
}
