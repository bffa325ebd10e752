package io.faregate;

import io.faregate.budget.Balance;
import io.faregate.budget.BudgetStore;
import io.faregate.budget.Charge;
import io.faregate.budget.Charges;
import io.faregate.budget.Held;
import io.faregate.budget.Reservation;
import io.faregate.ride.Ticker;
import java.time.ZoneOffset;
import java.util.function.IntToLongFunction;

/**
 * A store that fails, as one behind a network: holds and looks fail after it has done its work, as one that is slow;
 * endings before it, as one that is down, or after it.
 */
final class FailingStore implements BudgetStore {
    final PlannedFailure ofHolds = new PlannedFailure();
    final PlannedFailure ofTopUps = new PlannedFailure();
    final PlannedFailure ofBalancesAfterAHold = new PlannedFailure();
    final PlannedFailure beforeEndings = new PlannedFailure();
    final PlannedFailure afterEndings = new PlannedFailure();

    private final BudgetStore store;
    private volatile boolean held;

    FailingStore(Ticker clock) {
        store = BudgetStore.local(clock, ZoneOffset.UTC);
    }

    @Override
    public Held reserve(Charges charges) {
        Held done = store.reserve(charges);
        ofHolds.happen();
        held = true;
        return done;
    }

    @Override
    public Held topUp(Reservation reservation, IntToLongFunction more) {
        Held done = store.topUp(reservation, more);
        ofTopUps.happen();
        return done;
    }

    @Override
    public boolean settle(Reservation reservation, Reservation.State ending, IntToLongFunction used) {
        beforeEndings.happen();
        boolean changed = store.settle(reservation, ending, used);
        afterEndings.happen();
        return changed;
    }

    @Override
    public Balance balance(Charge charge) {
        if (held) {
            ofBalancesAfterAHold.happen();
        }
        return store.balance(charge);
    }
}
