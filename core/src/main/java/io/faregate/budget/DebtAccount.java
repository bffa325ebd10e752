package io.faregate.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An account whose debt is paid from the periods after it: each pays up to its whole amount, used or not. */
final class DebtAccount extends PeriodAccount {
    private static final long MOST_PERIODS = 10_000;

    private @Nullable DebtAccount next;
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
        DebtAccount later = new DebtAccount(limit(), current);
        next = later;
        lastAmount = amount;
        passedOn = debt(current, amount);
        later.spend(passedOn, amount);
        return later;
    }

    /** A late charge raises, and a late refund lowers, the debt that later periods have already been given. */
    @Override
    void spend(long more, long amount) {
        DebtAccount account = this;
        long change = more;
        while (account != null && change != 0) {
            account.addSpent(change, amount);
            DebtAccount later = account.next;
            if (later == null) {
                account.lastAmount = amount;
                return;
            }
            long debt = account.debt(later.period(), account.lastAmount);
            change = debt - account.passedOn;
            account.passedOn = debt;
            account = later;
        }
    }

    private void addSpent(long change, long amount) {
        super.spend(change, amount);
    }

    @Override
    long debt(Span later, long amount) {
        long periods = Math.max(1, later.ordinal() - period().ordinal());
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
