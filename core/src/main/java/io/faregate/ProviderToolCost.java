package io.faregate;

import io.faregate.body.ProviderTool;
import io.faregate.body.RequestShape;
import io.faregate.cost.Money;
import io.faregate.policy.ToolPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the provider's own tools cost beside searches and tokens, as the route prices them. Immutable.
 *
 * @param most what the most calls of each cost: what is held, and charged where no reply says how often they were called
 * @param each what one call costs, by the names of the tools
 */
record ProviderToolCost(Money most, Map<String, Money> each) {
    static final ProviderToolCost NONE = new ProviderToolCost(Money.ZERO, Map.of());

    /** The cost of what a body asks for, or empty when a tool has no price. */
    static Optional<ProviderToolCost> of(RequestShape shape, ToolPolicy policy) {
        ProviderToolCost sum = NONE;
        for (ProviderTool tool : shape.providerTools()) {
            ToolPolicy.Rule rule = policy.allow().get(tool.name());
            if (rule != null) {
                sum = sum.plus(tool, rule.cost());
            } else if (tool.isPricedByRoute()) {
                return Optional.empty();
            }
        }
        return Optional.of(sum);
    }

    private ProviderToolCost plus(ProviderTool tool, Money cost) {
        Map<String, Money> all = new HashMap<>(each);
        all.put(tool.name(), cost);
        return new ProviderToolCost(most.plus(cost.times(tool.calls())), all);
    }

    /** What some calls cost, were they more than was held for. */
    Money of(Map<String, Long> calls) {
        Money sum = Money.ZERO;
        for (Map.Entry<String, Money> tool : each.entrySet()) {
            sum = sum.plus(tool.getValue().times(calls.getOrDefault(tool.getKey(), 0L)));
        }
        return sum;
    }

    /** The same with another most. */
    ProviderToolCost withMost(Money other) {
        return other.equals(most) ? this : new ProviderToolCost(other, each);
    }
}
