package io.faregate.cost;

import java.util.Optional;

/**
 * Finds a model's price. {@link CostTable} is the usual one. Called for every ride, so it must be quick and
 * thread-safe; the price it gives is frozen into the ride.
 */
@FunctionalInterface
public interface CostEstimator {

    /**
     * The price of a model.
     *
     * @param model the model's exact name
     * @return its price, or empty when the model is unknown
     */
    Optional<Price> price(String model);

    /**
     * What this estimator's prices are called in records, as {@code built-in 2026-11-23}.
     *
     * @return a version, never empty
     */
    default String version() {
        return "custom";
    }
}
