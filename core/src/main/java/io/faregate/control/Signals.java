package io.faregate.control;

import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is odd about callers whose requests are in order. The numbers are in docs/switch.md; each sign is worth few
 * strikes and is told once a day for one subject, so that none of them blocks anybody by itself. Thread-safe.
 */
final class Signals {
    static final int STRIKES = 5;
    static final int NETWORKS_OF_A_USER = 20;
    static final int USERS_OF_A_NETWORK = 50;
    static final int FEWEST_RIDES = 20;
    static final int LEFT_PERCENT = 80;
    /** The subjects of each sign that are watched at a time. */
    static final int WATCHED = 10_000;

    private final Watchlist<Sign> networks = new Watchlist<>(WATCHED, () -> new Sign.Many(NETWORKS_OF_A_USER));
    private final Watchlist<Sign> users = new Watchlist<>(WATCHED, () -> new Sign.Many(USERS_OF_A_NETWORK));
    private final Watchlist<Sign> leaving =
            new Watchlist<>(WATCHED, () -> new Sign.Leaving(FEWEST_RIDES, LEFT_PERCENT));
    private final BiConsumer<Target, String> strike;

    /** Signals that give strikes to a target, with a reason. */
    Signals(BiConsumer<Target, String> strike) {
        this.strike = strike;
    }

    /** Somebody asks. */
    void seen(Caller caller, long nanos) {
        String id = caller.userId();
        if (id == null) {
            return;
        }
        Target user = Target.user(id);
        if (networks.of(user, nanos).see(caller.network().hashCode(), nanos)) {
            strike.accept(user, "many networks of one user");
        }
        Target network = Target.network(caller.network());
        if (users.of(network, nanos).see(id.hashCode(), nanos)) {
            strike.accept(network, "many users of one network");
        }
    }

    /** A ride has ended. */
    void ended(Caller caller, @Nullable CancelReason why, long nanos) {
        boolean left = why == CancelReason.CLIENT_GONE || why == CancelReason.CLIENT_STALLED;
        Target who = Suspicion.user(caller);
        if (leaving.of(who, nanos).see(left ? Sign.Leaving.LEFT : Sign.Leaving.STAYED, nanos)) {
            strike.accept(who, "most rides left early");
        }
    }

    /** How many subjects are watched. */
    int size() {
        return networks.size() + users.size() + leaving.size();
    }
}
