package io.faregate.policy;

import io.faregate.cost.Money;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The tools that an agent may call on a route; all others are refused. Immutable.
 *
 * @param allow rules by tool name
 */
public record ToolPolicy(Map<String, Rule> allow) {

    /** No tool at all. */
    public static final ToolPolicy NONE = new ToolPolicy(Map.of());

    /**
     * Copies the rules, keeping their order.
     *
     * @param allow rules by tool name
     */
    public ToolPolicy {
        allow = Collections.unmodifiableMap(new LinkedHashMap<>(allow));
    }

    /**
     * One tool.
     *
     * @param max the most calls in one ride; {@link Long#MAX_VALUE} when only the cap on all tool calls counts
     * @param cost what one call costs
     * @param arguments looks at the arguments of each call
     */
    public record Rule(long max, Money cost, ArgumentCheck arguments) {

        /**
         * Checks that neither number is negative.
         *
         * @param max the most calls in one ride; {@link Long#MAX_VALUE} when only the cap on all tool calls counts
         * @param cost what one call costs
         * @param arguments looks at the arguments of each call
         */
        public Rule {
            Objects.requireNonNull(cost, "cost");
            Objects.requireNonNull(arguments, "arguments");
            if (max < 0 || cost.nanos() < 0) {
                throw new IllegalArgumentException("negative tool rule: " + max + ", " + cost);
            }
        }

        /**
         * A tool whose arguments nobody checks.
         *
         * @param max the most calls in one ride; {@link Long#MAX_VALUE} when only the cap on all tool calls counts
         * @param cost what one call costs
         */
        public Rule(long max, Money cost) {
            this(max, cost, ArgumentCheck.NONE);
        }
    }
}
