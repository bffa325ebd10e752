package io.faregate.budget;

import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a limit counts: one {@link Unit}, or something derived from the ride.
 *
 * @param key the name in policies, as {@code cost} or {@code requests}
 * @param unit the unit, or empty for {@code cost}, {@code tokens} and {@code concurrent}
 */
public record Measure(String key, Optional<Unit> unit) {

    /** Money, in nano-units. */
    public static final Measure COST = new Measure("cost", Optional.empty());
    /** All tokens, in and out. */
    public static final Measure TOKENS = new Measure("tokens", Optional.empty());
    /** Rides that run now. */
    public static final Measure CONCURRENT = new Measure("concurrent", Optional.empty());
    /** Rides let in. */
    public static final Measure REQUESTS = new Measure(Unit.REQUESTS.key(), Optional.of(Unit.REQUESTS));

    /**
     * The measure of a name.
     *
     * @param key a name as in policies
     * @return the measure, or empty
     */
    public static Optional<Measure> of(String key) {
        for (Measure derived : new Measure[] {COST, TOKENS, CONCURRENT}) {
            if (derived.key.equals(key)) {
                return Optional.of(derived);
            }
        }
        return Unit.of(key).map(unit -> unit == Unit.REQUESTS ? REQUESTS : new Measure(key, Optional.of(unit)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Measure measure && key.equals(measure.key));
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /**
     * How much of this a ride holds or used. A ride holds one {@code concurrent}; settling it is the store's affair.
     *
     * @param usage the ride's usage, requests included
     * @param cost the ride's cost
     * @return the amount, in this measure's own unit; nano-units for cost
     */
    public long amount(Usage usage, Money cost) {
        if (unit.isPresent()) {
            return usage.get(unit.get());
        }
        return equals(COST) ? cost.nanos() : equals(TOKENS) ? usage.tokens() : equals(CONCURRENT) ? 1 : 0;
    }
}
