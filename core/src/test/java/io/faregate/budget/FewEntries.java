package io.faregate.budget;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.faregate.budget.Reservation.State;
import io.faregate.ride.Ticker;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;

/**
 * The reservations and accounts of a store of one machine without its look-up: all entries are there from the start.
 * For a model checker, to whom a cache is too much, and a stream slow. Time stands still.
 */
final class FewEntries implements BudgetStore {
    private final Clock clock = new Clock(new Still(), ZoneOffset.UTC);
    private final Map<Subject, Entry> entries;

    FewEntries(Map<Subject, Entry> entries) {
        this.entries = entries;
    }

    /** Leaves out what has no state of a ride: the caches of calendars and bandwidths, and the sums of a bucket. */
    static ManagedStrategyGuarantee withoutLibraries() {
        return forClasses(name -> name.equals(Bandwidths.class.getName())
                        || name.equals(Calendars.class.getName())
                        || name.startsWith("io.github.bucket4j."))
                .allMethods()
                .ignore();
    }

    private Entry entry(Charge charge) {
        return entries.get(charge.subject());
    }

    @Override
    public Held reserve(List<Charge> charges) {
        Entry[] owners = new Entry[charges.size()];
        for (int i = 0; i < owners.length; i++) {
            owners[i] = entry(charges.get(i));
        }
        return new LocalReservation(charges, owners).hold(clock.now());
    }

    @Override
    public Held topUp(Reservation reservation, ToLongFunction<Charge> more) {
        return ((LocalReservation) reservation).holdMore(clock.now(), amounts(reservation, more));
    }

    @Override
    public boolean settle(Reservation reservation, State ending, ToLongFunction<Charge> used) {
        LocalReservation local = (LocalReservation) reservation;
        long[] amounts = amounts(reservation, used);
        if (ending == State.EXPIRED) {
            return local.expire(amounts, clock);
        }
        return local.end(ending, amounts, clock) || (ending == State.SETTLED && local.adjust(amounts, clock));
    }

    private static long[] amounts(Reservation reservation, ToLongFunction<Charge> amount) {
        long[] amounts = new long[reservation.charges().size()];
        for (int i = 0; i < amounts.length; i++) {
            amounts[i] = amount.applyAsLong(reservation.charges().get(i));
        }
        return amounts;
    }

    @Override
    public Balance balance(Charge charge) {
        Entry entry = entry(charge);
        synchronized (entry) {
            return entry.account(charge, clock.now()).balance(charge, clock.now());
        }
    }

    private record Still() implements Ticker {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public long currentTimeMillis() {
            return 0;
        }
    }
}
