package io.faregate.budget;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a ride took, and where. The state decides who may end it; what is taken of an account is guarded by the lock of
 * its entry. This object's own lock comes before those and only keeps an adjustment behind the expiry it adjusts.
 */
final class LocalReservation extends Reservation {
    private final Entry[] owners;
    private final Entry[] locks;
    private final Account[] accounts;
    private final long[] taken;

    LocalReservation(List<Charge> charges, Entry[] owners) {
        super(charges);
        this.owners = owners;
        this.locks = inOrder(owners);
        this.accounts = new Account[owners.length];
        this.taken = new long[owners.length];
    }

    /** Each entry once, as they are locked. */
    private static Entry[] inOrder(Entry[] owners) {
        Entry[] sorted = new Entry[owners.length];
        int count = 0;
        for (Entry owner : owners) {
            int place = count;
            while (place > 0 && sorted[place - 1].order > owner.order) {
                place--;
            }
            if (place == 0 || sorted[place - 1] != owner) {
                for (int i = count++; i > place; i--) {
                    sorted[i] = sorted[i - 1];
                }
                sorted[place] = owner;
            }
        }
        return count == sorted.length ? sorted : Arrays.copyOf(sorted, count);
    }

    /** Holds all charges in the accounts that count now; null when an entry was given up before it could be locked. */
    @Nullable
    Held hold(Moment now) {
        return hold(now, 0);
    }

    private @Nullable Held hold(Moment now, int depth) {
        if (depth == locks.length) {
            return holdLocked(now);
        }
        Entry entry = locks[depth];
        synchronized (entry) {
            return entry.isRetired() ? null : hold(now, depth + 1);
        }
    }

    private Held holdLocked(Moment now) {
        Taking taking = new Taking(now);
        for (int i = 0; i < accounts.length; i++) {
            Charge charge = charges().get(i);
            accounts[i] = owners[i].account(charge, now);
            taken[i] = taking.take(accounts[i], charge, 0, charge.hold());
        }
        Held held = taking.end(this);
        if (held instanceof Held.Denied) {
            giveBack(new long[taken.length]);
        } else {
            for (Entry entry : locks) {
                entry.rideBegins(now, accounts);
            }
        }
        return held;
    }

    /** Holds more in its own accounts. */
    Held holdMore(Moment now, long[] more) {
        return holdMore(now, more, 0);
    }

    private Held holdMore(Moment now, long[] more, int depth) {
        if (depth == locks.length) {
            return holdMoreLocked(now, more);
        }
        synchronized (locks[depth]) {
            return holdMore(now, more, depth + 1);
        }
    }

    private Held holdMoreLocked(Moment now, long[] more) {
        // whoever ends it moves the state before taking a lock, and so finds all of this or none
        requireOpen();
        long[] before = taken.clone();
        Taking taking = new Taking(now);
        for (int i = 0; i < accounts.length; i++) {
            if (more[i] > 0) {
                accounts[i].refresh(now, charges().get(i).amount());
                taken[i] = taking.take(accounts[i], charges().get(i), taken[i], more[i]);
            }
        }
        Held held = taking.end(this);
        if (held instanceof Held.Denied) {
            giveBack(before);
        }
        return held;
    }

    void requireOpen() {
        if (state() != State.OPEN) {
            throw new IllegalStateException("no more can be held: the reservation is " + state());
        }
    }

    private void giveBack(long[] before) {
        for (int i = 0; i < accounts.length; i++) {
            accounts[i].hold(taken[i], before[i]);
            taken[i] = before[i];
        }
    }

    /** Ends an open one. */
    boolean end(State ending, long[] used, Clock clock) {
        boolean mine = move(State.OPEN, ending);
        for (int i = 0; mine && i < locks.length; i++) {
            synchronized (locks[i]) {
                book(locks[i], used, clock);
                locks[i].rideEnds();
            }
        }
        return mine;
    }

    private void book(Entry entry, long[] used, Clock clock) {
        for (int i = 0; i < taken.length; i++) {
            if (owners[i] == entry) {
                accounts[i].book(charges().get(i), taken[i], used[i], clock);
                taken[i] = used[i];
            }
        }
    }

    /** Ends one that nobody else did; for some time it may be adjusted. */
    synchronized boolean expire(long[] used, Clock clock) {
        long nanos = clock.nanos();
        for (Entry entry : locks) {
            entry.keepAdjustable(nanos);
        }
        return end(State.EXPIRED, used, clock);
    }

    /** Books the difference between what an expired one was booked at and what it used. */
    synchronized boolean adjust(long[] used, Clock clock) {
        boolean mine = move(State.EXPIRED, State.ADJUSTED);
        for (int i = 0; mine && i < taken.length; i++) {
            synchronized (owners[i]) {
                accounts[i].adjust(charges().get(i), taken[i], used[i], clock);
                taken[i] = used[i];
            }
        }
        return mine;
    }
}
