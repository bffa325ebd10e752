package io.faregate.budget;

import io.faregate.ride.Ticker;
import java.time.ZoneId;
import java.util.function.IntToLongFunction;

/**
 * Keeps the accounts and buckets behind all limits. Holding is atomic over all charges of a ride; settling happens
 * once. Thread-safe; nothing in it blocks for long or calls out.
 */
public interface BudgetStore {

    /**
     * Holds all charges or none, in their order. The amount of a limit comes with each charge and is not stored. A charge
     * in mode observe is held above its amount if need be.
     *
     * @param charges what to hold; modes OFF are left out by the caller
     * @return the reservation, or the first charge that did not fit
     */
    Held reserve(Charges charges);

    /**
     * Holds more for a ride that runs, in the accounts and periods it was let in with; all or nothing.
     *
     * @param reservation an open reservation
     * @param more how much more of each charge, by its place; zero for none
     * @return the same reservation, or the first charge that did not fit
     */
    Held topUp(Reservation reservation, IntToLongFunction more);

    /**
     * Ends a reservation, exactly once: gives back what was held and books what was used, in the reservation's own
     * accounts. Settling one that has expired books the difference, once; any other second ending changes nothing.
     *
     * <p>An end that fails, by whatever is thrown, is told again later, until it is taken. It may have been booked all the
     * same, as when only the answer of a remote store was lost: so a store must bear to be told the same end twice, and
     * returns false the second time.
     *
     * @param reservation what ends
     * @param ending how: settled, released or expired
     * @param used how much of each charge was used, by its place; ignored for {@code concurrent}, which is always given back
     * @return true when this call changed anything
     */
    boolean settle(Reservation reservation, Reservation.State ending, IntToLongFunction used);

    /**
     * How the account of a charge stands.
     *
     * @param charge the limit, subject and amount; its hold does not count
     * @return the balance now
     */
    Balance balance(Charge charge);

    /**
     * The store of one machine: accounts and buckets in memory, bounded, exact.
     *
     * @param ticker the clock
     * @param zone where calendar periods begin
     * @return a new store
     */
    static BudgetStore local(Ticker ticker, ZoneId zone) {
        return local(ticker, zone, LocalBudgetStore.MAXIMUM);
    }

    /**
     * The store of one machine, for so many subjects. Beyond that, subjects that it does not know yet share 256
     * accounts of each limit until others are done with: no flood of names resets an account or fills the memory.
     *
     * @param ticker the clock
     * @param zone where calendar periods begin
     * @param maximum how many subjects (users, networks, ...) have accounts of their own
     * @return a new store
     */
    static BudgetStore local(Ticker ticker, ZoneId zone, int maximum) {
        return new LocalBudgetStore(ticker, zone, maximum);
    }
}
