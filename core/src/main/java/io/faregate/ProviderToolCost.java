package io.faregate;

import io.faregate.body.ProviderTool;
import io.faregate.body.RequestShape;
import io.faregate.cost.Money;
import io.faregate.policy.ToolPolicy;
import java.util.Optional;

/**
 * What the provider's own tools cost beside searches and tokens, as the route prices them: the most calls of each. No
 * provider says in a way that all share how often they were called, so that what is held for them is what is charged.
 */
final class ProviderToolCost {
    private ProviderToolCost() {}

    /** The most that they cost, or empty when one has no price. */
    static Optional<Money> of(RequestShape shape, ToolPolicy policy) {
        Money sum = Money.ZERO;
        for (ProviderTool tool : shape.providerTools()) {
            ToolPolicy.Rule rule = policy.allow().get(tool.name());
            if (rule != null) {
                sum = sum.plus(rule.cost().times(tool.calls()));
            } else if (tool.isPricedByRoute()) {
                return Optional.empty();
            }
        }
        return Optional.of(sum);
    }
}
