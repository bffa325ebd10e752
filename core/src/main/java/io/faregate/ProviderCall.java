package io.faregate;

import io.faregate.body.BodyRejected;
import io.faregate.body.Choice;
import io.faregate.body.Dialect;
import io.faregate.body.Dialect.Reads;
import io.faregate.body.Edits;
import io.faregate.body.Origin;
import io.faregate.body.RequestShape;
import io.faregate.body.ResponseMeter;
import io.faregate.body.Scan;
import io.faregate.cost.Money;
import io.faregate.cost.Price;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageSource;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call to a model inside a ride: priced from the body that really goes out, clamped to what the ride has left,
 * metered in its own dialect, booked by its own best source. One thread sends it; any may end it.
 */
final class ProviderCall {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private final RideAccount account;
    private final CallEntry entry;
    private final HttpRequest request;
    private final @Nullable Dialect dialect;
    private final boolean withholdUsage;
    private final LongConsumer bill;
    private volatile @Nullable ResponseMeter meter;

    private ProviderCall(
            RideAccount account,
            CallEntry entry,
            HttpRequest request,
            @Nullable Dialect dialect,
            boolean withhold,
            LongConsumer bill) {
        this.account = account;
        this.entry = entry;
        this.request = request;
        this.dialect = dialect;
        this.withholdUsage = withhold;
        this.bill = bill;
        account.whenRideEnds(entry, this::ended);
    }

    /** Prices a request and takes its fare; throws when the ride has not enough left for it. */
    static ProviderCall begin(Inference ride, HttpRequest request) throws IOException, InterruptedException {
        ride.cancellation().throwIfCancelled();
        Optional<BodyPublisher> publisher = request.bodyPublisher();
        Optional<Dialect> dialect = ride.dialectOf(request.uri());
        if (publisher.isEmpty() || dialect.isEmpty() || dialect.get().reads() == Reads.NOTHING) {
            return unseen(ride, request);
        }
        byte[] body = OutgoingBody.of(publisher.get(), ride.cancellation().remaining());
        Scan scan = dialect.get().scan(body, body.length, Origin.APPLICATION);
        if (scan instanceof BodyRejected rejected) {
            throw new IllegalArgumentException(
                    "The body of the provider call can not be priced, so it is not sent. " + rejected.message());
        }
        return seen(ride, request, dialect.get(), (RequestShape) scan);
    }

    private static ProviderCall unseen(Inference ride, HttpRequest request) {
        Estimate one = ride.estimate().perStep();
        CallEntry entry = ride.account().open(ride.model(), one.tier(), one.usage(), one.cost(), one.tools());
        return new ProviderCall(ride.account(), entry, request, null, false, billed -> {});
    }

    private static ProviderCall seen(Inference ride, HttpRequest request, Dialect dialect, RequestShape shape) {
        String model = shape.model().orElse(ride.model());
        ride.requireUnblocked(model);
        long prompt = ride.tokens().promptTokens(model, shape.prompt());
        ProviderToolCost tools = ProviderToolCost.of(shape, ride.tools())
                .orElseThrow(() -> new RideOverException(
                        Reason.MODEL_NOT_PRICED,
                        "tools.allow",
                        "A tool of the provider's own has no price: its calls need a cost in tools.allow."));
        long choices = choices(ride, dialect, shape);
        CallEntry entry;
        long output;
        // calls that begin at the same time share the output that is left
        synchronized (ride.account()) {
            output = output(ride, shape, choices);
            Usage worst = shape.most(prompt, Estimate.times(output, choices));
            Money cost = price(ride, model, shape.tier())
                    .flatMap(price -> price.worst(worst.with(Unit.REQUESTS, 1)))
                    .orElseThrow(() -> new RideOverException(
                            Reason.MODEL_NOT_PRICED, "costs", "The model of the provider call has no price."));
            entry = ride.account().open(model, shape.tier(), worst, cost.plus(tools.most()), tools);
        }
        requireStillUnblocked(ride, model, entry);
        Edits edits = shape.edit().set(Choice.OUTPUT_TOKENS, output);
        edits = shape.asked(Choice.CHOICES).isPresent() ? edits.set(Choice.CHOICES, choices) : edits;
        boolean withhold = shape.stream() && !shape.usageAsked();
        byte[] body = (withhold ? edits.forceUsage() : edits).bytes();
        return new ProviderCall(
                ride.account(),
                entry,
                withBody(request, body),
                dialect,
                withhold,
                ride.tokens().bill(model, prompt));
    }

    /** A block that came since the first look has ended the rides whose calls it found: it saw this one, or this sees it. */
    private static void requireStillUnblocked(Inference ride, String model, CallEntry entry) {
        try {
            ride.requireUnblocked(model);
        } catch (RideOverException blocked) {
            ride.account().close(entry, Reported.NOTHING);
            throw blocked;
        }
    }

    /** The price at the tier that the body asks for; a tier that may cost more than the usual one needs its own. */
    private static Optional<Price> price(Inference ride, String model, ServiceTier tier) {
        Optional<Price> usual = ride.account().price(model);
        if (usual.isPresent() && usual.get().at(tier).isEmpty()) {
            throw new RideOverException(
                    Reason.MODEL_NOT_PRICED,
                    "costs",
                    "The model of the provider call has no price at the service tier " + tier.name()
                            + ": it needs a row of its own in the price table.");
        }
        return usual.flatMap(price -> price.at(tier));
    }

    /** Replies to one prompt, lowered to the cap; a form goes out as it is, so that more of them are refused there. */
    private static long choices(Inference ride, Dialect dialect, RequestShape shape) {
        long asked = shape.asked(Choice.CHOICES).orElse(1);
        long most = ride.mostChoices();
        if (asked > most && dialect.reads() == Reads.PARTS) {
            throw new RideOverException(
                    Reason.CONTENT_TOO_LARGE,
                    "caps.choices",
                    "The provider call asks for " + asked + " replies; this route takes " + most + ".");
        }
        return Math.max(1, Math.min(asked, most));
    }

    private static long output(Inference ride, RequestShape shape, long choices) {
        if (shape.fixedOutput().isPresent() || !shape.writes()) {
            return shape.fixedOutput().orElse(0);
        }
        long most = Math.min(ride.maxOutputTokens(), ride.account().outputLeft() / choices);
        if (most <= 0) {
            throw new RideOverException(
                    Reason.RIDE_SPENT, "caps.output-tokens", "The request has no output tokens left.");
        }
        return Math.min(most, shape.asked(Choice.OUTPUT_TOKENS).orElse(most));
    }

    private static HttpRequest withBody(HttpRequest request, byte[] body) {
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .method(request.method(), BodyPublishers.ofByteArray(body))
                .build();
    }

    /** What goes to the provider. */
    HttpRequest request() {
        return request;
    }

    /** The response has begun; an error of the provider costs nothing. */
    @Nullable
    ResponseMeter responded(int status, String contentType) {
        if (status >= 400) {
            account.close(entry, Reported.NOTHING);
            return null;
        }
        meter = dialect == null ? null : dialect.meter(contentType, withholdUsage);
        return meter;
    }

    /** The request never reached the provider. */
    void neverSent() {
        account.close(entry, Reported.NOTHING);
    }

    /** The response has ended, whole or not. */
    void ended() {
        Reported reported = Reported.by(meter, entry.estimate, dialect);
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
