package io.faregate.budget;

import io.faregate.budget.Reservation.State;
import io.faregate.ride.Ticker;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The store of one machine: one entry for each subject, found once, with all its accounts; entries are locked in one
 * order, so that a hold is all or nothing without any going back. Thread-safe.
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
        entries = new Entries(clock, maximum);
    }

    @Override
    public Held reserve(List<Charge> charges) {
        Moment now = clock.now();
        Held held = null;
        while (held == null) {
            held = new LocalReservation(charges, find(charges, now)).hold(now);
        }
        return held;
    }

    private Entry[] find(List<Charge> charges, Moment now) {
        Entry[] owners = new Entry[charges.size()];
        for (int i = 0; i < owners.length; i++) {
            Charge charge = charges.get(i);
            int same = charge.subject().isAll() ? i : firstOf(charges, charge.subject());
            owners[i] = same < i ? owners[same] : entries.find(charge, now);
        }
        return owners;
    }

    private static int firstOf(List<Charge> charges, Subject subject) {
        int first = 0;
        while (!charges.get(first).subject().equals(subject)) {
            first++;
        }
        return first;
    }

    @Override
    public Held topUp(Reservation reservation, ToLongFunction<Charge> more) {
        LocalReservation local = own(reservation);
        local.requireOpen();
        return local.holdMore(clock.now(), amounts(local, more));
    }

    @Override
    public boolean settle(Reservation reservation, State ending, ToLongFunction<Charge> used) {
        LocalReservation local = own(reservation);
        if (ending == State.OPEN || ending == State.ADJUSTED) {
            throw new IllegalArgumentException("a ride can not be ended as " + ending);
        }
        State state = local.state();
        boolean late = ending == State.SETTLED && state == State.EXPIRED;
        if (state != State.OPEN && !late) {
            return false;
        }
        long[] amounts = amounts(local, used);
        if (ending == State.EXPIRED) {
            return local.expire(amounts, clock);
        }
        return local.end(ending, amounts, clock) || (ending == State.SETTLED && local.adjust(amounts, clock));
    }

    @Override
    public Balance balance(Charge charge) {
        Moment now = clock.now();
        Entry entry = entries.peek(charge);
        if (entry == null) {
            return untouched(charge, now);
        }
        synchronized (entry) {
            Account account = entry.peek(charge);
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

    /** Asks the caller before any lock is taken. */
    private static long[] amounts(Reservation reservation, ToLongFunction<Charge> amount) {
        List<Charge> charges = reservation.charges();
        long[] amounts = new long[charges.size()];
        for (int i = 0; i < amounts.length; i++) {
            amounts[i] = amount.applyAsLong(charges.get(i));
            if (amounts[i] < 0) {
                throw new IllegalArgumentException(
                        "negative amount for " + charges.get(i).limit().rule() + ": " + amounts[i]);
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
