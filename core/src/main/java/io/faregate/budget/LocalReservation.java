package io.faregate.budget;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a ride took, and where. The state decides who may end it; what is taken of an account is guarded by the lock of
 * its entry. This object's own lock comes before those and only keeps an adjustment behind the expiry it adjusts.
 */
final class LocalReservation extends Reservation {
    private static final int NONE = -1;

    private final Entry[] entries;
    private final Account[] accounts;
    private long[] taken;

    /** The place of the first observed charge that did not fit. */
    private int overfull = NONE;

    LocalReservation(Charges charges) {
        super(charges);
        this.entries = new Entry[limits().owners()];
        this.accounts = new Account[limits().size()];
        this.taken = charges.holds();
    }

    private LimitSet limits() {
        return charges().limits();
    }

    @Override
    public @Nullable Charge wouldRefuse() {
        return overfull == NONE ? null : charges().get(overfull);
    }

    /** Where the entries of subjects are. */
    interface Owners {
        /** The entry of a limit's subject, made when there is none. */
        Entry find(Subject subject, Limit limit);

        /** The entry of a limit's subject, or null when it has none yet. */
        @Nullable
        Entry peek(Subject subject, Limit limit);

        /** Forgets an entry that was given up. */
        void forget(Entry retired);
    }

    /**
     * Holds all charges in the accounts that count now, or none. All entries are found before the first is locked, so
     * that what is far away in memory is fetched at the same time. But who was refused lately is looked at alone first.
     */
    Held hold(Owners owners, Moment now) {
        Held held = entries.length > 0 && find(owners, 0).isRefusing() ? holdFirst(owners, now) : null;
        for (int unknown = 1; held == null; unknown = 0) {
            for (int owner = unknown; owner < entries.length; owner++) {
                find(owners, owner);
            }
            held = hold(owners, now, isInOrder() ? entries : inOrder(), 0);
        }
        return held;
    }

    private Entry find(Owners owners, int owner) {
        int first = limits().first(owner);
        Entry entry = owners.find(charges().subject(first), limits().get(first));
        entries[owner] = entry;
        return entry;
    }

    /** The refusal of the first owner's limits, those before any other's; null when they refuse nothing. */
    private Held.@Nullable Denied holdFirst(Owners owners, Moment now) {
        LongestWait wait = new LongestWait(now);
        int first;
        synchronized (entries[0]) {
            first = firstRefused(now);
            if (first == NONE) {
                return null;
            }
            add(first, 0, taken[first], wait);
        }
        for (int i = first + 1; i < accounts.length; i++) {
            if (wait.isOpenTo(limits().get(i), charges().amount(i), taken[i])) {
                look(owners, i, now, wait);
            }
        }
        return new Held.Denied(charges().get(first), wait.get());
    }

    private int firstRefused(Moment now) {
        Entry entry = entries[0];
        for (int i = 0; !entry.isRetired() && i < accounts.length && limits().owner(i) == 0; i++) {
            accounts[i] = entry.account(limits().get(i), charges().amount(i), now);
            if (!accounts[i].fits(charges().amount(i), taken[i]) && isRefused(i, 0, taken[i])) {
                return i;
            }
        }
        return NONE;
    }

    /** Looks at one account alone: entries are not locked in their order here. */
    private void look(Owners owners, int i, Moment now, LongestWait wait) {
        Limit limit = limits().get(i);
        Entry entry =
                limits().owner(i) == 0 ? entries[0] : owners.peek(charges().subject(i), limit);
        if (entry == null) {
            return;
        }
        synchronized (entry) {
            if (!entry.isRetired() && entry.peek(limit) != null) {
                accounts[i] = entry.account(limit, charges().amount(i), now);
                addIfFull(i, 0, taken[i], wait);
            }
        }
    }

    private boolean isInOrder() {
        for (int owner = 1; owner < entries.length; owner++) {
            if (!entries[owner - 1].isBefore(entries[owner])) {
                return false;
            }
        }
        return true;
    }

