package io.faregate;

import io.faregate.body.BodyRejected;
import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.body.Dialect;
import io.faregate.body.Dialect.Reads;
import io.faregate.body.Origin;
import io.faregate.body.RequestShape;
import io.faregate.budget.Balance;
import io.faregate.budget.Charge;
import io.faregate.budget.Held;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Reservation;
import io.faregate.cost.Price;
import io.faregate.policy.Access;
import io.faregate.policy.Plan;
import io.faregate.ride.Caller;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
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
    private Charges charges;

    Admission(Attempt attempt) {
        this.attempt = attempt;
        this.gate = attempt.gate();
        this.overruling = new Overruling(attempt);
        this.charges = new Charges(attempt.rules, attempt.caller);
    }

    /** Takes the request through all stations. */
    @Nullable
    Refusal pass() {
        Refusal refusal = identify();
        refusal = refusal == null ? overruling.look() : refusal;
        refusal = refusal == null ? look() : refusal;
        refusal = refusal == null ? read() : refusal;
        refusal = refusal == null ? measure() : refusal;
        return refusal == null ? hold() : refusal;
    }

    private @Nullable Refusal identify() {
        try {
            attempt.caller = gate.callers().resolve(attempt.request());
        } catch (RuntimeException failure) {
            LOG.error("The caller resolver failed", failure);
            return refuse(Reason.UNAVAILABLE, "callers", "It can not be said who asks.");
        }
        Plan plan = gate.rules().plan(attempt.caller);
        attempt.caller = withPlan(attempt.caller, plan);
        attempt.rules = gate.rules().set(attempt.rules.route(), plan);
        charges = new Charges(attempt.rules, attempt.caller);
        return allowed(attempt.rules.route().require(), plan);
    }

    static Caller withPlan(Caller caller, @Nullable Plan plan) {
        String name = plan == null ? null : plan.name();
        return new Caller(caller.userId(), caller.principal(), name, caller.network(), caller.attributes());
    }

    private @Nullable Refusal allowed(Access require, @Nullable Plan plan) {
        if (require.user() && attempt.caller.userId() == null) {
            return refuse(Reason.USER_REQUIRED, rule("require"), "This route needs a signed-in user.");
        }
        if (plan == null && !gate.rules().policy().plans().isEmpty()) {
            return refuse(Reason.PLAN_NOT_ALLOWED, "callers.plan", "The caller has no plan that the policy knows.");
        }
        if (!require.plans().isEmpty() && (plan == null || !require.plans().contains(plan.name()))) {
            return refuse(Reason.PLAN_NOT_ALLOWED, rule("require"), "The caller's plan does not include this route.");
        }
        return null;
    }

    /** A spent caller is refused for a look-up, unread. */
    private @Nullable Refusal look() {
        for (Charge charge : charges.looks(Admission::isKnownUnread, "", 1)) {
            if (gate.store().balance(charge).free() < 1) {
                Refusal refusal = stillSpent(charge);
                if (refusal != null) {
                    return refusal;
                }
            }
        }
        return null;
    }

    /** Asks again by holding one, for the true wait; what came free since the look is given back: nothing is taken yet. */
    private @Nullable Refusal stillSpent(Charge charge) {
        Held held = gate.store().reserve(List.of(charge));
        if (held instanceof Held.Reserved reserved) {
            gate.store().settle(reserved.reservation(), Reservation.State.RELEASED, any -> 0);
            return null;
        }
        return Refusals.of(attempt.id(), (Held.Denied) held);
    }

    private static boolean isKnownUnread(Limit limit) {
        return limit.mode() == Mode.ENFORCE && Charges.isKnownUnread(limit);
    }

    private @Nullable Refusal read() {
        Dialect dialect = dialect();
        Optional<BodyRejected> unread = BodyIntake.unread(attempt.request(), dialect, caps());
        if (unread.isPresent()) {
            return Refusals.of(attempt.id(), unread.get());
        }
        if (dialect.reads() == Reads.PARTS) {
            long declared = attempt.request().contentLength();
            attempt.shape = new Unread(declared >= 0 ? declared : BodyIntake.most(dialect, caps()));
        }
        return dialect.reads() == Reads.JSON ? scan(dialect) : null;
    }

    private @Nullable Refusal scan(Dialect dialect) {
        long cap = caps().max(Capped.BODY_BYTES);
        byte[] body;
        try {
            body = BodyIntake.read(attempt.request(), cap);
        } catch (InterruptedIOException late) {
            return refuse(Reason.BODY_TIMEOUT, "body", "The body did not arrive in time.");
        } catch (IOException broken) {
            return refuse(Reason.MALFORMED, "body", "The body could not be read to its end.");
        }
        if (body.length > cap) {
            return Refusals.of(attempt.id(), BodyIntake.tooLarge(cap));
        }
        var scan = dialect.scan(body, body.length, Origin.CLIENT);
        if (scan instanceof BodyRejected rejected) {
            return Refusals.of(attempt.id(), rejected);
        }
        attempt.body = body;
        attempt.shape = (RequestShape) scan;
        return null;
    }

    /** Content beyond its cap is refused; choices are clamped later. */
    private @Nullable Refusal measure() {
        RequestShape shape = attempt.shape;
        Refusal refusal = tooMuch(Capped.PROMPT_CHARS, shape.promptChars(), "characters");
        return refusal == null ? tooMuch(Capped.MESSAGES, shape.prompt().messages(), "messages") : refusal;
    }

    private @Nullable Refusal tooMuch(Capped what, long count, String unit) {
        long max = caps().max(what);
        return count <= max
                ? null
                : refuse(
                        Reason.CONTENT_TOO_LARGE,
                        rule("caps." + what.key()),
                        "The request has " + count + " " + unit + "; this route takes " + max + ".");
    }

    /** Only money, or a blocked model, walks the ladder: a count, a rate or a concurrency limit refuses at once. */
    private @Nullable Refusal hold() {
        String asked = attempt.shape.model().orElse(null);
        Optional<ModelLadder.Rung> first = ModelLadder.first(attempt.rules, asked);
        if (first.isEmpty() && asked != null) {
            return refuse(Reason.MODEL_NOT_ALLOWED, rule("model"), "The model asked for is not allowed here.");
        }
        Refusal refusal = null;
        for (ModelLadder.Rung rung : rungs(first.orElse(ModelLadder.Rung.NONE))) {
            refusal = tryRung(rung);
            if (refusal == null || !walksOn(refusal.reason())) {
                return refusal;
            }
        }
        return refusal;
    }

    private static boolean walksOn(Reason reason) {
        return reason == Reason.BUDGET_SPENT || reason == Reason.BLOCKED;
    }

    private List<ModelLadder.Rung> rungs(ModelLadder.Rung first) {
        return ModelLadder.from(attempt.rules, first, gate.costs(), () -> fullest(first));
    }

    /** The share, in percent, of the fullest cost limit of this ride before its own hold. */
    private int fullest(ModelLadder.Rung first) {
        int fullest = 0;
        for (Charge charge : charges.looks(limit -> limit.measure().equals(Measure.COST), first.model(), 0)) {
            Balance balance = gate.store().balance(charge);
            double share = 100.0 * (balance.held() + balance.spent()) / Math.max(1, balance.amount());
            fullest = Math.max(fullest, (int) Math.min(100, share));
        }
        return fullest;
    }

    private @Nullable Refusal tryRung(ModelLadder.Rung wanted) {
        ModelLadder.Rung rung = overruling.rung(wanted);
        attempt.rung = rung;
        Refusal blocked = Overruling.ofModel(attempt);
        if (blocked != null) {
            return blocked;
        }
        Price price = null;
        if (!rung.model().isEmpty()) {
            price = gate.costs().price(rung.model()).orElse(null);
            if (price == null) {
                return unpriced();
            }
        }
        long prompt = gate.tokens().promptTokens(rung.model(), attempt.shape.prompt());
        Refusal tooLong = tooMuch(Capped.INPUT_TOKENS, prompt, "prompt tokens, as estimated");
        return tooLong == null ? reserve(rung, prompt, price) : tooLong;
    }

    private @Nullable Refusal reserve(ModelLadder.Rung rung, long prompt, @Nullable Price price) {
        Optional<Estimate> estimate;
        try {
            estimate = Estimate.of(attempt.shape, caps(), attempt.rules.route().tools(), prompt, price);
        } catch (ArithmeticException overflow) {
            return refuse(Reason.CONTENT_TOO_LARGE, "costs", "The request could cost more than can be counted.");
        }
        if (estimate.isEmpty()) {
            return unpriced();
        }
        attempt.estimate = estimate.get();
        Held held = gate.store().reserve(charges.of(rung.model(), attempt.estimate.usage(), attempt.estimate.cost()));
        if (held instanceof Held.Denied denied) {
            return Refusals.of(attempt.id(), denied);
        }
        Held.Reserved reserved = (Held.Reserved) held;
        attempt.reservation = reserved.reservation();
        if (reserved.wouldRefuse() != null && attempt.wouldRefuse.isEmpty()) {
            attempt.wouldRefuse = reserved.wouldRefuse().limit().rule();
        }
        return null;
    }

    private Refusal unpriced() {
        return refuse(Reason.MODEL_NOT_PRICED, "costs", "The model has no price for what this request may use.");
    }

    private Refusal refuse(Reason reason, String rule, String message) {
        return Refusals.of(attempt.id(), reason, rule, message);
    }

    private String rule(String part) {
        return attempt.rules.route().rule() + "." + part;
    }

    private Dialect dialect() {
        return attempt.rules.route().dialect();
    }

    private Caps caps() {
        return attempt.rules.caps();
    }
}
