package io.faregate;

import io.faregate.Decision.Answered;
import io.faregate.Decision.Refused;
import io.faregate.body.AppFields;
import io.faregate.body.Dialect;
import io.faregate.body.Dialects;
import io.faregate.budget.Mode;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.policy.Route;
import io.faregate.ride.Answer;
import io.faregate.ride.Caller;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import io.faregate.ride.RideRequest;
import io.faregate.ride.UnusableUserIdException;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageRecord.Costs;
import io.faregate.usage.UsageRecord.ModelChoice;
import io.faregate.usage.UsageRecord.Outcome;
import io.faregate.usage.UsageSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that no route takes, or more than one. Its path may be guarded for other methods: then it does not reach the
 * application, which may answer all methods alike. HEAD is asked as GET and OPTIONS is told the methods, by the gate and at
 * no cost. A request that is one route's to this framework and another's to that, by its path or by a method that it asks
 * for in place of its own, is refused, or its writer would choose the rules.
 */
final class NoRoute {
    private static final Decision UNGUARDED = new Decision.Unguarded();
    private static final Dialect PLAIN =
            Dialects.named("none", AppFields.DEFAULT).orElseThrow();
    private static final int LONGEST_PATH = 200;

    /** What a request may be read by in several ways. */
    private enum Doubt {
        PATH(
                "ambiguous-path",
                "This path may be read as that of several of the policy's routes. Write it as one of them is."),
        METHOD(
                "ambiguous-method",
                "This request asks for another method than its own, and the policy has a route for each. Send the one"
                        + " that is meant.");

        private final String rule;
        private final String message;

        Doubt(String rule, String message) {
            this.rule = rule;
            this.message = message;
        }
    }

    private final Gate gate;
    private final RideRequest request;

    NoRoute(Gate gate, RideRequest request) {
        this.gate = gate;
        this.request = request;
    }

    /** Nobody is let in any more; there is nothing left that could take a record. */
    static Refused closed() {
        Refusal refusal = Refusals.of(RideId.next(), Reason.UNAVAILABLE, "closed", "The application is stopping.");
        return new Refused(refusal, PLAIN.answer(refusal), PLAIN);
    }

    /** Over all routes that take the request. */
    Decision decide(List<Route> taking) {
        return taking.isEmpty() ? decide() : doubtful(taking);
    }

    private Decision decide() {
        List<Route> guards = enforced(gate.rules().guards(request));
        if (guards.isEmpty()) {
            return unguarded();
        }
        AllowedMethods allowed = new AllowedMethods(guards, gate.rules().open(request));
        Optional<String> closed = AskedMethods.of(request).stream()
                .filter(method -> !allowed.isOpenTo(method))
                .findFirst();
        if (closed.isEmpty()) {
            return UNGUARDED;
        }
        return switch (closed.get()) {
            case "OPTIONS" -> new Answered(new Answer(204, Map.of("Allow", allowed.text()), ""));
            case "HEAD" -> head(guards.get(0), allowed);
            default -> notAllowed(guards.get(0), allowed);
        };
    }

    private static List<Route> enforced(List<Route> routes) {
        return routes.stream().filter(route -> route.mode() == Mode.ENFORCE).toList();
    }

    /** Where nothing is enforced the likeliest route observes. */
    private Decision doubtful(List<Route> taking) {
        boolean isOfPath = gate.rules().routes(request.method(), request).size() > 1;
        Optional<Refused> refused = ambiguous(taking, isOfPath ? Doubt.PATH : Doubt.METHOD);
        return refused.isPresent() ? refused.get() : new Admission(new Attempt(gate, request, taking.get(0))).decide();
    }

    private Optional<Refused> ambiguous(List<Route> taking, Doubt doubt) {
        List<Route> enforced = enforced(taking);
        return taking.size() < 2 || enforced.isEmpty()
                ? Optional.empty()
                : Optional.of(closed(doubt.rule, doubt.message, enforced.get(0).dialect()));
    }

    /** As GET would be refused, so is HEAD; what GET would take is given back. */
    private Decision head(Route guard, AllowedMethods allowed) {
        List<Route> get = gate.rules().routes("GET", request);
        if (get.isEmpty()) {
            return notAllowed(guard, allowed);
        }
        Optional<Refused> refused = ambiguous(get, Doubt.PATH);
        if (refused.isEmpty()) {
            refused = new Admission(new Attempt(gate, request, get.get(0))).ask();
        }
        return refused.isPresent() ? refused.get() : new Answered(new Answer(200, Map.of(), ""));
    }

    private Refused notAllowed(Route guard, AllowedMethods allowed) {
        Refusal refusal = Refusals.of(
                RideId.next(),
                Reason.METHOD_NOT_ALLOWED,
                guard.rule() + ".methods",
                "This path takes " + allowed.text() + ".");
        Answer answer = gate.answers().of(refusal, request, guard.dialect());
        return refused(refusal, allowed.into(answer), guard.dialect(), guard.path());
    }

    /** Open, unless a reload closed it or the operator opens no path by default. */
    private Decision unguarded() {
        if (gate.rules().isTakenAway(request)) {
            return closed("removed", "This path is not one of the policy's routes any more.", PLAIN);
        }
        return gate.rules().policy().refuseUnlisted()
                ? closed("unlisted", "This path is not one of the policy's routes.", PLAIN)
                : UNGUARDED;
    }

    /** Records the path that was asked for in place of a route. */
    private Refused closed(String rule, String message, Dialect dialect) {
        Refusal refusal = Refusals.of(RideId.next(), Reason.BLOCKED, rule, message);
        String path = request.path();
        Answer answer = gate.answers().of(refusal, request, dialect);
        return refused(refusal, answer, dialect, path.substring(0, Math.min(path.length(), LONGEST_PATH)));
    }

    private Refused refused(Refusal refusal, Answer answer, Dialect dialect, String path) {
        Caller caller = caller();
        gate.records()
                .add(new UsageRecord(
                        refusal.rideId(),
                        gate.ticker().now(),
                        caller.principal(),
                        caller.plan(),
                        caller.network(),
                        path,
                        ModelChoice.NONE,
                        Usage.NONE,
                        new Costs(
                                Money.ZERO,
                                Money.ZERO,
                                Money.ZERO,
                                UsageSource.NONE,
                                gate.costs().version()),
                        new Outcome(
                                "refused",
                                answer.status(),
                                refusal.rule(),
                                refusal.reason().code(),
                                Duration.ZERO)));
        return new Refused(refusal, answer, dialect);
    }

    private Caller caller() {
        try {
            Caller caller = gate.caller(request);
            if (caller != null) {
                return caller;
            }
        } catch (UnusableUserIdException unusable) {
            // it is refused anyway
        }
        return gate.rules().policy().anonymous(request);
    }
}
