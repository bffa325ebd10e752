package io.faregate;

import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.body.Dialect;
import io.faregate.body.RequestShape;
import io.faregate.budget.Charge;
import io.faregate.budget.Mode;
import io.faregate.budget.Reservation;
import io.faregate.control.Restriction;
import io.faregate.cost.CostEstimator;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.policy.Route;
import io.faregate.ride.Caller;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageRecord.Costs;
import io.faregate.usage.UsageRecord.ModelChoice;
import io.faregate.usage.UsageRecord.Outcome;
import io.faregate.usage.UsageSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request, filled in by the stations of {@link Admission} one after the other, by one thread; from
 * then on it is only read.
 */
final class Attempt {
    private static final Caller NOBODY_YET = new Caller(null, null, null, "", Map.of());

    private final Gate gate;
    private final RideRequest request;
    private final String id = RideId.next();
    private final long startNanos;
    private final Instant start;
    private final CostEstimator costs;

    RuleSet rules;
    Caller caller = NOBODY_YET;
    boolean identified;

    /** How this request is read, of a dialect that reads several ways. */
    final Dialect dialect;

    /** What was scanned: the body, or the query of a request that has its fields there. */
    byte @Nullable [] scanned;

    /** The query that goes on, still encoded. */
    String query;

    /** Whether the request goes on as it came, unread, though this dialect would have read it. */
    boolean left;

    RequestShape shape = Unread.asking(0);
    /** How the switch serves the caller, by what it said when the ride was let in. */
    Restriction restriction = Restriction.NONE;

    ModelLadder.Rung rung = ModelLadder.Rung.NONE;
    Estimate estimate = Estimate.NOTHING_YET;

    @Nullable
    Reservation reservation;

    String wouldRefuse = "";
    Map<String, String> limitFields = Map.of();

    Attempt(Gate gate, RideRequest request, Route route) {
        this.gate = gate;
        this.request = request;
        this.query = request.query();
        this.rules = gate.rules().set(route, null);
        this.dialect = route.dialect().of(request);
        this.startNanos = gate.ticker().nanoTime();
        this.start = gate.ticker().now();
        this.costs = gate.costs().at(start);
    }

    Gate gate() {
        return gate;
    }

    RideRequest request() {
        return request;
    }

    String id() {
        return id;
    }

    /** The prices that hold for this ride, to its end. */
    CostEstimator costs() {
        return costs;
    }

    Duration elapsed() {
        return Duration.ofNanos(gate.ticker().nanoTime() - startNanos);
    }

    /** Whether it has taken longer than a ride may. */
    boolean isLate() {
        return elapsed().compareTo(caps().duration()) > 0;
    }

    Caps caps() {
        return rules.caps();
    }

    /** The place of a part of its route, as refusals name it. */
    String rule(String part) {
        return rules.route().rule() + "." + part;
    }

    Refusal refuse(Reason reason, String rule, String message) {
        return Refusals.of(id, reason, rule, message);
    }

    /** A refusal when it has more of something than its cap. */
    @Nullable
    Refusal tooMuch(Capped what, long count, String unit) {
        long max = caps().max(what);
        return count <= max
                ? null
                : refuse(
                        Reason.CONTENT_TOO_LARGE,
                        rule("caps." + what.key()),
                        "The request has " + count + " " + unit + "; this route takes " + max + ".");
    }

    /** Which model was asked for, which was given, and why. */
    ModelChoice modelChoice() {
        return new ModelChoice(shape.model().orElse(null), rung.model().isEmpty() ? null : rung.model(), rung.why());
    }

    /** The same, for what a rule of the policy refuses: a route that observes notes the first, and refuses nothing. */
    @Nullable
    Refusal unlessObserved(@Nullable Refusal refusal) {
        if (refusal == null || rules.route().mode() != Mode.OBSERVE) {
            return refusal;
        }
        wouldRefuse = wouldRefuse.isEmpty() ? refusal.rule() : wouldRefuse;
        return null;
    }

    /** The first rule that would have refused it, or its ride since then; empty for none. */
    String wouldRefuse() {
        Charge overfull = wouldRefuse.isEmpty() && reservation != null ? reservation.wouldRefuse() : null;
        return overfull == null ? wouldRefuse : overfull.limit().rule();
    }

    /** The record of what became of it. */
    UsageRecord record(Usage usage, Money held, Money settled, UsageSource source, Outcome outcome) {
        return new UsageRecord(
                id,
                start,
                caller.principal(),
                caller.plan(),
                caller.network(),
                rules.route().path(),
                modelChoice(),
                usage,
                new Costs(estimate.cost(), held, settled, source, costs.version()),
                outcome);
    }
}
