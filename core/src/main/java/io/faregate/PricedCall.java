package io.faregate;

import io.faregate.body.BodyRejected;
import io.faregate.body.Capped;
import io.faregate.body.Choice;
import io.faregate.body.Dialect;
import io.faregate.body.Dialect.Reads;
import io.faregate.body.Edits;
import io.faregate.body.Origin;
import io.faregate.body.RequestShape;
import io.faregate.body.Scan;
import io.faregate.cost.Money;
import io.faregate.cost.Price;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import java.net.URI;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is decided of a call before it goes out: priced by its body, clamped to what the ride has left, opened in the
 * ride's account.
 */
final class PricedCall {
    private final CallEntry entry;
    private final byte @Nullable [] body;
    private final @Nullable Dialect dialect;
    private final boolean withholdsUsage;
    private final LongConsumer bill;

    private PricedCall(
            CallEntry entry,
            byte @Nullable [] body,
            @Nullable Dialect dialect,
            boolean withholdsUsage,
            LongConsumer bill) {
        this.entry = entry;
        this.body = body;
        this.dialect = dialect;
        this.withholdsUsage = withholdsUsage;
        this.bill = bill;
    }

    /** Prices a call and takes its fare, as {@link ProviderCall#begin} says. */
    static PricedCall of(Ride ride, URI provider, byte @Nullable [] body) {
        Optional<Dialect> dialect = dialect(ride, provider);
        if (body == null || dialect.isEmpty()) {
            return unseen(ride, body);
        }
        Scan scan = dialect.get().scan(body, body.length, Origin.APPLICATION);
        if (scan instanceof BodyRejected rejected) {
            throw new IllegalArgumentException(
                    "The body of the provider call can not be priced, so it is not sent. " + rejected.message());
        }
        return seen(ride, dialect.get(), (RequestShape) scan);
    }

    /** The dialect that bodies to a provider are read in, or empty. */
    static Optional<Dialect> dialect(Ride ride, URI provider) {
        return ride.gate().providers().find(provider).filter(dialect -> dialect.reads() != Reads.NOTHING);
    }

    private static PricedCall unseen(Ride ride, byte @Nullable [] body) {
        Estimate one = ride.estimate().perStep();
        CallEntry entry = ride.account().open(ride.rung().model(), one.tier(), one.usage(), one.cost(), one.tools());
        return new PricedCall(entry, body, null, false, billed -> {});
    }

    private static PricedCall seen(Ride ride, Dialect dialect, RequestShape shape) {
        String model = shape.model().orElse(ride.rung().model());
        requireUnblocked(ride, model);
        long prompt = ride.gate().tokens().promptTokens(model, shape.prompt());
        ProviderToolCost tools = ProviderToolCost.of(shape, ride.route().tools())
                .orElseThrow(() -> new RideOverException(
                        Reason.MODEL_NOT_PRICED,
                        "tools.allow",
                        "A tool of the provider's own has no price: its calls need a cost in tools.allow."));
        long choices = choices(ride, dialect, shape);
        CallEntry entry;
        long output;
        // calls that begin at the same time share the output that is left
        synchronized (ride.account()) {
            output = output(ride, shape, Estimate.times(choices, shape.prompts()));
            Usage worst = shape.most(prompt, Estimate.times(output, choices));
            Money cost = price(ride, model, shape.tier())
                    .worst(worst.with(Unit.REQUESTS, 1))
                    .orElseThrow(() -> unpriced("The model of the provider call has no price."));
            entry = ride.account().open(model, shape.tier(), worst, cost.plus(tools.most()), tools);
        }
        requireStillUnblocked(ride, model, entry);
        Edits edits = shape.edit().set(Choice.OUTPUT_TOKENS, output);
        edits = shape.asked(Choice.CHOICES).isPresent() ? edits.set(Choice.CHOICES, choices) : edits;
        boolean withhold = shape.stream() && !shape.usageAsked();
        byte[] body = (withhold ? edits.forceUsage() : edits).bytes();
        return new PricedCall(
                entry, body, dialect, withhold, ride.gate().tokens().bill(model, prompt));
    }

    /** A block that came since the first look has ended the rides whose calls it found: it saw this one, or this sees it. */
    private static void requireStillUnblocked(Ride ride, String model, CallEntry entry) {
        try {
            requireUnblocked(ride, model);
        } catch (RideOverException blocked) {
            ride.account().close(entry, Reported.NOTHING);
            throw blocked;
        }
    }

    /** Refuses a call of a model that is blocked. */
    private static void requireUnblocked(Ride ride, String model) {
        if (ride.gate().killSwitch().look(model).isBlocked()) {
            throw new RideOverException(Reason.BLOCKED, "switch", "The model of the provider call is blocked.");
        }
    }

    /** The price at the tier that the body asks for; a tier that may cost more than the usual one needs its own. */
    private static Price price(Ride ride, String model, ServiceTier tier) {
        return ride.account()
                .price(model)
                .orElseThrow(() -> unpriced("The model of the provider call has no price."))
                .at(tier)
                .orElseThrow(() -> unpriced("The model of the provider call has no price at the service tier "
                        + tier.name() + ": it needs a row of its own in the price table."));
    }

    private static RideOverException unpriced(String message) {
        return new RideOverException(Reason.MODEL_NOT_PRICED, "costs", message);
    }

    /** Replies to each prompt, lowered to the cap; prompts are not, nor is a form, which goes out as it is. */
    private static long choices(Ride ride, Dialect dialect, RequestShape shape) {
        long fixed =
                dialect.reads() == Reads.PARTS ? shape.asked(Choice.CHOICES).orElse(1) : shape.prompts();
        long most = ride.caps().max(Capped.CHOICES);
        if (fixed > most) {
            throw new RideOverException(
                    Reason.CONTENT_TOO_LARGE,
                    "caps.choices",
                    "The provider call asks for " + fixed + " replies; this route takes " + most + ".");
        }
        return Estimate.choices(shape, ride.caps());
    }

    private static long output(Ride ride, RequestShape shape, long replies) {
        if (shape.fixedOutput().isPresent() || !shape.writes()) {
            return shape.fixedOutput().orElse(0);
        }
        long most = Math.min(ride.estimate().output(), ride.account().outputLeft() / replies);
        if (most <= 0) {
            throw new RideOverException(
                    Reason.RIDE_SPENT, "caps.output-tokens", "The request has no output tokens left.");
        }
        return Math.min(most, shape.asked(Choice.OUTPUT_TOKENS).orElse(most));
    }

    CallEntry entry() {
        return entry;
    }

    /** What goes to the provider, not to be changed; null for a body that is not read, or none. */
    byte @Nullable [] body() {
        return body;
    }

    /** How the response is read; null when nobody can. */
    @Nullable
    Dialect dialect() {
        return dialect;
    }

    /** Whether the application did not ask for the usage that the response will have. */
    boolean withholdsUsage() {
        return withholdsUsage;
    }

    /** Learns how many tokens of prompt were billed. */
    LongConsumer bill() {
        return bill;
    }
}
