package io.faregate.cost;

import java.util.Optional;

/**
 * What a usage of one model costs, cliffs and tiers included. Must be thread-safe and never cheaper for more of any
 * unit: the hold is the price of the most a ride could use.
 */
@FunctionalInterface
public interface Price {

    /**
     * The cost of a usage, rounded up to a nano-unit.
     *
     * @param usage what was or may be used
     * @return its cost, or empty when a unit in it has no price: then the use is refused, never free
     */
    Optional<Money> of(Usage usage);
}
