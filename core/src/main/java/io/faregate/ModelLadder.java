package io.faregate;

import io.faregate.cost.CostEstimator;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.policy.ModelNames;
import io.faregate.policy.ModelPolicy;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which models a ride may get, in the order they are tried. */
final class ModelLadder {
    /**
     * One model and why it would be given.
     *
     * @param model the name that goes to the provider; empty for none
     * @param listed the name that limits and lists know it by
     * @param why as records say it
     */
    record Rung(String model, String listed, String why) {
        /** No model: neither route, plan nor body names one; each provider call brings its own. */
        static final Rung NONE = new Rung("", "", "");

        Rung(String model, String why) {
            this(model, model, why);
        }

        /** Whether it stands in for a better model. */
        boolean isDowngraded() {
            return why.startsWith("downgraded") || why.equals("restricted");
        }

        /** The same, tried because another was refused. */
        Rung after(@Nullable Refusal refusal) {
            if (refusal == null) {
                return this;
            }
            boolean blocked = refusal.reason() == Reason.BLOCKED;
            return new Rung(model, listed, blocked ? "downgraded-as-blocked" : "downgraded-for-money");
        }
    }

    private static final Usage SAMPLE = Usage.of(1_000, 1_000);

    private ModelLadder() {}

    /**
     * The model for a request: what the server says of the task that the application named, or of the route; else what
     * is asked for, if it is listed; else the default.
     *
     * @param ofTask the model of the task that the application named before, or null
     * @param asked the model that the body names, or null
     * @return the rung, or empty when the model asked for is not allowed
     */
    static Optional<Rung> first(RuleSet rules, ModelNames names, @Nullable String ofTask, @Nullable String asked) {
        ModelPolicy policy = rules.route().model();
        if (ofTask != null) {
            return Optional.of(new Rung(ofTask, "task"));
        }
        if (policy.use() != null) {
            return allowed(rules, policy.use()) ? Optional.of(new Rung(policy.use(), "route")) : Optional.empty();
        }
        if (asked != null) {
            return asked(rules, names, asked);
        }
        if (policy.preset() != null && allowed(rules, policy.preset())) {
            return Optional.of(new Rung(policy.preset(), "default"));
        }
        List<String> models = rules.models();
        return models.isEmpty() ? Optional.empty() : Optional.of(new Rung(models.get(0), "first"));
    }

    /**
     * The model for a request that goes on though nobody knows what it asks for: the server's own; else the one that it
     * seems to name, if that has a price; else the dearest that it may have named.
     *
     * @return the rung, or {@link Rung#NONE} where no model is named anywhere
     */
    static Rung ofAny(RuleSet rules, CostEstimator costs, @Nullable String ofTask, @Nullable String asked) {
        ModelPolicy policy = rules.route().model();
        if (ofTask != null) {
            return new Rung(ofTask, "task");
        }
        if (policy.use() != null) {
            return new Rung(policy.use(), "route");
        }
        if (asked != null && costs.price(asked).isPresent()) {
            return new Rung(asked, "asked");
        }
        return Stream.concat(rules.models().stream(), Stream.ofNullable(policy.preset()))
                .filter(model -> costs.price(model).isPresent())
                .reduce((one, other) -> isCheaper(one, other, costs) ? other : one)
                .map(model -> new Rung(model, "dearest"))
                .orElse(Rung.NONE);
    }

    /** By its exact name, by an alias, or by its name and a date where dates are allowed; never by a part of a name. */
    private static Optional<Rung> asked(RuleSet rules, ModelNames names, String asked) {
        List<String> models = rules.models();
        String alias = names.aliases().get(asked);
        if (alias != null) {
            return models.contains(alias) ? Optional.of(new Rung(alias, "alias")) : Optional.empty();
        }
        return models.contains(asked)
                ? Optional.of(new Rung(asked, "asked"))
                : names.undated(asked, models).map(listed -> new Rung(asked, listed, "asked"));
    }

    /** The models of a task that the plan allows, in the order of the policy. */
    static List<String> ofTask(RuleSet rules, String task) {
        return rules.route().model().tasks().getOrDefault(task, List.of()).stream()
                .filter(model -> allowed(rules, model))
                .toList();
    }

    /**
     * The rungs to try. A downgrade never leads to a model that is as dear, or that the plan does not allow.
     *
     * @param percent the share of the fullest cost limit before the ride's own hold; asked for only when it matters
     * @return the first rung and the cheaper ones, or these alone
     */
    static List<Rung> from(RuleSet rules, Rung first, CostEstimator costs, IntSupplier percent) {
        ModelPolicy.Downgrade downgrade = rules.route().model().downgrade();
        if (downgrade == null) {
            return List.of(first);
        }
        List<Rung> rungs = new ArrayList<>();
        for (String model : downgrade.to()) {
            if (allowed(rules, model) && isCheaper(model, first.model(), costs)) {
                rungs.add(new Rung(model, "downgraded-at-share"));
            }
        }
        if (rungs.isEmpty() || percent.getAsInt() < downgrade.atPercent()) {
            rungs.add(0, first);
        }
        return rungs;
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
