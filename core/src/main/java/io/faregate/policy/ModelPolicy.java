package io.faregate.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which model a route's rides get. Immutable.
 *
 * @param use the one model of this route, whatever is asked; null for none
 * @param preset the model of a request that names none; null for the first allowed
 * @param allow the models a request may name, cheapest first; empty for the plan's own list
 * @param tasks the models of tasks that the application names, by task; of several the first that the plan allows
 * @param downgrade when a cheaper model is given instead; null for never
 * @param shortestReply the fewest output tokens of a shorter reply that is given before a refusal, when the money left
 *     holds no full one; 0 for never
 */
public record ModelPolicy(
        @Nullable String use,
        @Nullable String preset,
        List<String> allow,
        Map<String, List<String>> tasks,
        @Nullable Downgrade downgrade,
        long shortestReply) {

    /** The plan's list, its first model for a request that names none, no downgrade. */
    public static final ModelPolicy OF_PLAN = new ModelPolicy(null, null, List.of(), null);

    /**
     * Copies the lists.
     *
     * @param use the one model of this route, whatever is asked; null for none
     * @param preset the model of a request that names none; null for the first allowed
     * @param allow the models a request may name, cheapest first; empty for the plan's own list
     * @param tasks the models of tasks that the application names, by task; of several the first that the plan allows
     * @param downgrade when a cheaper model is given instead; null for never
     * @param shortestReply the fewest output tokens of a shorter reply that is given before a refusal, when the money
     *     left holds no full one; 0 for never
     */
    public ModelPolicy {
        allow = List.copyOf(allow);
        Map<String, List<String>> copies = new LinkedHashMap<>();
        tasks.forEach((task, models) -> copies.put(task, List.copyOf(models)));
        tasks = Collections.unmodifiableMap(copies);
        if (shortestReply < 0) {
            throw new IllegalArgumentException("a reply can not have " + shortestReply + " tokens");
        }
    }

    /**
     * No tasks, and never a shorter reply.
     *
     * @param use the one model of this route, whatever is asked; null for none
     * @param preset the model of a request that names none; null for the first allowed
     * @param allow the models a request may name, cheapest first; empty for the plan's own list
     * @param downgrade when a cheaper model is given instead; null for never
     */
    public ModelPolicy(
            @Nullable String use, @Nullable String preset, List<String> allow, @Nullable Downgrade downgrade) {
        this(use, preset, allow, Map.of(), downgrade, 0);
    }

    /**
     * Gives a cheaper model before it refuses.
     *
     * @param atPercent from which share of the fullest cost limit on, before the ride's own hold; also whenever the
     *     money left does not hold the model that was to be given, or that is blocked
     * @param to the models given instead, in the order they are tried
     */
    public record Downgrade(int atPercent, List<String> to) {

        /**
         * Checks the share, and that there is a model.
         *
         * @param atPercent from which share of the fullest cost limit on, before the ride's own hold; also whenever the
         *     money left does not hold the model that was to be given, or that is blocked
         * @param to the models given instead, in the order they are tried
         */
        public Downgrade {
            to = List.copyOf(to);
            if (atPercent < 1 || atPercent > 100) {
                throw new IllegalArgumentException("downgrade at " + atPercent + "%, not between 1% and 100%");
            }
            if (to.isEmpty()) {
                throw new IllegalArgumentException("downgrade to nothing");
            }
        }

        /**
         * A ladder of one rung.
         *
         * @param atPercent from which share of the fullest cost limit on, before the ride's own hold
         * @param to the model given instead
         */
        public Downgrade(int atPercent, String to) {
            this(atPercent, List.of(to));
        }
    }
}
