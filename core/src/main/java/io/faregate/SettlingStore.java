package io.faregate;

import io.faregate.budget.Balance;
import io.faregate.budget.BudgetStore;
import io.faregate.budget.Charge;
import io.faregate.budget.Charges;
import io.faregate.budget.Held;
import io.faregate.budget.Reservation;
import io.faregate.budget.Reservation.State;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that takes every end. What the store behind it fails to take, as it is down or its network is, is kept and told
 * again by each sweep, so that no hold and no place stays taken; an end that it took all the same is none the second time.
 * Thread-safe.
 */
final class SettlingStore implements BudgetStore {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private final BudgetStore store;
    private final Queue<End> untold = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean telling = new AtomicBoolean();
    private final Seldom failures = new Seldom();

    private record End(Reservation reservation, State ending, IntToLongFunction used) {}

    SettlingStore(BudgetStore store) {
        this.store = store;
    }

    @Override
    public Held reserve(Charges charges) {
        return store.reserve(charges);
    }

    @Override
    public Held topUp(Reservation reservation, IntToLongFunction more) {
        return store.topUp(reservation, more);
    }

    @Override
    public Balance balance(Charge charge) {
        return store.balance(charge);
    }

    /** False also for an end that is still to be told. */
    @Override
    public boolean settle(Reservation reservation, State ending, IntToLongFunction used) {
        if (ending == State.EXPIRED) {
            // the sweep looks after the ride until it has expired
            return store.settle(reservation, ending, used);
        }
        End end = new End(reservation, ending, used);
        try {
            return tell(end);
        } catch (RuntimeException | Error failure) {
            untold.add(end);
            failed(failure);
            return false;
        }
    }

    /** A ride may have expired, and then come to nothing: only a settlement adjusts what was booked. */
    private boolean tell(End end) {
        if (store.settle(end.reservation(), end.ending(), end.used())) {
            return true;
        }
        boolean isLate = end.ending() == State.RELEASED && end.reservation().state() == State.EXPIRED;
        return isLate && store.settle(end.reservation(), State.SETTLED, end.used());
    }

    private void failed(Throwable failure) {
        if (failures.isDue()) {
            LOG.error(
                    "The store has failed to take the end of a ride, {} times so far; it is told again",
                    failures.times(),
                    failure);
        }
    }

    /** Tells again what was not taken, on a thread that may wait for the store; one at a time. */
    void tellAgainOn(Executor threads) {
        if (!untold.isEmpty() && telling.compareAndSet(false, true)) {
            threads.execute(() -> {
                try {
                    tellAgain();
                } finally {
                    telling.set(false);
                }
            });
        }
    }

    private void tellAgain() {
        for (Iterator<End> ends = untold.iterator(); ends.hasNext(); ) {
            try {
                tell(ends.next());
                ends.remove();
            } catch (RuntimeException | Error failure) {
                failed(failure);
            }
        }
    }

    /** Tells all for the last time. */
    void close() {
        tellAgain();
        if (!untold.isEmpty()) {
            LOG.error("The store was never told of the ends of {} rides: what they held stays held", untold.size());
        }
    }
}
