package io.faregate.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is held and spent in one calendar period, or for ever of what has no window. A new period gets a new account;
 * reservations keep the one that they were let in with, so that refunds and late charges go to their own period.
 *
 * <p>A wall clock that goes back opens no older period: else each jump forward and back would be a new amount. So after a
 * clock that was days ahead for a while, who was let in meanwhile keeps the account of that later day until it ends: what
 * is spent in it stays spent for as long, and nothing is given twice. Nor is an account given up before its period is over
 * by the clock that nobody sets, too.
 */
sealed class PeriodAccount extends Account permits DebtAccount {
    /** A clock that goes back by this much finds the accounts of the period that it goes back into. */
    private static final long CLOCK_SLIP = Duration.ofHours(1).toMillis();

    private final Span period;

    /** When this and those before it end by the clock that nobody sets. */
    private final long endNanos;

    /** Opened while one before it, in which something was spent, was not over by that clock. */
    private final boolean early;

    private long held;
    private long spent;

    PeriodAccount(Limit limit, Span period, Moment now, @Nullable PeriodAccount before) {
        super(limit);
        this.period = period;
        long end = now.nanos() + TimeUnit.MILLISECONDS.toNanos(period.end() - now.millis());
        this.endNanos = before == null ? end : Math.max(end, before.endNanos);
        this.early = before != null && (before.spent > 0 || before.early) && now.nanos() < before.endNanos;
    }

    @Override
    Account at(Moment now, long amount) {
        return period.holds(now.millis()) ? this : at(now.period(period.every()), now, amount);
    }

    private PeriodAccount at(Span current, Moment now, long amount) {
        // a clock that went back opens no older period
        return current.start() <= period.start() ? this : next(current, now, amount);
    }

    PeriodAccount next(Span current, Moment now, long amount) {
        return limit().carryDebt()
                ? new DebtAccount(limit(), current, now, this, amount)
                : new PeriodAccount(limit(), current, now, this);
    }

    @Override
    final boolean fits(long amount, long hold) {
        return spent <= amount && held <= amount - spent && hold <= amount - spent - held;
    }

    @Override
    final boolean isCountable(long hold) {
        return hold <= Long.MAX_VALUE - held;
    }

    @Override
    @Nullable
    Duration delay(long amount, long hold, Moment now) {
        return hold > amount || !period.isEnding() ? null : now.until(period.end());
    }

    @Override
    final void hold(long from, long to) {
        held += to - from;
    }

    @Override
    final void book(long given, long used, Clock clock) {
        held -= given;
        adjust(0, used, clock);
    }

    @Override
    final void adjust(long booked, long used, Clock clock) {
        // of what has no window nothing is ever spent
        if (period.isEnding()) {
            spend(used - booked);
        }
    }

    /** Changes what is spent, up to the largest number there is. */
    void spend(long more) {
        spent = more > Long.MAX_VALUE - spent ? Long.MAX_VALUE : Math.max(0, spent + more);
    }

    final Span period() {
        return period;
    }

    final long spent() {
        return spent;
    }

    /** The same for a caller of this amount, who may be the first that asks. */
    long spentOf(long amount) {
        return spent;
    }

    @Override
    final Balance balance(Charge charge, Moment now) {
        if (!period.isEnding()) {
            return new Balance(charge.limit(), charge.amount(), held, spent, null);
        }
        Span current = now.period(period.every());
        if (current.start() <= period.start()) {
            return balance(charge, period, held, spentOf(charge.amount()));
        }
        return balance(charge, current, 0, debt(current, charge.amount()));
    }

    private static Balance balance(Charge charge, Span period, long held, long spent) {
        return new Balance(charge.limit(), charge.amount(), held, spent, Instant.ofEpochMilli(period.end()));
    }

    /** What a later period starts with, where periods that let in nobody pay an amount. */
    long debt(Span later, long amount) {
        return 0;
    }

    @Override
    boolean isFresh(Moment now) {
        return held == 0 && ((spent == 0 && !early) || isOver(now));
    }

    private boolean isOver(Moment now) {
        return period.end() <= now.millis() - CLOCK_SLIP && endNanos <= now.nanos();
    }
}
