package io.faregate;

import io.faregate.control.Target;
import io.faregate.ride.CancelReason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All rides that run. A sweep cancels those whose time has passed, books those as held that nobody ended some time
 * after, and lets the lookout of each look. Thread-safe.
 */
final class RunningRides {
    /** How long after its deadline a cancelled ride may take to end by itself. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private final Set<Ride> rides = ConcurrentHashMap.newKeySet();

    void add(Ride ride) {
        rides.add(ride);
    }

    void remove(Ride ride) {
        rides.remove(ride);
    }

    int size() {
        return rides.size();
    }

    void sweep() {
        for (Ride ride : rides) {
            try {
                endTimeOf(ride);
                ride.look();
            } catch (RuntimeException failure) {
                LOG.error("A ride could not be looked after: {}", ride.id(), failure);
            }
        }
    }

    private static void endTimeOf(Ride ride) {
        if (ride.cancellation().remaining().isZero()) {
            ride.cancellation().cancel(CancelReason.DEADLINE);
            ride.expireIfAbandoned(GRACE);
        }
    }

    /** Ends the rides of a target that is blocked. */
    void kill(Target target) {
        cancel(
                ride -> ride.models().stream()
                        .anyMatch(model ->
                                target.matches(ride.caller(), ride.route().path(), model)),
                CancelReason.KILLED);
    }

    void cancel(Predicate<Ride> which, CancelReason reason) {
        rides.stream().filter(which).forEach(ride -> ride.cancellation().cancel(reason));
    }

    void cancelAll(CancelReason reason) {
        rides.forEach(ride -> ride.cancellation().cancel(reason));
    }
}
