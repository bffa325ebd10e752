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
import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call to a model inside a ride: priced from the body that really goes out, clamped to what the ride has left,
 * metered in its own dialect, booked by its own best source. Applications use {@link Inference#call} and its like; this
 * is for adapters, by which any other HTTP client becomes a guarded one. An attempt of a client that tries again is a
 * call of its own.
 *
 * <pre>{@code
 * ProviderCall call = ProviderCall.begin(inference, uri, body);
 * try (var stopping = call.cancellation().onCancel(connection::abort)) {
 *     connection.send(call.body());
 *     call.responded(connection.status(), connection.contentType());
 *     byte[] bytes = connection.read();
 *     while (bytes != null && call.pass(bytes, 0, bytes.length, application)) {
 *         bytes = connection.read();
 *     }
 *     call.complete(application);
 * } finally {
 *     call.ended();
 * }
 * }</pre>
 *
 * <p>Thread-safe; one thread at a time passes bytes, and any may end it.
 */
public final class ProviderCall {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private final RideAccount account;
    private final String rideId;
    private final CancellationToken token;
    private final CallEntry entry;
    private final byte @Nullable [] body;
    private final @Nullable Dialect dialect;
    private final boolean withholdUsage;
    private final LongConsumer bill;
    private volatile @Nullable MeteredReply reply;

    private ProviderCall(
            Ride ride,
            CallEntry entry,
            byte @Nullable [] body,
            @Nullable Dialect dialect,
            boolean withhold,
            LongConsumer bill) {
        this.account = ride.account();
        this.rideId = ride.id();
        this.token = ride.cancellation();
        this.entry = entry;
        this.body = body;
        this.dialect = dialect;
        this.withholdUsage = withhold;
        this.bill = bill;
        account.whenRideEnds(entry, this::book);
    }

    /**
     * Prices a request and takes its fare.
     *
     * @param ride the ride that pays
     * @param provider the address that is called
     * @param body the bytes that would go out, not compressed; null for a request without any, or, where {@link #reads}
     *     says so, for one whose bytes are not at hand
     * @return the call, which must be ended
     * @throws RideOverException when the ride is cancelled or has ended, or has too little left for the call
     * @throws IllegalArgumentException when the body can not be priced
     */
    public static ProviderCall begin(Inference ride, URI provider, byte @Nullable [] body) {
        ride.cancellation().throwIfCancelled();
        Optional<Dialect> dialect = dialect(ride, provider);
        if (body == null || dialect.isEmpty()) {
            return unseen(ride.ride(), body);
        }
        Scan scan = dialect.get().scan(body, body.length, Origin.APPLICATION);
        if (scan instanceof BodyRejected rejected) {
            throw new IllegalArgumentException(
                    "The body of the provider call can not be priced, so it is not sent. " + rejected.message());
        }
        return seen(ride.ride(), dialect.get(), (RequestShape) scan);
    }

    /**
     * Whether the body of a call is read, so that it is priced by it. Any other call is priced as one of the ride's, and
     * its body need not be gathered.
     *
     * @param ride the ride that pays
     * @param provider the address that is called
     * @return true when {@link #begin} must be given the body
     */
    public static boolean reads(Inference ride, URI provider) {
        return dialect(ride, provider).isPresent();
    }

    private static Optional<Dialect> dialect(Inference ride, URI provider) {
        return ride.ride().gate().providers().find(provider).filter(dialect -> dialect.reads() != Reads.NOTHING);
    }

    private static ProviderCall unseen(Ride ride, byte @Nullable [] body) {
        Estimate one = ride.estimate().perStep();
        CallEntry entry = ride.account().open(ride.rung().model(), one.tier(), one.usage(), one.cost(), one.tools());
        return new ProviderCall(ride, entry, body, null, false, billed -> {});
    }

    private static ProviderCall seen(Ride ride, Dialect dialect, RequestShape shape) {
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
                ride, entry, body, dialect, withhold, ride.gate().tokens().bill(model, prompt));
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
    private static Optional<Price> price(Ride ride, String model, ServiceTier tier) {
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
    private static long choices(Ride ride, Dialect dialect, RequestShape shape) {
        long asked = shape.asked(Choice.CHOICES).orElse(1);
        long most = ride.caps().max(Capped.CHOICES);
        if (asked > most && dialect.reads() == Reads.PARTS) {
            throw new RideOverException(
                    Reason.CONTENT_TOO_LARGE,
                    "caps.choices",
                    "The provider call asks for " + asked + " replies; this route takes " + most + ".");
        }
        return Math.max(1, Math.min(asked, most));
    }

    private static long output(Ride ride, RequestShape shape, long choices) {
        if (shape.fixedOutput().isPresent() || !shape.writes()) {
            return shape.fixedOutput().orElse(0);
        }
        long most = Math.min(ride.estimate().output(), ride.account().outputLeft() / choices);
        if (most <= 0) {
            throw new RideOverException(
                    Reason.RIDE_SPENT, "caps.output-tokens", "The request has no output tokens left.");
        }
        return Math.min(most, shape.asked(Choice.OUTPUT_TOKENS).orElse(most));
    }

    /**
     * What goes to the provider in place of the bytes that the call was begun with: its output is clamped, and usage asked
     * for.
     *
     * @return the bytes, not to be changed; null when it was begun with none
     */
    public byte @Nullable [] body() {
        return body;
    }

    /**
     * Tells when the call is to stop: whoever sends it registers what stops the provider.
     *
     * @return the ride's token
     */
    public CancellationToken cancellation() {
        return token;
    }

    /**
     * The response has begun; an error of the provider costs nothing.
     *
     * @param status the HTTP status
     * @param contentType the content type, empty for none
     */
    public void responded(int status, String contentType) {
        if (status >= 400) {
            account.close(entry, Reported.NOTHING);
        } else if (dialect != null) {
            reply = new MeteredReply(dialect, contentType, withholdUsage, new OutputWatch(account, entry));
        }
    }

    /**
     * Whether fewer bytes may be passed on than came, or later.
     *
     * @return false when all bytes pass as they come
     */
    public boolean holdsBack() {
        MeteredReply read = reply;
        return read != null && read.meter().holdsBack();
    }

    /** Whether nobody reads what passes. */
    boolean isUnread() {
        return reply == null;
    }

    /**
     * Reads some bytes of the response, decoded where they were compressed, and passes them on.
     *
     * @param bytes the response's next bytes
     * @param offset where they start
     * @param length how many there are
     * @param out where they go on to
     * @return false when the response ends here, as the ride has no money for more of it: the provider is to be stopped,
     *     and {@link #complete} tells the reader why
     * @throws IOException when the way on fails
     */
    public boolean pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        MeteredReply read = reply;
        if (read == null) {
            out.write(bytes, offset, length);
            return true;
        }
        return read.pass(bytes, offset, length, out);
    }

    /**
     * The response is over, whole or as {@link #pass} said: passes on what is left to say, and books the call. It is still
     * to be {@linkplain #ended ended}, once the reader has all of it.
     *
     * @param out where it goes on to
     * @throws IOException when the way on fails, or a response that is cut short can not say so
     */
    public void complete(OutputStream out) throws IOException {
        MeteredReply read = reply;
        try {
            if (read != null) {
                read.end(rideId, out);
            }
        } finally {
            book();
        }
    }

    /** The request never reached the provider: it costs nothing. */
    public void neverSent() {
        account.close(entry, Reported.NOTHING);
    }

    /** The call has ended, its response whole or not: books it. Only the first end counts. */
    public void ended() {
        book();
        MeteredReply read = reply;
        if (read != null && read.isSpent()) {
            token.cancel(CancelReason.BUDGET_SPENT);
        }
    }

    private void book() {
        MeteredReply read = reply;
        Reported reported = Reported.by(read == null ? null : read.meter(), entry.estimate, dialect);
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
