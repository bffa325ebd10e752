package io.faregate.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An account whose debt is paid from the periods after it: each pays up to its whole amount, used or not. A period pays
 * the amount with which it let in a ride last, whatever counts for its caller later: so no change of plan, and no answer of
 * the application's that came late, makes a debt of what was within the amount, nor forgives one. Periods that let in
 * nobody pay as much, or the amount of who is let in next where that is more; until then, of who asks: a refusal changes
 * nothing. So a debt is over when it would be for the amount that it was made with, whoever comes back, and its account
 * can be given up.
 */
final class DebtAccount extends PeriodAccount {
    private static final long MOST_PERIODS = 10_000;

    /** The last one that let in a ride, for as long as this one has not. */
    private @Nullable DebtAccount earlier;

    private @Nullable DebtAccount later;

    /** The amount of the later one, when it let in its first ride. */
    private long between;

    private long passedOn;
    private long counted;

    DebtAccount(Limit limit, Span period, Moment now, @Nullable PeriodAccount before, long amount) {
        super(limit, period, now, before);
        this.counted = amount;
    }

    @Override
    Account at(Moment now, long amount) {
        Account current = super.at(now, amount);
        if (current instanceof DebtAccount account) {
            account.ask(amount);
        }
        return current;
    }

    @Override
    PeriodAccount next(Span current, Moment now, long amount) {
        if (!limit().carryDebt()) {
            return super.next(current, now, amount);
        }
        DebtAccount opened = new DebtAccount(limit(), current, now, this, amount);
        opened.earlier = earlier == null ? this : earlier;
        return opened;
    }

    private void ask(long amount) {
        if (earlier != null) {
            counted = Math.max(amount, earlier.counted);
            super.spend(spentOf(amount) - spent());
        }
    }

    @Override
    void letIn(long amount) {
        counted = amount;
        if (earlier != null) {
            earlier.later = this;
            earlier.between = amount;
            earlier.passedOn = spent();
            earlier = null;
        }
    }

    /** A late charge raises, and a late refund lowers, the debt that later periods have already been given. */
    @Override
    void spend(long more) {
        DebtAccount account = this;
        long change = more;
        while (account != null && change != 0) {
            account.addSpent(change);
            DebtAccount after = account.later;
            if (after == null) {
                return;
            }
            long debt = account.debt(after.period(), account.between);
            change = debt - account.passedOn;
            account.passedOn = debt;
            account = after;
        }
    }

    private void addSpent(long change) {
        super.spend(change);
    }

    @Override
    long spentOf(long amount) {
        return earlier == null ? spent() : earlier.debt(period(), amount);
    }

    @Override
    long debt(Span then, long amount) {
        if (earlier != null) {
            return earlier.debt(then, amount);
        }
        long periods = Math.max(0, then.ordinal() - period().ordinal() - 1);
        long unpaid = Math.max(0, spent() - counted);
        long each = Math.max(amount, counted);
        return periods > 0 && each > Long.MAX_VALUE / periods ? 0 : Math.max(0, unpaid - each * periods);
    }

    /** The end of the first period that leaves enough. */
    @Override
    @Nullable
    Duration delay(long amount, long hold, Moment now) {
        long each = Math.max(amount, counted);
        if (hold > amount || each == 0) {
            return null;
        }
        long excess = Math.max(0, Math.max(0, spent() - counted) - (amount - hold));
        long periods = 1 + excess / each + (excess % each == 0 ? 0 : 1);
        return periods > MOST_PERIODS ? null : now.until(now.calendars().end(period(), periods));
    }

    /** Whoever comes next, and whoever has only asked. */
    @Override
    boolean isFresh(Moment now) {
        return super.isFresh(now) && debt(now.period(period().every()), 0) == 0;
    }
}
