package io.faregate.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All that one subject has: its accounts, one after the other, guarded by this object's own lock. Entries are locked in
 * the order of their subjects: by kind, then by name.
 */
final class Entry {
    /** How long after its expiry a ride may still be adjusted and find its accounts. */
    static final Duration ADJUSTABLE = Duration.ofDays(1);

    /** How long an entry is kept though a new one would be the same: whoever comes often is not made anew each time. */
    static final Duration AWAKE = Duration.ofMinutes(10);

    private final Subject subject;
    private @Nullable Account first;
    private int rides;
    private long adjustableUntil = Long.MIN_VALUE;
    private int lastRide;
    private boolean retired;
    private boolean grown;
    private boolean refusing;

    Entry(Subject subject) {
        this.subject = subject;
    }

    Subject subject() {
        return subject;
    }

    /** Whether it is locked before another one; never before itself. */
    boolean isBefore(Entry other) {
        int byKind = subject.kind().compareTo(other.subject.kind());
        return byKind == 0 ? subject.name().compareTo(other.subject.name()) < 0 : byKind < 0;
    }

    /** Whether it was given up: who found it before looks again. */
    boolean isRetired() {
        return retired;
    }

    /** The account of a limit as it counts now. */
    Account account(Limit limit, long amount, Moment now) {
        Account before = null;
        for (Account known = first; known != null; known = known.next) {
            if (known.isOf(limit)) {
                Account current = known.at(now, amount);
                if (current != known) {
                    current.next = known.next;
                    link(before, current);
                }
                return current;
            }
            before = known;
        }
        grown = true;
        Account opened = Account.open(limit, amount, now);
        link(before, opened);
        return opened;
    }

    private void link(@Nullable Account before, @Nullable Account account) {
        if (before == null) {
            first = account;
        } else {
            before.next = account;
        }
    }

    /** The account of a limit, or null when it has none yet. */
    @Nullable
    Account peek(Limit limit) {
        Account known = first;
        while (known != null && !known.isOf(limit)) {
            known = known.next;
        }
        return known;
    }

    /** Whether the last ride that asked was refused by its limits. A guess, as it is not read under the lock. */
    boolean isRefusing() {
        return refusing;
    }

    void refuses() {
        refusing = true;
    }

    /** A ride has taken from some accounts, of this and other entries: nothing at all, perhaps. */
    void rideBegins(Moment now, Account[] taken) {
        if (grown && !isBusy(now)) {
            closeFresh(now, taken);
        }
        grown = false;
        refusing = false;
        lastRide = coarse(now);
        rides++;
    }

    /** Limits that a reload took away leave nothing behind. */
    private void closeFresh(Moment now, Account[] taken) {
        Account before = null;
        for (Account account = first; account != null; account = account.next) {
            if (isAmong(taken, account) || !account.isFresh(now)) {
                before = account;
            } else {
                link(before, account.next);
            }
        }
    }

    /** Makes no list of them: what is held already can not be given back for want of memory. */
    @SuppressWarnings("ReferenceEquality") // an account is itself
    private static boolean isAmong(Account[] taken, Account account) {
        for (Account each : taken) {
            if (each == account) {
                return true;
            }
        }
        return false;
    }

    void rideEnds() {
        rides--;
    }

    synchronized void keepAdjustable(long nanos) {
        adjustableUntil = nanos + ADJUSTABLE.toNanos();
    }

    private boolean isBusy(Moment now) {
        return rides > 0 || now.nanos() < adjustableUntil;
    }

    /** A little more than a second each, from one. */
    private static int coarse(Moment now) {
        return 1 + (int) (now.nanos() >>> 30);
    }

    /** Gives it up if a new one would be the same; where there is room, after some time only. */
    synchronized boolean retire(Moment now, boolean room) {
        if (isBusy(now) || (room && lastRide > 0 && coarse(now) - lastRide < AWAKE.toSeconds())) {
            return false;
        }
        for (Account account = first; account != null; account = account.next) {
            if (!account.isFresh(now)) {
                return false;
            }
        }
        retired = true;
        return true;
    }
}
