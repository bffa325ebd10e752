package io.faregate;

import io.faregate.cost.Money;
import io.faregate.cost.Price;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.usage.UsageSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One model call in a ride's account: estimated while it runs, then what it did use. Guarded by the account's lock. */
final class CallEntry {
    final String model;

    /** How it asks to be served. */
    final ServiceTier tier;

    /** What is held for it; read without the lock. */
    volatile Usage estimate;

    /** The part of it that no usage has: the provider's own tools, as the route prices them. */
    final ProviderToolCost tools;

    boolean running = true;
    Runnable ender = () -> {};
    Usage usage;
    Money cost;
    UsageSource source = UsageSource.HOLD;

    /** The model and the tier that it got, which has no price; empty for none. */
    String unpriced = "";

    CallEntry(String model, ServiceTier tier, Usage estimate, Money estimatedCost, ProviderToolCost tools) {
        this.model = model;
        this.tier = tier;
        this.estimate = estimate;
        this.tools = tools;
        this.usage = estimate;
        this.cost = estimatedCost;
    }

    /** More is held; what was recorded of it meanwhile stays. */
    void hold(Usage more, Money moreCost) {
        estimate = more;
        if (source == UsageSource.HOLD) {
            usage = more;
            cost = moreCost;
        }
    }

    /** What a report costs, with the tools, at the tier that the call got or asked for; empty when that has no price. */
    Optional<Money> cost(Price usual, Reported reported) {
        Usage used = Objects.requireNonNull(reported.usage());
        ServiceTier got = reported.tier().orElse(tier);
        Optional<Price> price = usual.at(got);
        unpriced = price.isPresent() ? "" : model + ", " + got.name();
        Map<String, Long> calls = reported.toolCalls();
        Money ofTools = calls == null ? tools.most() : tools.of(calls);
        return price.flatMap(at -> at.ofPieces(oneRequest(used))).map(ofTools::plus);
    }

    /** The most that a usage costs, with the tools, at the tier that the call asked for; empty when that has no price. */
    Optional<Money> worst(Price usual, Usage most) {
        return usual.at(tier).flatMap(at -> at.worst(oneRequest(most))).map(tools.most()::plus);
    }

    /** A call is one request to the provider, whatever the ride counts. */
    private static Usage oneRequest(Usage usage) {
        return usage.with(Unit.REQUESTS, Math.max(1, usage.get(Unit.REQUESTS)));
    }

    void book(Usage actual, Money actualCost, UsageSource from) {
        usage = actual;
        cost = actualCost;
        source = from;
    }
}
