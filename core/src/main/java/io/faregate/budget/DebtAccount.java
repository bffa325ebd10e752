package io.faregate.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An account whose debt is paid from the periods after it: each pays up to its whole amount, used or not. */
final class DebtAccount extends PeriodAccount {
    private static final long MOST_PERIODS = 10_000;

    private @Nullable DebtAccount later;
    private long passedOn;
    private long lastAmount;

    DebtAccount(Limit limit, Span period) {
        super(limit, period);
        this.lastAmount = limit.amount();
    }

    @Override
    PeriodAccount next(Span current, long amount) {
        if (!limit().carryDebt()) {
            return super.next(current, amount);
        }
        DebtAccount opened = new DebtAccount(limit(), current);
        later = opened;
        lastAmount = amount;
        passedOn = debt(current, amount);
        opened.spend(passedOn, amount);
        return opened;
    }

    /** A late charge raises, and a late refund lowers, the debt that later periods have already been given. */
    @Override
    void spend(long more, long amount) {
        DebtAccount account = this;
        long change = more;
        while (account != null && change != 0) {
            account.addSpent(change, amount);
            DebtAccount after = account.later;
            if (after == null) {
                account.lastAmount = amount;
                return;
            }
            long debt = account.debt(after.period(), account.lastAmount);
            change = debt - account.passedOn;
            account.passedOn = debt;
            account = after;
        }
    }

    private void addSpent(long change, long amount) {
        super.spend(change, amount);
    }

    @Override
    long debt(Span then, long amount) {
        long periods = Math.max(1, then.ordinal() - period().ordinal());
        return amount > Long.MAX_VALUE / periods ? 0 : Math.max(0, spent() - amount * periods);
    }

    /** The end of the first period that leaves enough. */
    @Override
    @Nullable
    Duration delay(long amount, long hold, Moment now) {
        if (hold > amount || amount == 0) {
            return null;
        }
        long excess = Math.max(0, spent() - (amount - hold));
        long periods = Math.max(1, excess / amount + (excess % amount == 0 ? 0 : 1));
        return periods > MOST_PERIODS ? null : now.until(now.calendars().end(period(), periods));
    }

    @Override
    boolean isFresh(Moment now) {
        return super.isFresh(now) && debt(now.period(period().every()), lastAmount) == 0;
    }
}
