package io.faregate.servlet;

import io.faregate.budget.Balance;
import io.faregate.budget.BudgetStore;
import io.faregate.budget.Charge;
import io.faregate.budget.Charges;
import io.faregate.budget.Held;
import io.faregate.budget.Reservation;
import io.faregate.ride.Ticker;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;

/** The local store, and what of its reservations has ended how often. */
final class TalliedStore implements BudgetStore {
    final AtomicInteger reserved = new AtomicInteger();
    final AtomicInteger endedAgain = new AtomicInteger();
    final Set<Reservation> open = ConcurrentHashMap.newKeySet();
    private final BudgetStore local = BudgetStore.local(Ticker.system(), ZoneOffset.UTC);

    @Override
    public Held reserve(Charges charges) {
        return held(local.reserve(charges));
    }

    @Override
    public Held topUp(Reservation reservation, IntToLongFunction more) {
        return local.topUp(reservation, more);
    }

    private Held held(Held held) {
        if (held instanceof Reservation reservation) {
            reserved.incrementAndGet();
            open.add(reservation);
        }
        return held;
    }

    @Override
    public boolean settle(Reservation reservation, Reservation.State ending, IntToLongFunction used) {
        boolean ended = local.settle(reservation, ending, used);
        if (ended && !open.remove(reservation)) {
            endedAgain.incrementAndGet();
        }
        return ended;
    }

    @Override
    public Balance balance(Charge charge) {
        return local.balance(charge);
    }
}
