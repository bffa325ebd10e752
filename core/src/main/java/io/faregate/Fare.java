package io.faregate;

import io.faregate.body.RequestShape;
import io.faregate.cost.Money;
import io.faregate.cost.Price;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.ToolPolicy;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What makes a call dearer than its usage at the usual price: how it asks to be served, and the provider's own tools. The
 * one place that says what a usage is held at, and what it is charged at. Immutable.
 *
 * @param tier how it asks to be served
 * @param tools what the provider's own tools cost, which no usage has
 * @param thinks whether the model thinks out of sight, so that a reply that is cut has cost more than what was seen of it
 */
record Fare(ServiceTier tier, ProviderToolCost tools, boolean thinks) {
    static final Fare USUAL = new Fare(ServiceTier.UNSAID, ProviderToolCost.NONE, false);

    /** Of what a body asks for; empty when a tool of it has no price. */
    static Optional<Fare> of(RequestShape shape, ToolPolicy policy, @Nullable Price price) {
        boolean thinks = switch (shape.thinking()) {
            case ASKED -> true;
            case DECLINED -> false;
            case UNSAID -> price != null && price.hidesThinking();
        };
        return ProviderToolCost.of(shape, policy).map(tools -> new Fare(shape.tier(), tools, thinks));
    }

    /** The most that some calls cost which use no more than this, with the tools; empty when that has no price. */
    Optional<Money> most(Price usual, Usage usage, long requests) {
        Usage worst = usage.with(Unit.REQUESTS, requests);
        return at(usual, ServiceTier.UNSAID, price -> price.worst(worst)).map(tools.most()::plus);
    }

    /** What a call costs that used this, with the tools, at the tier that it got; empty when that has no price. */
    Optional<Money> of(Price usual, Usage usage, Reported reported) {
        // a call is one request to the provider, whatever the ride counts
        Usage used = usage.with(Unit.REQUESTS, Math.max(1, usage.get(Unit.REQUESTS)));
        return at(usual, reported.tier(), price -> price.ofPieces(used)).map(tools.of(reported.toolCalls())::plus);
    }

    /** The tier that a call got, as far as its reply says: what it does not say is as it was asked for. */
    ServiceTier got(ServiceTier said) {
        return said.orElse(tier);
    }

    /** What is cheaper than usual costs the dearer of both unless the reply says that it was given. */
    private Optional<Money> at(Price usual, ServiceTier said, Function<Price, Optional<Money>> cost) {
        ServiceTier got = got(said);
        ServiceTier sure = said.orElse(tier.withoutCheaper());
        Optional<Money> money = usual.at(got).flatMap(cost);
        return got.equals(sure)
                ? money.map(Fare::notNegative)
                : money.flatMap(one -> usual.at(sure).flatMap(cost).map(one::max))
                        .map(Fare::notNegative);
    }

    /** An application's own price may be mistaken: nothing can be held for it, and nothing given. */
    static Money notNegative(Money cost) {
        if (cost.nanos() < 0) {
            throw new IllegalStateException("a price is negative: " + cost);
        }
        return cost;
    }

    /** The same for an equal share of the tools' calls. */
    Fare share(long parts) {
        return new Fare(tier, tools.share(parts), thinks);
    }

    /** The same for so many calls, each with the tools. */
    Fare times(long calls) {
        return new Fare(tier, tools.times(calls), thinks);
    }

    Fare withoutTools() {
        return new Fare(tier, ProviderToolCost.NONE, thinks);
    }
}
