package io.faregate.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which model a route's rides get. Immutable.
 *
 * @param use the one model of this route, whatever is asked; null for none
 * @param preset the model of a request that names none; null for the first allowed
 * @param allow the models a request may name, cheapest first; empty for the plan's own list
 * @param downgrade when a cheaper model is given instead; null for never
 * @param shortestReply the fewest output tokens of a shorter reply that is given before a refusal, when the money left
 *     holds no full one; 0 for never
 */
public record ModelPolicy(
        @Nullable String use,
        @Nullable String preset,
        List<String> allow,
        @Nullable Downgrade downgrade,
        long shortestReply) {

    /** The plan's list, its first model for a request that names none, no downgrade. */
    public static final ModelPolicy OF_PLAN = new ModelPolicy(null, null, List.of(), null);

    /**
     * Copies the list.
     *
     * @param use the one model of this route, whatever is asked; null for none
     * @param preset the model of a request that names none; null for the first allowed
     * @param allow the models a request may name, cheapest first; empty for the plan's own list
     * @param downgrade when a cheaper model is given instead; null for never
     * @param shortestReply the fewest output tokens of a shorter reply that is given before a refusal, when the money
     *     left holds no full one; 0 for never
     */
    public ModelPolicy {
        allow = List.copyOf(allow);
        if (shortestReply < 0) {
            throw new IllegalArgumentException("a reply can not have " + shortestReply + " tokens");
        }
    }

    /**
     * Never a shorter reply.
     *
     * @param use the one model of this route, whatever is asked; null for none
     * @param preset the model of a request that names none; null for the first allowed
     * @param allow the models a request may name, cheapest first; empty for the plan's own list
     * @param downgrade when a cheaper model is given instead; null for never
     */
    public ModelPolicy(
            @Nullable String use, @Nullable String preset, List<String> allow, @Nullable Downgrade downgrade) {
        this(use, preset, allow, downgrade, 0);
    }

    /**
     * Gives a cheaper model before it refuses.
     *
     * @param atPercent from which share of the fullest cost limit on, before the ride's own hold; also whenever the
     *     money left does not hold the model that was to be given
     * @param to the model given instead
     */
    public record Downgrade(int atPercent, String to) {

        /**
         * Checks the share.
         *
         * @param atPercent from which share of the fullest cost limit on, before the ride's own hold; also whenever the
         *     money left does not hold the model that was to be given
         * @param to the model given instead
         */
        public Downgrade {
            if (atPercent < 1 || atPercent > 100) {
                throw new IllegalArgumentException("downgrade at " + atPercent + "%, not between 1% and 100%");
            }
        }
    }
}
