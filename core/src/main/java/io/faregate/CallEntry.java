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

    final Usage estimate;
    final Money estimatedCost;

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
        this.estimatedCost = estimatedCost;
        this.tools = tools;
        this.usage = estimate;
        this.cost = estimatedCost;
    }

    /** What a report costs, with the tools, at the tier that the call got or asked for; empty when that has no price. */
    Optional<Money> cost(Price usual, Reported reported) {
        Usage used = Objects.requireNonNull(reported.usage());
        ServiceTier got = reported.tier().orElse(tier);
        Optional<Price> price = usual.at(got);
        unpriced = price.isPresent() ? "" : model + ", " + got.name();
        Map<String, Long> calls = reported.toolCalls();
        Money ofTools = calls == null ? tools.most() : tools.of(calls);
        // a call is one request to the provider, whatever the ride counts
        Usage one = used.with(Unit.REQUESTS, Math.max(1, used.get(Unit.REQUESTS)));
        return price.flatMap(at -> at.ofPieces(one)).map(ofTools::plus);
    }

    void book(Usage actual, Money actualCost, UsageSource from) {
        usage = actual;
        cost = actualCost;
        source = from;
    }
}
