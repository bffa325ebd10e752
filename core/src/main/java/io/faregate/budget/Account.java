package io.faregate.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one subject has of one limit. Guarded by the lock of its entry; amounts come with each ride. */
abstract sealed class Account permits PeriodAccount, BucketAccount {
    /** The subject's next account. */
    @Nullable
    Account next;

    private Limit limit;

    Account(Limit limit) {
        this.limit = limit;
    }

    static Account open(Limit limit, long amount, Moment now) {
        if (limit.window() instanceof Window.Rolling rolling) {
            return new BucketAccount(limit, rolling, amount, now.nanos());
        }
        if (limit.window() instanceof Window.Calendar calendar) {
            Span period = now.period(calendar.every());
            return limit.carryDebt()
                    ? new DebtAccount(limit, period, now, null, amount)
                    : new PeriodAccount(limit, period, now, null);
        }
        return new PeriodAccount(limit, Span.ALWAYS, now, null);
    }

    Limit limit() {
        return limit;
    }

    /** Whether this is the limit's account; the limit of a reloaded policy is another object with the same id. */
    @SuppressWarnings("ReferenceEquality") // the same object nearly always: what makes the look-up cheap
    boolean isOf(Limit other) {
        if (limit == other) {
            return true;
        }
        boolean same = limit.id().equals(other.id()) && limit.window().equals(other.window());
        if (same) {
            limit = other;
        }
        return same;
    }

    /** The account that counts now: this one, or that of a new period. */
    Account at(Moment now, long amount) {
        refresh(now, amount);
        return this;
    }

    /** Brings this account, whatever its period, up to now. */
    void refresh(Moment now, long amount) {}

    /** Whether a hold stays within the amount; then it can be counted, too. */
    abstract boolean fits(long amount, long hold);

    /** Whether the hold can be counted at all, above the amount if need be. */
    abstract boolean isCountable(long hold);

    /** Until a hold may fit; null when it never will or nobody can say. */
    abstract @Nullable Duration delay(long amount, long hold, Moment now);

    /** What one ride holds becomes more, or less when that is undone. */
    abstract void hold(long from, long to);

    /** A ride is let in by this and all others that it needs, with this amount. */
    void letIn(long amount) {}

    /** A ride ends: what it held is given back, what it used is booked. */
    abstract void book(long held, long used, Clock clock);

    /** What was booked becomes what was used. */
    abstract void adjust(long booked, long used, Clock clock);

    /** How it stands, without opening a new period. */
    abstract Balance balance(Charge charge, Moment now);

    /** Whether a fresh account would be the same as this one. */
    abstract boolean isFresh(Moment now);
}
