package io.faregate.budget;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.faregate.budget.Reservation.State;
import io.faregate.ride.Ticker;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;

/**
 * The reservations and accounts of a store of one machine without its look-up: all entries are there from the start.
 * For a model checker, to whom a cache is too much, and a stream slow. Time stands still, unless told.
 */
final class FewEntries implements BudgetStore, LocalReservation.Owners {
    private final Clock clock;
    private final Map<Subject, Entry> entries;

    private FewEntries(Ticker ticker, Map<Subject, Entry> entries) {
        this.clock = new Clock(ticker, ZoneOffset.UTC);
        this.entries = entries;
    }

    static FewEntries of(String one, String other) {
        return of(new Still(), one, other);
    }

    static FewEntries of(Ticker ticker, String one, String other) {
        return new FewEntries(
                ticker,
                Map.of(
                        Subjects.of(one),
                        new Entry(Subjects.of(one)),
                        Subjects.of(other),
                        new Entry(Subjects.of(other))));
    }

    /** Leaves out what has no state of a ride: the caches of calendars and bandwidths, and the sums of a bucket. */
    static ManagedStrategyGuarantee withoutLibraries() {
        return forClasses(name -> name.equals(Bandwidths.class.getName())
                        || name.equals(Calendars.class.getName())
                        || name.startsWith("io.github.bucket4j."))
                .allMethods()
                .ignore();
    }

    @Override
    public Entry find(Subject subject, Limit limit) {
        return entries.get(subject);
    }

    @Override
    public Entry peek(Subject subject, Limit limit) {
        return entries.get(subject);
    }

    @Override
    public void forget(Entry retired) {
        throw new IllegalStateException("nobody gives an entry up");
    }

    @Override
    public Held reserve(Charges charges) {
        return new LocalReservation(charges).hold(this, clock.now());
    }

    @Override
    public Held topUp(Reservation reservation, IntToLongFunction more) {
        return ((LocalReservation) reservation).holdMore(clock.now(), LocalBudgetStore.amounts(reservation, more));
    }

    @Override
    public boolean settle(Reservation reservation, State ending, IntToLongFunction used) {
        return ((LocalReservation) reservation).settle(ending, LocalBudgetStore.amounts(reservation, used), clock);
    }

    @Override
    public Balance balance(Charge charge) {
        Entry entry = find(charge.subject(), charge.limit());
        synchronized (entry) {
            return entry.account(charge.limit(), charge.amount(), clock.now()).balance(charge, clock.now());
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
