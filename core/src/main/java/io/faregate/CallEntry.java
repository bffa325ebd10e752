package io.faregate;

import io.faregate.cost.Money;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Usage;
import io.faregate.usage.UsageSource;

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

    void book(Usage actual, Money actualCost, UsageSource from) {
        usage = actual;
        cost = actualCost;
        source = from;
    }
}
