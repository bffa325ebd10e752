package io.faregate.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What rides hold now; nothing is ever spent. */
final class ConcurrentAccount extends Account {
    private long held;

    ConcurrentAccount(Limit limit) {
        super(limit);
    }

    @Override
    boolean fits(long amount, long hold) {
        return held <= amount && hold <= amount - held;
    }

    @Override
    boolean isCountable(long hold) {
        return hold <= Long.MAX_VALUE - held;
    }

    @Override
    @Nullable
    Duration delay(long amount, long hold, Moment now) {
        return null;
    }

    @Override
    void hold(long from, long to) {
        held += to - from;
    }

    @Override
    void book(Charge charge, long given, long used, Clock clock) {
        held -= given;
    }

    @Override
    void adjust(Charge charge, long booked, long used, Clock clock) {}

    @Override
    Balance balance(Charge charge, Moment now) {
        return new Balance(charge.limit(), charge.amount(), held, 0, null);
    }

    @Override
    boolean isFresh(Moment now) {
        return held == 0;
    }
}
