package io.faregate;

import io.faregate.body.Caps;
import io.faregate.body.Dialect;
import io.faregate.body.Dialect.Reads;
import io.faregate.body.FormReader;
import io.faregate.body.Origin;
import io.faregate.body.ResponseMeter;
import io.faregate.policy.Route;
import io.faregate.ride.Answer;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.Lookout;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageRecord.ModelChoice;
import io.faregate.usage.UsageRecord.Outcome;
import io.faregate.usage.UsageSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An admitted ride as its adapter sees it: the body that goes on, the meter for the response, and the one end.
 * Applications use {@link Inference}. Thread-safe.
 */
public final class Ride {

    /** The name of the request attribute by which a second adapter sees that the first has let the request in. */
    public static final String ATTRIBUTE = "io.faregate.Ride";

    private final Attempt attempt;
    private final RideAccount account;
    private final CancellationToken token;
    private final ClampedBody goingOn;
    private final long startNanos;
    private final OwnReply reply;
    private final Inference inference = new Inference(this);
    private final AtomicBoolean finished = new AtomicBoolean();
    private volatile boolean detached;
    private volatile int answered;
    private volatile Lookout lookout = Lookout.NONE;

    Ride(Attempt attempt, RideAccount account, ClampedBody goingOn, boolean withholdUsage) {
        this.attempt = attempt;
        this.account = account;
        this.goingOn = goingOn;
        this.startNanos = gate().ticker().nanoTime();
        this.token = new CancellationToken(gate().callbacks(), gate().ticker(), caps().duration());
        boolean isWatched = attempt.estimate.price() != null && !Overruling.isObserved(attempt);
        this.reply = new OwnReply(account, token, attempt.dialect, withholdUsage, isWatched);
    }

    /**
     * The ride in the application's hands.
     *
     * @return the one inference of this ride
     */
    public Inference inference() {
        return inference;
    }

    /**
     * The ride's id.
     *
     * @return the id, to be sent as the response header {@code Faregate-Ride-Id}
     */
    public String id() {
        return attempt.id();
    }

