package io.faregate;

import io.faregate.cost.CostEstimator;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.policy.ModelPolicy;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Which models a ride may get, in the order they are tried. */
final class ModelLadder {
    /** One model and why it would be given. */
    record Rung(String model, String why) {
        /** No model: neither route, plan nor body names one; each provider call brings its own. */
        static final Rung NONE = new Rung("", "");
    }

    private static final Usage SAMPLE = Usage.of(1_000, 1_000);

    private ModelLadder() {}

    /**
     * The model for a request, as route and plan say.
     *
     * @param asked the model that the body names, or null
     * @return the rung, or empty when the model asked for is not allowed
     */
    static Optional<Rung> first(RuleSet rules, @Nullable String asked) {
        ModelPolicy policy = rules.route().model();
        if (policy.use() != null) {
            return allowed(rules, policy.use()) ? Optional.of(new Rung(policy.use(), "route")) : Optional.empty();
        }
        if (asked != null) {
            return rules.models().contains(asked) ? Optional.of(new Rung(asked, "asked")) : Optional.empty();
        }
        if (policy.preset() != null && allowed(rules, policy.preset())) {
            return Optional.of(new Rung(policy.preset(), "default"));
        }
        return rules.models().stream().findFirst().map(model -> new Rung(model, "first"));
    }

    /**
     * The rungs to try. A downgrade never leads to a model that is as dear, or that the plan does not allow.
     *
     * @param percent the share of the fullest cost limit before the ride's own hold; asked for only when it matters
     * @return the first rung and the cheaper one, or one of them alone
     */
    static List<Rung> from(RuleSet rules, Rung first, CostEstimator costs, IntSupplier percent) {
        ModelPolicy.Downgrade downgrade = rules.route().model().downgrade();
        if (downgrade == null || !allowed(rules, downgrade.to()) || !isCheaper(downgrade.to(), first.model(), costs)) {
            return List.of(first);
        }
        Rung cheaper = new Rung(downgrade.to(), "downgraded");
        return percent.getAsInt() >= downgrade.atPercent() ? List.of(cheaper) : List.of(first, cheaper);
    }

    static boolean isCheaper(String model, String than, CostEstimator costs) {
        Optional<Money> one = costs.price(model).flatMap(price -> price.worst(SAMPLE));
        Optional<Money> other = costs.price(than).flatMap(price -> price.worst(SAMPLE));
        return one.isPresent() && (other.isEmpty() || one.get().compareTo(other.get()) < 0);
    }

    private static boolean allowed(RuleSet rules, String model) {
        return rules.models().isEmpty() || rules.models().contains(model);
    }
}
