package io.faregate.budget;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * The most of a measure that a key may have in a window. Immutable.
 *
 * @param id what keys its accounts: stable when only the amount changes, and the same in all plans for a limit
 *     {@code per} somebody, so that who changes plan keeps what was used
 * @param rule the place in the policy that a refusal names, as {@code plans.free.limits[0]}
 * @param measure what is counted
 * @param per what it is counted by; empty for a pool that all of its place share
 * @param amount the most, in the measure's own unit; nano-units for cost
 * @param window over which time
 * @param mode what happens beyond it
 * @param carryDebt whether what was used beyond the amount is moved to the next calendar period
 */
public record Limit(
        String id,
        String rule,
        Measure measure,
        Set<Dimension> per,
        long amount,
        Window window,
        Mode mode,
        boolean carryDebt) {

    /**
     * Checks the amount and copies the dimensions in their one order.
     *
     * @param id what keys its accounts: stable when only the amount changes, and the same in all plans for a limit
     *     {@code per} somebody, so that who changes plan keeps what was used
     * @param rule the place in the policy that a refusal names, as {@code plans.free.limits[0]}
     * @param measure what is counted
     * @param per what it is counted by; empty for a pool that all of its place share
     * @param amount the most, in the measure's own unit; nano-units for cost
     * @param window over which time
     * @param mode what happens beyond it
     * @param carryDebt whether what was used beyond the amount is moved to the next calendar period
     */
    public Limit {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(measure, "measure");
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(mode, "mode");
        per = per.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(per));
        if (amount < 0) {
            throw new IllegalArgumentException("a limit can not be " + amount);
        }
        if (measure.equals(Measure.CONCURRENT) != (window instanceof Window.Now)) {
            throw new IllegalArgumentException("concurrent, and nothing else, has no window");
        }
    }
}
