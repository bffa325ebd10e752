package io.faregate;

import io.faregate.body.Dialect;
import io.faregate.cost.Money;
import io.faregate.cost.Price;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Usage;
import io.faregate.usage.UsageSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One model call in a ride's account: estimated while it runs, then what it did use. Guarded by the account's lock. */
final class CallEntry {
    final String model;

    /** How it asks to be served, and with which of the provider's own tools. */
    final Fare fare;

    /** How its reply is read; null when nobody can. */
    final @Nullable Dialect dialect;

    /** What is held for it; read without the lock. */
    volatile Usage estimate;

    boolean running = true;
    Runnable ender = () -> {};
    Usage usage;
    Money cost;
    UsageSource source = UsageSource.HOLD;

    /** The model and the tier that it got, which has no price; empty for none. */
    String unpriced = "";

    CallEntry(String model, Fare fare, @Nullable Dialect dialect, Usage estimate, Money estimatedCost) {
        this.model = model;
        this.fare = fare;
        this.dialect = dialect;
        this.estimate = estimate;
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

    /** Whether the provider writes on, and bills it, when nobody reads any more. */
    boolean billsAfterAbort() {
        return dialect != null && dialect.billsAfterAbort();
    }

    /** Whether its provider shows all that a model thinks. */
    boolean showsThinking() {
        return dialect != null && dialect.showsThinking();
    }

    /** What a report costs; empty when that has no price. */
    Optional<Money> cost(Price usual, Usage used, Reported reported) {
        ServiceTier got = fare.got(reported.tier());
        unpriced = usual.at(got).isPresent() ? "" : model + ", " + got.name();
        return fare.of(usual, used, reported);
    }

    void book(Usage actual, Money actualCost, UsageSource from) {
        usage = actual;
        cost = actualCost;
        source = from;
    }
}
