package io.faregate.budget;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one subject has: its accounts, guarded by this object's own lock. Entries are locked in the order of
 * {@link #order}, which never changes.
 */
final class Entry {
    /** How long after its expiry a ride may still be adjusted and find its accounts. */
    static final Duration ADJUSTABLE = Duration.ofDays(1);

    private static final Account[] NONE = {};

    final long order;
    private Account[] accounts = NONE;
    private int rides;
    private long adjustableUntil = Long.MIN_VALUE;
    private boolean retired;
    private boolean grown;

    Entry(long order) {
        this.order = order;
    }

    /** Whether it was given up: who found it before looks again. */
    boolean isRetired() {
        return retired;
    }

    /** The account of a charge as it counts now. */
    Account account(Charge charge, Moment now) {
        for (int i = 0; i < accounts.length; i++) {
            Account known = accounts[i];
            if (known.isOf(charge.limit())) {
                Account current = known.at(now, charge.amount());
                if (current != known) {
                    accounts[i] = current;
                }
                return current;
            }
        }
        return open(charge, now);
    }

    private Account open(Charge charge, Moment now) {
        Account opened = Account.open(charge, now);
        accounts = Arrays.copyOf(accounts, accounts.length + 1);
        accounts[accounts.length - 1] = opened;
        grown = true;
        return opened;
    }

    /** The account of a charge, or null when it has none yet. */
    @Nullable
    Account peek(Charge charge) {
        for (Account account : accounts) {
            if (account.isOf(charge.limit())) {
                return account;
            }
        }
        return null;
    }

    /** A ride has taken from some accounts, of this and other entries: nothing at all, perhaps. */
    void rideBegins(Moment now, Account[] taken) {
        if (grown && !isBusy(now)) {
            accounts = withoutFresh(now, Arrays.asList(taken));
        }
        grown = false;
        rides++;
    }

    /** Limits that a reload took away leave nothing behind. */
    private Account[] withoutFresh(Moment now, List<Account> taken) {
        return Arrays.stream(accounts)
                .filter(account -> taken.contains(account) || !account.isFresh(now))
                .toArray(Account[]::new);
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

    /** Gives it up if a new one would be the same. */
    synchronized boolean retire(Moment now) {
        if (isBusy(now)) {
            return false;
        }
        for (Account account : accounts) {
            if (!account.isFresh(now)) {
                return false;
            }
        }
        retired = true;
        return true;
    }
}