    /** Each entry once, as they are locked. */
    private Entry[] inOrder() {
        Entry[] sorted = new Entry[entries.length];
        int count = 0;
        for (Entry entry : entries) {
            int place = count;
            while (place > 0 && entry.isBefore(sorted[place - 1])) {
                place--;
            }
            if (place == 0 || sorted[place - 1] != entry) {
                System.arraycopy(sorted, place, sorted, place + 1, count++ - place);
                sorted[place] = entry;
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    /** Locks entry after entry; null when one was given up. */
    private @Nullable Held hold(Owners owners, Moment now, Entry[] locks, int depth) {
        if (depth == locks.length) {
            return holdLocked(now);
        }
        synchronized (locks[depth]) {
            if (locks[depth].isRetired()) {
                owners.forget(locks[depth]);
                return null;
            }
            return hold(owners, now, locks, depth + 1);
        }
    }

    private Held holdLocked(Moment now) {
        // before anything is held: for a new account there may be no memory
        for (int i = 0; i < accounts.length; i++) {
            accounts[i] = entries[limits().owner(i)].account(
                    limits().get(i), charges().amount(i), now);
        }
        for (int i = 0; i < accounts.length; i++) {
            if (!accounts[i].fits(charges().amount(i), taken[i])) {
                if (isRefused(i, 0, taken[i])) {
                    giveBack(i);
                    entries[limits().owner(i)].refuses();
                    return refusal(i, now);
                }
                overfull = overfull == NONE ? i : overfull;
            }
            accounts[i].hold(0, taken[i]);
        }
        for (int i = 0; i < accounts.length; i++) {
            accounts[i].letIn(charges().amount(i));
        }
        for (Entry entry : entries) {
            entry.rideBegins(now, accounts);
        }
        return this;
    }

    /** Whether a hold that does not fit is refused; else it is only observed, and counted above the amount. */
    private boolean isRefused(int i, long from, long more) {
        return limits().get(i).mode() == Mode.ENFORCE || !isCountable(i, from, more);
    }

    private boolean isCountable(int i, long from, long more) {
        return more <= Long.MAX_VALUE - from && accounts[i].isCountable(more);
    }

    private Held.Denied refusal(int first, Moment now) {
        LongestWait wait = new LongestWait(now);
        add(first, 0, taken[first], wait);
        for (int i = first + 1; i < accounts.length; i++) {
            addIfFull(i, 0, taken[i], wait);
        }
        return new Held.Denied(charges().get(first), wait.get());
    }

    private void addIfFull(int i, long from, long more, LongestWait wait) {
        if (limits().get(i).mode() == Mode.ENFORCE
                && !accounts[i].fits(charges().amount(i), more)) {
            add(i, from, more, wait);
        }
    }

    private void add(int i, long from, long more, LongestWait wait) {
        wait.add(accounts[i], charges().amount(i), isCountable(i, from, more) ? from + more : Long.MAX_VALUE);
    }

    private void giveBack(int count) {
        for (int i = 0; i < count; i++) {
            accounts[i].hold(taken[i], 0);
        }
    }

    /** Holds more in its own accounts. */
    Held holdMore(Moment now, long[] more) {
        return holdMore(now, more, inOrder(), 0);
    }

    private Held holdMore(Moment now, long[] more, Entry[] locks, int depth) {
        if (depth == locks.length) {
            return holdMoreLocked(now, more);
        }
        synchronized (locks[depth]) {
            return holdMore(now, more, locks, depth + 1);
        }
    }

    private Held holdMoreLocked(Moment now, long[] more) {
        // whoever ends it moves the state before taking a lock, and so finds all of this or none
        requireOpen();
        long[] next = taken.clone();
        int firstFull = NONE;
        for (int i = 0; i < next.length; i++) {
            if (more[i] == 0) {
                continue;
            }
            accounts[i].refresh(now, charges().amount(i));
            if (!accounts[i].fits(charges().amount(i), more[i])) {
                if (isRefused(i, taken[i], more[i])) {
                    changeHolds(next, taken);
                    return refusalOfMore(i, more, now);
                }
                firstFull = firstFull == NONE ? i : firstFull;
            }
            next[i] += more[i];
            accounts[i].hold(taken[i], next[i]);
        }
        taken = next;
        overfull = overfull == NONE ? firstFull : overfull;
        return this;
    }

    private Held.Denied refusalOfMore(int first, long[] more, Moment now) {
        LongestWait wait = new LongestWait(now);
        add(first, taken[first], more[first], wait);
        for (int i = first + 1; i < more.length; i++) {
            if (more[i] > 0) {
                accounts[i].refresh(now, charges().amount(i));
                addIfFull(i, taken[i], more[i], wait);
            }
        }
        return new Held.Denied(charges().get(first), wait.get());
    }

    private void changeHolds(long[] from, long[] to) {
        for (int i = 0; i < from.length; i++) {
            accounts[i].hold(from[i], to[i]);
        }
    }

    void requireOpen() {
        if (state() != State.OPEN) {
            throw new IllegalStateException("no more can be held: the reservation is " + state());
        }
    }

    /** Ends it unless somebody has; one that has expired may still be settled. */
    boolean settle(State ending, long[] used, Clock clock) {
        if (ending == State.EXPIRED) {
            return expire(used, clock);
        }
        return end(ending, used, clock) || (ending == State.SETTLED && adjust(used, clock));
    }

    private boolean end(State ending, long[] used, Clock clock) {
        boolean mine = move(State.OPEN, ending);
        for (int owner = 0; mine && owner < entries.length; owner++) {
            synchronized (entries[owner]) {
                book(owner, used, clock);
                entries[owner].rideEnds();
            }
        }
        return mine;
    }

    private void book(int owner, long[] used, Clock clock) {
        for (int i = 0; i < used.length; i++) {
            if (limits().owner(i) == owner) {
                accounts[i].book(taken[i], used[i], clock);
            }
        }
    }

    /** Ends one that nobody else did; for some time it may be adjusted. */
    private synchronized boolean expire(long[] used, Clock clock) {
        long nanos = clock.nanos();
        for (Entry entry : entries) {
            entry.keepAdjustable(nanos);
        }
        boolean mine = end(State.EXPIRED, used, clock);
        if (mine) {
            taken = used;
        }
        return mine;
    }

    /** Books the difference between what an expired one was booked at and what it used. */
    private synchronized boolean adjust(long[] used, Clock clock) {
        boolean mine = move(State.EXPIRED, State.ADJUSTED);
        for (int i = 0; mine && i < used.length; i++) {
            synchronized (entries[limits().owner(i)]) {
                accounts[i].adjust(taken[i], used[i], clock);
            }
        }
        return mine;
    }
}
