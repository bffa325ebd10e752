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
import io.faregate.usage.UsageSource;
import java.net.URI;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is decided of a call before it goes out: priced by its body, clamped to what the ride has left, opened in the
 * ride's account.
 */
final class PricedCall {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private final CallEntry entry;
    private final byte @Nullable [] body;
    private final boolean withholdsUsage;
    private final LongConsumer bill;

    private PricedCall(CallEntry entry, byte @Nullable [] body, boolean withholdsUsage, LongConsumer bill) {
        this.entry = entry;
        this.body = body;
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

    /** The same for a call whose body nobody sees. */
    static PricedCall told(Ride ride, ToldRequest request) {
        return seen(ride, null, request);
    }

    /** The dialect that bodies to a provider are read in, or empty. */
    static Optional<Dialect> dialect(Ride ride, URI provider) {
        return ride.gate().providers().find(provider).filter(dialect -> dialect.reads() != Reads.NOTHING);
    }

    private static PricedCall unseen(Ride ride, byte @Nullable [] body) {
        Estimate one = ride.estimate().perStep();
        CallEntry entry = ride.account().open(ride.rung().model(), one.fare(), null, one.usage(), one.cost());
        return new PricedCall(entry, body, false, billed -> {});
    }

    private static PricedCall seen(Ride ride, @Nullable Dialect dialect, RequestShape shape) {
        String model = shape.model().orElse(ride.rung().model());
        requireUnblocked(ride, model);
        long prompt = ride.gate().tokens().promptTokens(model, shape.prompt());
        Price price = price(ride, model, shape.tier());
        Fare fare = Fare.of(shape, ride.route().tools(), price)
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
            Money cost = fare.most(price, worst, 1)
                    .orElseThrow(() -> unpriced("The model of the provider call has no price."));
            entry = ride.account().open(model, fare, dialect, worst, cost);
        }
        try {
            // a block that came since the first look has ended the rides whose calls it found: it saw this one, or this
            // sees it
            requireUnblocked(ride, model);
            Edits edits = shape.edit().set(Choice.OUTPUT_TOKENS, output);
            edits = shape.asked(Choice.CHOICES).isPresent() ? edits.set(Choice.CHOICES, choices) : edits;
            boolean withhold = shape.stream() && !shape.usageAsked();
            byte[] body = (withhold ? edits.forceUsage() : edits).bytes();
            return new PricedCall(entry, body, withhold, bill(ride, shape, model, prompt));
        } catch (RuntimeException | Error failure) {
            // nothing was sent
            ride.account().close(entry, Reported.NOTHING);
            throw failure;
        }
    }

    /** Refuses a call of a model that is blocked. */
    private static void requireUnblocked(Ride ride, String model) {
        if (ride.gate().killSwitch().look(model).isBlocked()) {
            throw new RideOverException(Reason.BLOCKED, "switch", "The model of the provider call is blocked.");
        }
    }

    /** The model's price; a tier that the body asks for and that may cost more than the usual one needs its own. */
    private static Price price(Ride ride, String model, ServiceTier tier) {
        Price price =
                ride.account().price(model).orElseThrow(() -> unpriced("The model of the provider call has no price."));
        if (price.at(tier).isEmpty()) {
            throw unpriced("The model of the provider call has no price at the service tier " + tier.name()
                    + ": it needs a row of its own in the price table.");
        }
        return price;
    }

    private static RideOverException unpriced(String message) {
        return new RideOverException(Reason.MODEL_NOT_PRICED, "costs", message);
    }

    /** Replies to each prompt, lowered to the cap; prompts are not, nor is a form, which goes out as it is. */
    private static long choices(Ride ride, @Nullable Dialect dialect, RequestShape shape) {
        boolean isForm = dialect != null && dialect.reads() == Reads.PARTS;
        long fixed = isForm ? shape.asked(Choice.CHOICES).orElse(1) : shape.prompts();
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

    /** Nobody learns from a prompt into which the provider's own tools put what no estimate can know. */
    private static LongConsumer bill(Ride ride, RequestShape shape, String model, long prompt) {
        return shape.providerTools().isEmpty() ? ride.gate().tokens().bill(model, prompt) : billed -> {};
    }

    CallEntry entry() {
        return entry;
    }

    /** What goes to the provider, not to be changed; null for a body that is not read, or none. */
    byte @Nullable [] body() {
        return body;
    }

    /** Whether the application did not ask for the usage that the response will have. */
    boolean withholdsUsage() {
        return withholdsUsage;
    }

    /** Books what the call did use, and teaches the estimator; only the first end counts. */
    void book(RideAccount account, Reported reported) {
        Usage usage = reported.usage();
        boolean isText = entry.estimate.get(Unit.AUDIO_INPUT_TOKENS) == 0;
        if (account.close(entry, reported) && usage != null && reported.source() == UsageSource.PROVIDER && isText) {
            teach(usage.promptTokens());
        }
    }

    /** An estimator that fails to learn fails no ride. */
    private void teach(long billed) {
        try {
            bill.accept(billed);
        } catch (RuntimeException failure) {
            LOG.warn("A token estimator failed to learn from a bill", failure);
        }
    }
}
