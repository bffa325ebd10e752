package io.faregate;

import io.faregate.Decision.Refused;
import io.faregate.body.AppFields;
import io.faregate.body.Dialect;
import io.faregate.body.Dialects;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.ride.Answer;
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
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses what no route takes, in no dialect's words but plain ones. */
final class NoRoute {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final Dialect PLAIN =
            Dialects.named("none", AppFields.DEFAULT).orElseThrow();
    private static final int LONGEST_PATH = 200;

    private NoRoute() {}

    /** Nobody is let in any more; there is nothing left that could take a record. */
    static Refused closed() {
        Refusal refusal = Refusals.of(RideId.next(), Reason.UNAVAILABLE, "closed", "The application is stopping.");
        return new Refused(refusal, PLAIN.answer(refusal));
    }

    /** By choice of the operator; the path that was asked for is recorded in place of a route. */
    static Refused unlisted(RideRequest request, Gate gate) {
        return record(request, gate, "unlisted", "This path is not one of the policy's routes.");
    }

    /** To take a route out of the policy closes its path, until the application starts anew. */
    static Refused takenAway(RideRequest request, Gate gate) {
        return record(request, gate, "removed", "This path is not one of the policy's routes any more.");
    }

    private static Refused record(RideRequest request, Gate gate, String rule, String message) {
        Refusal refusal = Refusals.of(RideId.next(), Reason.BLOCKED, rule, message);
        Answer answer = gate.answers().of(refusal, request, PLAIN);
        Caller caller = caller(request, gate);
        String path = request.path();
        gate.records()
                .add(new UsageRecord(
                        refusal.rideId(),
                        gate.ticker().now(),
                        caller.principal(),
                        caller.plan(),
                        caller.network(),
                        path.substring(0, Math.min(path.length(), LONGEST_PATH)),
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
        return new Refused(refusal, answer);
    }

    private static Caller caller(RideRequest request, Gate gate) {
        try {
            return gate.callers().resolve(request);
        } catch (RuntimeException failure) {
            LOG.error("The caller resolver failed", failure);
            return new Caller(null, null, null, request.peer(), Map.of());
        }
    }
}
