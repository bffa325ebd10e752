package io.faregate.servlet;

import io.faregate.budget.Balance;
import io.faregate.budget.BudgetStore;
import io.faregate.budget.Charge;
import io.faregate.budget.Charges;
import io.faregate.budget.Held;
import io.faregate.budget.Reservation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** Lets everything in, and keeps how often it was asked to. */
final class CountingStore implements BudgetStore {
    final AtomicInteger reserved = new AtomicInteger();
    final List<Reservation.State> endings = new CopyOnWriteArrayList<>();

    @Override
    public Held reserve(Charges charges) {
        reserved.incrementAndGet();
        return new Open(charges);
    }

    @Override
    public Held topUp(Reservation reservation, IntToLongFunction more) {
        return reservation;
    }

    @Override
    public boolean settle(Reservation reservation, Reservation.State ending, IntToLongFunction used) {
        boolean first = ((Open) reservation).end(ending);
        if (first) {
            endings.add(ending);
        }
        return first;
    }

    @Override
    public Balance balance(Charge charge) {
        throw new UnsupportedOperationException("no limits here");
    }

    private static final class Open extends Reservation {
        Open(Charges charges) {
            super(charges);
        }

        @Override
        public @Nullable Charge wouldRefuse() {
            return null;
        }

        boolean end(State ending) {
            return move(State.OPEN, ending);
        }
    }
}