    /**
     * Headers that the adapter puts into the response: the ride's id, and by choice of the policy what is left of limits.
     *
     * @return names and values
     */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Faregate-Ride-Id", id());
        headers.putAll(attempt.limitFields);
        return headers;
    }

    /**
     * The route that let it in.
     *
     * @return the route
     */
    public Route route() {
        return attempt.rules.route();
    }

    /**
     * The most of this request, route and plan together.
     *
     * @return the caps
     */
    public Caps caps() {
        return attempt.rules.caps();
    }

    /**
     * The body that goes on instead of the request's own.
     *
     * @return the checked bytes; empty when the dialect leaves the body to the application, or the request has none
     */
    public Optional<byte[]> body() {
        return Optional.ofNullable(goingOn.body());
    }

    /**
     * The query that goes on instead of the request's own.
     *
     * @return the checked query, still encoded, without its question mark; empty when there is none
     */
    public String query() {
        return goingOn.query();
    }

    /**
     * Whether the application may see a header of the request.
     *
     * @param header the header's name, in any case
     * @return false for one that a provider would take for a field and that no table has, where the route takes those out
     */
    public boolean goesOn(String header) {
        return attempt.dialect.goesOn(header) || Overruling.isObserved(attempt);
    }

    /**
     * The parameters of the query and of a form that go on, decoded: what the application must see instead of what its
     * container makes of the request.
     *
     * @return values by name, each name once; empty when the dialect leaves query and body to the application
     */
    public Optional<Map<String, String>> parameters() {
        return attempt.left ? Optional.empty() : attempt.dialect.parameters(goingOn.query(), goingOn.body());
    }

    /**
     * What checks a form while the application reads it, for a dialect that leaves the body to the application.
     *
     * @return a new reader, which counts files into this ride, and strikes of its caller; empty when the body is no form
     */
    public Optional<FormReader> form() {
        if (attempt.left || dialect().reads() != Reads.PARTS) {
            return Optional.empty();
        }
        boolean isObserved = Overruling.isObserved(attempt);
        Origin origin = isObserved ? Origin.APPLICATION : Origin.CLIENT;
        FormReader reader = dialect().form(caps(), rung().model(), origin, () -> inference.files(1));
        return Optional.of(isObserved ? reader : reader.whenRefused(this::strike));
    }

    /** A form is refused behind its admission, and is as wrong as a body that is refused by it. */
    private void strike(Reason reason) {
        gate().suspicion().refused(caller(), reason);
    }

    /**
     * The token of the ride; the adapter cancels it when the client is gone.
     *
     * @return the token
     */
    public CancellationToken cancellation() {
        return token;
    }

    /**
     * Says what looks after this ride until it ends.
     *
     * @param look the adapter's one lookout, in place of the one before
     */
    public void watchedBy(Lookout look) {
        lookout = look;
    }

    /**
     * Runs something later, for an adapter: on a thread of Faregate's own, or at once when the gate has closed.
     *
     * @param delay how long from now
     * @param work what to run
     */
    public void later(Duration delay, Runnable work) {
        gate().later(delay, work);
    }

    /** Lets the lookout look soon, as something has happened; on the gate's timer, as always. */
    public void lookSoon() {
        gate().running().lookSoon(this);
    }

    /** Looks after it. */
    void look() {
        lookout.look(gate().ticker());
    }

    /**
     * The meter for the response that goes to the client; every byte passes through it. Where the money ends it throws a
     * {@link RideOverException} behind the bytes that it passed on, as {@link #lastWords} tell the client then.
     *
     * @param contentType the response's content type, empty for none
     * @param contentEncoding its content encoding, empty for none
     * @return the one meter of this ride, made by the first call
     */
    public ResponseMeter responseMeter(String contentType, String contentEncoding) {
        return reply.way(contentType, contentEncoding);
    }

    /**
     * The answer for work that ended the ride before the response was committed.
     *
     * @param over what ended it
     * @return the answer in the client's dialect
     */
    public Answer answer(RideOverException over) {
        return gate().answers().of(Refusals.of(id(), over), attempt.request(), dialect());
    }

    /**
     * The same as the last of a stream that has begun.
     *
     * @param over what ended it
     * @param contentType the stream's content type, or null when it has none
     * @return the event, the line or the frame, to be written {@linkplain io.faregate.body.EventEnd#before behind} what
     *     was; empty where a response of that type can not say it
     */
    public Optional<byte[]> lastWords(RideOverException over, @Nullable String contentType) {
        return dialect().lastWords(Refusals.of(id(), over), contentType);
    }

    /**
     * What is sent into a stream that is silent.
     *
     * @return an event of the client's dialect that says nothing, or a comment
     */
    public String heartbeat() {
        return dialect().heartbeat();
    }

    /**
     * The response is done, and the ride with it, unless it was detached: settles and records. Only the first end counts.
     *
     * @param status the response's HTTP status, 0 when there is none
     * @param failure what the application threw, or null
     */
    public void finish(int status, @Nullable Throwable failure) {
        finish(status, failure, isUnused(status, failure));
    }

    /**
     * Ends a ride whose request did not arrive whole: its application waited for the rest, so that it costs nothing unless
     * its application has called a model through it.
     *
     * @param status the HTTP status that the client is told, or would be
     * @param failure why
     */
    public void finishUnread(int status, Throwable failure) {
        finish(status, failure, true);
    }

    private void finish(int status, @Nullable Throwable failure, boolean unused) {
        if (detached) {
            answered = status;
            // it knows a response that may belong to another request from now on
            lookout = Lookout.NONE;
        } else {
            end(status, failure, unused);
        }
    }

    /** Ends the ride when its application says so, or nobody does. */
    void close() {
        end(answered, null, isUnused(answered, null));
    }

    /** Keeps the ride open behind its response. */
    void detach(Duration duration) {
        token.detach(duration);
        detached = true;
        if (finished.get()) {
            throw new RideOverException(Reason.RIDE_ENDED, "settled", "The ride has ended: nothing can go on in it.");
        }
    }

    /**
     * Whether its application has detached it, so that it goes on behind its response.
     *
     * @return true from {@link Inference#detach} on
     */
    public boolean isDetached() {
        return detached;
    }

    private void end(int status, @Nullable Throwable failure, boolean unused) {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        gate().running().ending(this);
        try {
            settle(status, failure, unused);
        } finally {
            gate().running().recorded();
        }
    }

    private void settle(int status, @Nullable Throwable failure, boolean unused) {
        Bill bill = account.settle(unused ? null : reply);
        reply.release();
        record(Endings.status(bill.isAdjusted(), token.isCancelled(), status, failure), bill, status, failure);
        if (!Overruling.isObserved(attempt)) {
            gate().suspicion().ended(caller(), token.reason().orElse(null));
        }
        if (bill.isAbandoned()) {
            token.cancel(CancelReason.APPLICATION);
        }
    }

    /** Takes back a ride that nobody has seen yet; its request stays counted. */
    void withdraw() {
        if (finished.compareAndSet(false, true)) {
            gate().running().remove(this);
            account.settle(null);
        }
    }

    /**
     * An application that calls its provider by itself may have been in the midst of it when somebody else ended its ride,
     * whatever the client is told then.
     */
    private boolean isUnused(int status, @Nullable Throwable failure) {
        CancelReason reason = token.reason().orElse(CancelReason.APPLICATION);
        return reason == CancelReason.APPLICATION && (status >= 400 || (failure != null && !reply.isBegun()));
    }

    boolean isFinished() {
        return finished.get();
    }

    /** Whether nobody has ended it, though its time is over. */
    boolean isAbandoned(Duration grace) {
        long over = gate().ticker().nanoTime() - startNanos - caps().duration().toNanos();
        return over >= grace.toNanos() && !finished.get();
    }

    /** Books as held a ride that nobody ended; the end, if it comes, adjusts it, and is recorded behind this. */
    synchronized void expire() {
        Bill bill = account.expire();
        if (bill != null) {
            record("expired", bill, 0, null);
        }
    }

    private synchronized void record(String status, Bill bill, int httpStatus, @Nullable Throwable failure) {
        if (bill.source() == UsageSource.HOLD) {
            gate().records().warnOfHold(route().path());
        }
        gate().records().warnOfTier(bill.unpricedTier());
        Outcome outcome = Endings.outcome(attempt, token.reason().orElse(null), status, httpStatus, failure);
        gate().records().add(attempt.record(bill.used(), bill.held(), bill.settled(), bill.source(), outcome));
    }

    Gate gate() {
        return attempt.gate();
    }

    private Dialect dialect() {
        return attempt.dialect;
    }

    RideAccount account() {
        return account;
    }

    Estimate estimate() {
        return attempt.estimate;
    }

    /** The model that it was given, and those of its calls that run. */
    Set<String> models() {
        Set<String> models = account.runningModels();
        models.add(rung().model());
        return models;
    }

    ModelChoice modelChoice() {
        return attempt.modelChoice();
    }

    /** The model for a task of this ride. */
    String model(String task) {
        return new Tasks(attempt, rung()).model(task);
    }

    ModelLadder.Rung rung() {
        return attempt.rung;
    }

    Caller caller() {
        return attempt.caller;
    }
}
