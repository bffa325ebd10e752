package io.faregate.budget;

import io.faregate.budget.Reservation.State;
import io.faregate.ride.Ticker;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The store of one machine: one entry for each subject, found once, with all its accounts; entries are locked in one
 * order, and all of a ride are while it is held, so that nobody sees a part of it. Thread-safe.
 */
final class LocalBudgetStore implements BudgetStore {
    static final int MAXIMUM = 1_000_000;

    private final Clock clock;
    private final Entries entries;

    LocalBudgetStore(Ticker ticker, ZoneId zone, int maximum) {
        if (maximum < 1) {
            throw new IllegalArgumentException("a store keeps at least one subject, not " + maximum);
        }
        clock = new Clock(ticker, zone);
        entries = new Entries(maximum);
    }

    @Override
    public Held reserve(Charges charges) {
        Moment now = clock.now();
        Held held = new LocalReservation(charges).hold(entries, now);
        entries.sweep(now);
        return held;
    }

    @Override
    public Held topUp(Reservation reservation, IntToLongFunction more) {
        LocalReservation local = own(reservation);
        local.requireOpen();
        return local.holdMore(clock.now(), amounts(local, more));
    }

    @Override
    public boolean settle(Reservation reservation, State ending, IntToLongFunction used) {
        LocalReservation local = own(reservation);
        if (ending == State.OPEN || ending == State.ADJUSTED) {
            throw new IllegalArgumentException("a ride can not be ended as " + ending);
        }
        State state = local.state();
        boolean late = ending == State.SETTLED && state == State.EXPIRED;
        if (state != State.OPEN && !late) {
            return false;
        }
        return local.settle(ending, amounts(local, used), clock);
    }

    @Override
    public Balance balance(Charge charge) {
        Moment now = clock.now();
        Entry entry = entries.peek(charge.subject(), charge.limit());
        if (entry == null) {
            return untouched(charge, now);
        }
        synchronized (entry) {
            Account account = entry.peek(charge.limit());
            return account == null ? untouched(charge, now) : account.balance(charge, now);
        }
    }

    private static Balance untouched(Charge charge, Moment now) {
        return new Balance(
                charge.limit(), charge.amount(), 0, 0, end(charge.limit().window(), now));
    }

    private static @Nullable Instant end(Window window, Moment now) {
        return window instanceof Window.Calendar calendar
                ? Instant.ofEpochMilli(now.period(calendar.every()).end())
                : null;
    }

    /** How many subjects have accounts of their own. */
    long subjects() {
        return entries.size();
    }

    /** Asks the caller before any lock is taken. */
    static long[] amounts(Reservation reservation, IntToLongFunction amount) {
        LimitSet limits = reservation.charges().limits();
        long[] amounts = new long[limits.size()];
        for (int i = 0; i < amounts.length; i++) {
            amounts[i] = amount.applyAsLong(i);
            if (amounts[i] < 0) {
                throw new IllegalArgumentException(
                        "negative amount for " + limits.get(i).rule() + ": " + amounts[i]);
            }
        }
        return amounts;
    }

    private static LocalReservation own(Reservation reservation) {
        if (reservation instanceof LocalReservation local) {
            return local;
        }
        throw new IllegalArgumentException("a reservation of another store");
    }
}
