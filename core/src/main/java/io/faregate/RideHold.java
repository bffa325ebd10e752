package io.faregate;

import io.faregate.budget.BudgetStore;
import io.faregate.budget.Held;
import io.faregate.budget.Reservation;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * What one ride holds of each of its limits. Its account's lock is held by who asks for more, and by nobody who ends it:
 * a store may be far away.
 */
final class RideHold {
    private final BudgetStore store;
    private final Reservation reservation;
    private final long[] held;
    private Money cost;

    RideHold(BudgetStore store, Reservation reservation, Money cost) {
        this.store = store;
        this.reservation = reservation;
        this.cost = cost;
        this.held = new long[reservation.charges().size()];
        Arrays.setAll(held, reservation.charges()::hold);
    }

    /** The most that it has held of money. */
    Money cost() {
        return cost;
    }

    /** Holds what a usage and its cost need beyond what is held; refused when the money does not reach. */
    void cover(Usage usage, Money most) {
        IntToLongFunction more = charge -> Math.max(0, amount(charge, usage, most) - held[charge]);
        if (isCovered(more)) {
            return;
        }
        if (reservation.state() != Reservation.State.OPEN) {
            throw ended();
        }
        if (store.topUp(reservation, more) instanceof Held.Denied denied) {
            var refusal = Refusals.of("", denied);
            throw new RideOverException(refusal.reason(), refusal.rule(), refusal.message());
        }
        Arrays.setAll(held, charge -> held[charge] + more.applyAsLong(charge));
        cost = cost.max(most);
    }

    private boolean isCovered(IntToLongFunction more) {
        for (int charge = 0; charge < held.length; charge++) {
            if (more.applyAsLong(charge) > 0) {
                return false;
            }
        }
        return true;
    }

    private long amount(int charge, Usage usage, Money cost) {
        return reservation.charges().limits().get(charge).measure().amount(usage, cost);
    }

    /** What is held of each limit, as it is now. */
    long[] amounts() {
        return held.clone();
    }

    /** Ends it: what was used is booked, the rest is given back. */
    void settle(Reservation.State ending, Usage used, Money cost) {
        store.settle(reservation, ending, charge -> amount(charge, used, cost));
    }

    /** Books amounts for a ride that nobody has ended; false when somebody did. */
    boolean expire(long[] amounts) {
        return store.settle(reservation, Reservation.State.EXPIRED, charge -> amounts[charge]);
    }

    /** Whether it had expired before it was settled. */
    boolean isAdjusted() {
        return reservation.state() == Reservation.State.ADJUSTED;
    }

    static RideOverException ended() {
        return new RideOverException(
                Reason.RIDE_ENDED, "settled", "The ride has ended: no more work can be started in it.");
    }
}
