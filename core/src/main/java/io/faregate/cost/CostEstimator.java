package io.faregate.cost;

import java.time.Instant;
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
     * The same prices as they are at a time, for an estimator that knows of changes to come. A ride has the prices of the
     * time it came at, to its end.
     *
     * @param time when a ride came
     * @return what to ask for its prices; this, where prices do not change
     */
    default CostEstimator at(Instant time) {
        return this;
    }

    /**
     * What this estimator's prices are called in records, as {@code built-in 2026-11-23}.
     *
     * @return a version, never empty
     */
    default String version() {
        return "custom";
    }

    /**
     * Asks another estimator for the models that this one does not know.
     *
     * @param other the one to ask then
     * @return both as one
     */
    default CostEstimator orElse(CostEstimator other) {
        CostEstimator first = this;
        return new CostEstimator() {
            @Override
            public Optional<Price> price(String model) {
                return first.price(model).or(() -> other.price(model));
            }

            @Override
            public CostEstimator at(Instant time) {
                CostEstimator firstThen = first.at(time);
                CostEstimator otherThen = other.at(time);
                return firstThen == first && otherThen == other ? this : firstThen.orElse(otherThen);
            }

            @Override
            public String version() {
                return first.version() + " or else " + other.version();
            }
        };
    }
}
