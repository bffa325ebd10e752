package io.faregate;

import io.faregate.body.BodyRejected;
import io.faregate.body.Capped;
import io.faregate.body.Dialect;
import io.faregate.body.Dialect.Reads;
import io.faregate.body.KeptQuery;
import io.faregate.body.Origin;
import io.faregate.body.Pictures;
import io.faregate.body.RequestShape;
import io.faregate.budget.Mode;
import io.faregate.budget.Reservation;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.policy.Access;
import io.faregate.policy.Plan;
import io.faregate.ride.Answer;
import io.faregate.ride.Caller;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import io.faregate.ride.RideRequest;
import io.faregate.ride.UnusableUserIdException;
import io.faregate.usage.UsageRecord.Outcome;
import io.faregate.usage.UsageSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stations of a request, in order: who asks, a look at what is known unread, the body, the model, the hold. Each
 * gives null, or the refusal that ends the way; nothing is held before the last.
 */
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private final Attempt attempt;
    private final Gate gate;
    private final Overruling overruling;
    private Charging charging;

    Admission(Attempt attempt) {
        this.attempt = attempt;
        this.gate = attempt.gate();
        this.overruling = new Overruling(attempt);
        this.charging = new Charging(attempt.rules, attempt.caller, gate.amounts());
    }

    /**
     * Lets the request in, or says no; both are recorded, the first when its ride ends. A store or an estimator that
     * fails lets nobody in.
     */
    Decision decide() {
        try {
            Refusal refusal = pass();
            return refusal == null ? admitted() : refused(refusal, limitFields());
        } catch (RuntimeException | LinkageError failure) {
            return unavailable(failure);
        }
    }

    private Decision admitted() {
        Ride ride;
        try {
            ride = ride();
        } catch (RuntimeException | Error failure) {
            // no sweep finds what is held for a ride that is not among the running
            giveBack(attempt.reservation);
            throw failure;
        }
        gate.running().add(ride);
        // a block that came since the look has ended the rides that it found: either it saw this one, or this sees it
        Refusal blocked = Overruling.late(attempt);
        if (blocked != null) {
            ride.withdraw();
            return refused(blocked, limitFields());
        }
        return new Decision.Admitted(ride.inference(), ride);
    }

    private Ride ride() {
        RideAccount account = new RideAccount(
                gate.store(),
                Objects.requireNonNull(attempt.reservation),
                attempt.costs(),
                attempt.rung.model(),
                attempt.estimate);
        boolean force =
                attempt.rules.route().mode() == Mode.ENFORCE && attempt.shape.stream() && !attempt.shape.usageAsked();
        attempt.limitFields = limitFields();
        return new Ride(attempt, account, ClampedBody.of(attempt, force), force);
    }

    /** Says only what would be refused; what would be held is given back. */
    Optional<Decision.Refused> ask() {
        try {
            Refusal refusal = pass();
            if (refusal != null) {
                return Optional.of(refused(refusal, limitFields()));
            }
            giveBack(attempt.reservation);
            return Optional.empty();
        } catch (RuntimeException | LinkageError failure) {
            return Optional.of(unavailable(failure));
        }
    }

    private void giveBack(@Nullable Reservation held) {
        gate.store().settle(Objects.requireNonNull(held), Reservation.State.RELEASED, charge -> 0);
    }

    private Map<String, String> limitFields() {
        return attempt.identified ? LimitFields.of(gate, charging) : Map.of();
    }

    private Decision.Refused unavailable(Throwable failure) {
        if (gate.failures().isDue()) {
            LOG.error(
                    "{} requests so far could not be decided over: {}",
                    gate.failures().times(),
                    attempt.id(),
                    failure);
        }
        return refused(
                attempt.refuse(Reason.UNAVAILABLE, "unavailable", "It can not be said now whether this may be let in."),
                Map.of());
    }

    private Decision.Refused refused(Refusal refusal, Map<String, String> limitFields) {
        if (!Overruling.isObserved(attempt)) {
            gate.suspicion().refused(attempt.caller, refusal.reason());
        }
        Answer answer =
                gate.answers().of(refusal, attempt.request(), attempt.dialect).with(limitFields);
        Outcome outcome = new Outcome(
                "refused", answer.status(), refusal.rule(), refusal.reason().code(), attempt.elapsed());
        gate.records().add(attempt.record(Usage.NONE, Money.ZERO, Money.ZERO, UsageSource.NONE, outcome));
        return new Decision.Refused(refusal, answer, attempt.dialect);
    }

    /** Takes the request through all stations. */
    private @Nullable Refusal pass() {
        Refusal refusal = identify();
        refusal = refusal == null ? overruling.look() : refusal;
        refusal = refusal == null ? new UnreadLook(attempt, charging).look() : refusal;
        refusal = refusal == null ? read() : refusal;
        refusal = refusal == null ? attempt.unlessObserved(measure()) : refusal;
        refusal = refusal == null ? new Holding(attempt, charging, overruling).hold() : refusal;
        return refusal == null ? fixedModel() : refusal;
    }

    /** A model that the path names can not be exchanged: another one that was held for is given back, and said. */
    private @Nullable Refusal fixedModel() {
        boolean given = attempt.shape.model().equals(Optional.of(attempt.rung.model()));
        if (given || !attempt.shape.isModelFixed() || Overruling.isObserved(attempt)) {
            return null;
        }
        giveBack(attempt.reservation);
        return !attempt.rung.isDowngraded()
                ? attempt.refuse(
                        Reason.MODEL_NOT_ALLOWED, attempt.rule("model"), "The model in the path is not allowed here.")
                : attempt.refuse(
                        Reason.BLOCKED,
                        attempt.rule("model"),
                        "The model in the path is not given now; " + attempt.rung.model() + " is.");
    }

    private @Nullable Refusal identify() {
        Caller caller;
        Refusal nobody = null;
        try {
            caller = gate.caller(attempt.request());
        } catch (UnusableUserIdException unusable) {
            nobody = attempt.refuse(Reason.USER_REQUIRED, "callers.user", String.valueOf(unusable.getMessage()));
            caller = gate.rules().policy().anonymous(attempt.request());
        }
        if (caller == null) {
            attempt.caller = gate.rules().policy().anonymous(attempt.request());
            return attempt.refuse(Reason.UNAVAILABLE, "callers", "It can not be said who asks.");
        }
        Plan plan = gate.rules().plan(caller);
        attempt.caller = withPlan(caller, plan);
        attempt.rules = gate.rules().set(attempt.rules.route(), plan);
        charging = new Charging(attempt.rules, attempt.caller, gate.amounts());
        attempt.identified = true;
        return attempt.unlessObserved(
                nobody != null ? nobody : allowed(attempt.rules.route().require(), plan));
    }

    static Caller withPlan(Caller caller, @Nullable Plan plan) {
        String name = plan == null ? null : plan.name();
        return new Caller(caller.userId(), caller.principal(), name, caller.network(), caller.attributes());
    }

    private @Nullable Refusal allowed(Access require, @Nullable Plan plan) {
        if (require.user() && attempt.caller.userId() == null) {
            return attempt.refuse(Reason.USER_REQUIRED, attempt.rule("require"), "This route needs a signed-in user.");
        }
        if (plan == null && !gate.rules().policy().plans().isEmpty()) {
            return attempt.refuse(
                    Reason.PLAN_NOT_ALLOWED, "callers.plan", "The caller has no plan that the policy knows.");
        }
        if (!require.plans().isEmpty() && (plan == null || !require.plans().contains(plan.name()))) {
            return attempt.refuse(
                    Reason.PLAN_NOT_ALLOWED, attempt.rule("require"), "The caller's plan does not include this route.");
        }
        return null;
    }

    private @Nullable Refusal read() {
        Dialect dialect = attempt.dialect;
        Optional<BodyRejected> unread = BodyIntake.unread(attempt.request(), dialect, attempt.caps());
        if (unread.isPresent()) {
            return BodyIntake.leave(attempt, Refusals.of(attempt.id(), unread.get()));
        }
        return switch (dialect.reads()) {
            case NOTHING -> null;
            case PARTS -> {
                long declared = attempt.request().contentLength();
                attempt.shape = dialect.unreadForm(
                        declared >= 0 ? declared : BodyIntake.most(dialect, attempt.caps()), attempt.caps());
                yield null;
            }
            case JSON, FORM, QUERY -> scan(dialect);
        };
    }

    private @Nullable Refusal scan(Dialect dialect) {
        long cap = attempt.caps().max(Capped.BODY_BYTES);
        byte[] scanned;
        try {
            long most = dialect.reads() == Reads.QUERY ? 0 : cap;
            RideRequest request = attempt.request();
            scanned = BodyIntake.read(request.body(), request.contentLength(), most, attempt::isLate);
        } catch (InterruptedIOException late) {
            return attempt.refuse(Reason.BODY_TIMEOUT, "body", "The body did not arrive in time.");
        } catch (IOException broken) {
            return attempt.refuse(Reason.MALFORMED, "body", "The body could not be read to its end.");
        }
        if (dialect.reads() == Reads.QUERY) {
            if (scanned.length > 0) {
                return Refusals.of(attempt.id(), BodyIntake.noType());
            }
            scanned = attempt.request().query().getBytes(StandardCharsets.UTF_8);
        }
        if (scanned.length > cap) {
            return Refusals.of(attempt.id(), BodyIntake.tooLarge(cap));
        }
        if (scanned.length == 0 && attempt.request().contentLength() > 0) {
            return BodyIntake.leave(
                    attempt,
                    attempt.refuse(Reason.MALFORMED, "body", "The body was read already, before it came to the gate."));
        }
        var scan = dialect.scan(scanned, scanned.length, Origin.CLIENT, attempt.caps());
        attempt.scanned = scanned;
        if (scan instanceof BodyRejected rejected) {
            return BodyIntake.reject(attempt, rejected, scanned);
        }
        attempt.shape = (RequestShape) scan;
        KeptQuery query = dialect.query(attempt.request().query());
        attempt.query = Overruling.isObserved(attempt) ? attempt.query : query.query();
        gate.records().stripped().saw(attempt.rules.route().path(), attempt.shape.stripped(), query.stripped());
        return null;
    }

    /** Content beyond its cap is refused; choices are clamped later. */
    private @Nullable Refusal measure() {
        RequestShape shape = attempt.shape;
        Refusal refusal = attempt.tooMuch(Capped.PROMPT_CHARS, shape.promptChars(), "characters");
        refusal = refusal == null
                ? attempt.tooMuch(Capped.MESSAGES, shape.prompt().messages(), "messages")
                : refusal;
        refusal = refusal == null
                ? attempt.tooMuch(Capped.HISTORY_TURNS, shape.turns(), "earlier turns of the model")
                : refusal;
        refusal = refusal == null ? attempt.tooMuch(Capped.DOCUMENTS, shape.documents(), "documents") : refusal;
        refusal = refusal == null
                ? attempt.tooMuch(Capped.CHOICES, shape.prompts(), "prompts with replies of their own")
                : refusal;
        refusal = refusal == null ? measure(shape.pictures()) : refusal;
        return refusal == null ? Speaking.judge(attempt) : refusal;
    }

    private @Nullable Refusal measure(Pictures pictures) {
        Refusal refusal = attempt.tooMuch(Capped.IMAGES, pictures.count(), "pictures");
        refusal = refusal == null
                ? attempt.tooMuch(Capped.IMAGE_URLS, pictures.addresses(), "addresses of pictures")
                : refusal;
        return refusal == null
                ? attempt.tooMuch(Capped.IMAGE_PIXELS, pictures.mostPixels(), "pixels in one picture")
                : refusal;
    }
}
