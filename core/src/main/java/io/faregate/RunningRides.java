package io.faregate;

import io.faregate.control.Target;
import io.faregate.ride.CancelReason;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All rides that run. A sweep cancels those whose time has passed, and books those as held that nobody ended some time
 * after; it lets the lookout of each look, and settles those that were killed or detached, and did not end by
 * themselves. Thread-safe.
 */
final class RunningRides {
    /** How long after its deadline a cancelled ride may take to end by itself. */
    static final Duration GRACE = Duration.ofSeconds(30);

    /** How long a ride that was stopped may take to end by itself, with a status of its own. */
    static final Duration LAST_WORDS = Duration.ofMillis(700);

    /** A gate that closes looks for the records of rides that have just ended some five seconds long. */
    private static final int MOST_LOOKS = 5_000;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private final Executor timer;
    private final Set<Ride> rides = ConcurrentHashMap.newKeySet();

    /** Those that were stopped and are settled in any case, and when. */
    private final Map<Ride, Long> stopped = new ConcurrentHashMap<>();

    /** Rides that nobody looks after any more, and that are not recorded yet. */
    private final LongAdder ending = new LongAdder();

    private volatile boolean shut;

    RunningRides(Executor timer) {
        this.timer = timer;
    }

    /** Lets the lookout of a ride look before the next sweep. */
    void lookSoon(Ride ride) {
        try {
            timer.execute(() -> look(ride, Ride::look));
        } catch (RejectedExecutionException shut) {
            // nobody looks any more
        }
    }

    void add(Ride ride) {
        rides.add(ride);
        if (shut) {
            look(ride, each -> each.cancellation().cancel(CancelReason.SHUTDOWN));
        }
    }

    void remove(Ride ride) {
        rides.remove(ride);
        if (!stopped.isEmpty()) {
            stopped.remove(ride);
        }
    }

    /** A ride ends, and is recorded soon: whoever begins an end {@linkplain #recorded says} when it is over. */
    void ending(Ride ride) {
        ending.increment();
        remove(ride);
    }

    void recorded() {
        ending.decrement();
    }

    int size() {
        return rides.size();
    }

    void sweep() {
        for (Ride ride : rides) {
            look(ride, this::endTimeOf);
            look(ride, Ride::look);
        }
        stopped.forEach((ride, when) -> {
            if (ride.gate().ticker().nanoTime() - when >= LAST_WORDS.toNanos() && stopped.remove(ride, when)) {
                end(ride, Ride::close);
            }
        });
    }

    private static void look(Ride ride, Consumer<Ride> how) {
        try {
            how.accept(ride);
        } catch (RuntimeException | Error failure) {
            // whatever it was, those behind it are looked after
            LOG.error("A ride could not be looked after: {}", ride.id(), failure);
        }
    }

    /** On another thread: a store may be far away, and there is one thread for all that is timed. */
    private static void end(Ride ride, Consumer<Ride> how) {
        ride.gate().work().execute(() -> look(ride, how));
    }

    private void endTimeOf(Ride ride) {
        if (!ride.cancellation().remaining().isZero()) {
            return;
        }
        ride.cancellation().cancel(CancelReason.DEADLINE);
        if (ride.isDetached()) {
            settleSoon(ride);
        } else if (ride.isAbandoned(GRACE)) {
            ending.increment();
            if (rides.remove(ride)) {
                end(ride, this::expire);
            } else {
                ending.decrement();
            }
        }
    }

    private void expire(Ride ride) {
        try {
            ride.expire();
        } catch (RuntimeException | Error failure) {
            rides.add(ride);
            if (ride.isFinished()) {
                rides.remove(ride);
            }
            throw failure;
        } finally {
            ending.decrement();
        }
    }

    /** Ends the rides of a target that is blocked. */
    void kill(Target target) {
        for (Ride ride : rides) {
            look(ride, each -> kill(each, target));
        }
    }

    private void kill(Ride ride, Target target) {
        if (isOf(ride, target)) {
            // before its callbacks, which may fail; and one that was cancelled before may hang
            settleSoon(ride);
            ride.cancellation().cancel(CancelReason.KILLED);
        }
    }

    private static boolean isOf(Ride ride, Target target) {
        return ride.models().stream()
                .anyMatch(model -> target.matches(ride.caller(), ride.route().path(), model));
    }

    private void settleSoon(Ride ride) {
        stopped.putIfAbsent(ride, ride.gate().ticker().nanoTime());
        if (!rides.contains(ride)) {
            // it has ended before it was noted
            stopped.remove(ride);
        }
    }

    /** Cancels and settles all: what still works in them is stopped, and can begin nothing. */
    void shutDown() {
        shut = true;
        rides.forEach(ride -> look(ride, each -> each.cancellation().cancel(CancelReason.SHUTDOWN)));
        rides.forEach(ride -> look(ride, Ride::close));
        awaitRecords();
    }

    /** Others may be in the midst of ending a ride: what they record must come before the sinks are closed. */
    private void awaitRecords() {
        for (int looks = 0; looks < MOST_LOOKS && !(rides.isEmpty() && ending.sum() == 0); looks++) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
