package io.faregate;

import io.faregate.body.ProviderTool;
import io.faregate.body.RequestShape;
import io.faregate.cost.Money;
import io.faregate.policy.ToolPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the provider's own tools cost beside tokens: as the route prices them, and as searches, which tables price.
 * Immutable.
 *
 * @param tools what each costs, by its name
 * @param most what the most calls of all cost beside searches: what is held
 */
record ProviderToolCost(Map<String, OfTool> tools, Money most) {
    static final ProviderToolCost NONE = new ProviderToolCost(Map.of(), Money.ZERO);

    /**
     * What one tool costs.
     *
     * @param each what one call costs
     * @param most what the most calls cost
     * @param searches the most calls, where they are searches
     */
    record OfTool(Money each, Money most, long searches) {
        static OfTool of(ProviderTool tool, Money each) {
            return new OfTool(each, each.times(tool.calls()), tool.isSearch() ? tool.calls() : 0);
        }
    }

    /** The cost of what a body asks for, or empty when a tool has no price. */
    static Optional<ProviderToolCost> of(RequestShape shape, ToolPolicy policy) {
        if (shape.providerTools().isEmpty()) {
            return Optional.of(NONE);
        }
        Map<String, OfTool> tools = new HashMap<>();
        for (ProviderTool tool : shape.providerTools()) {
            ToolPolicy.Rule rule = policy.allow().get(tool.name());
            if (rule == null && tool.isPricedByRoute()) {
                return Optional.empty();
            }
            tools.put(tool.name(), OfTool.of(tool, rule == null ? Money.ZERO : rule.cost()));
        }
        return Optional.of(sum(tools));
    }

    private static ProviderToolCost sum(Map<String, OfTool> tools) {
        Money most = Money.ZERO;
        for (OfTool tool : tools.values()) {
            most = most.plus(tool.most);
        }
        return tools.isEmpty() ? NONE : new ProviderToolCost(tools, most);
    }

    /** What some calls cost, were they more than was held for; of a tool that nobody counted the most. */
    Money of(Map<String, Long> calls) {
        Money sum = Money.ZERO;
        for (Map.Entry<String, OfTool> tool : tools.entrySet()) {
            Long counted = calls.get(tool.getKey());
            OfTool cost = tool.getValue();
            sum = sum.plus(counted == null ? cost.most : cost.each.times(counted));
        }
        return sum;
    }

    /** The most searches of those tools that nobody counted. */
    long searchesBeside(Map<String, Long> calls) {
        long sum = 0;
        for (Map.Entry<String, OfTool> tool : tools.entrySet()) {
            sum += calls.containsKey(tool.getKey()) ? 0 : tool.getValue().searches;
        }
        return sum;
    }

    /** The same with so many times the most calls. */
    ProviderToolCost times(long times) {
        return each(tool -> new OfTool(tool.each, tool.most.times(times), Estimate.times(tool.searches, times)));
    }

    /** The same with an equal share of the most calls. */
    ProviderToolCost share(long parts) {
        return each(tool -> new OfTool(tool.each, tool.most.share(parts), (tool.searches + parts - 1) / parts));
    }

    private ProviderToolCost each(UnaryOperator<OfTool> change) {
        if (tools.isEmpty()) {
            return this;
        }
        Map<String, OfTool> changed = new HashMap<>();
        tools.forEach((name, tool) -> changed.put(name, change.apply(tool)));
        return sum(changed);
    }
}
