package io.faregate.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long until all limits that have no room for a ride may have it: the longest of their waits. What runs now may end at
 * any time, so that {@code concurrent} says nothing beside a limit that does. For one thread.
 */
final class LongestWait {
    private final Moment now;
    private @Nullable Duration longest;
    private boolean never;

    LongestWait(Moment now) {
        this.now = now;
    }

    /** A limit has no room for a hold. */
    void add(Account account, long amount, long hold) {
        Duration delay = account.delay(amount, hold, now);
        if (delay == null) {
            never |= hold > amount || !isNow(account.limit());
        } else if (longest == null || delay.compareTo(longest) > 0) {
            longest = delay;
        }
    }

    /** Whether a limit has to be looked at: most can be seen from outside to say nothing longer. */
    boolean isOpenTo(Limit limit, long amount, long hold) {
        if (never || limit.mode() != Mode.ENFORCE || (isNow(limit) && hold <= amount)) {
            return false;
        }
        never = hold > amount;
        return !never && (longest == null || mayBeLonger(limit, longest));
    }

    private boolean mayBeLonger(Limit limit, Duration known) {
        return limit.carryDebt()
                || !(limit.window() instanceof Window.Calendar calendar)
                || now.period(calendar.every()).end() - now.millis() > known.toMillis();
    }

    private static boolean isNow(Limit limit) {
        return limit.window() instanceof Window.Now;
    }

    /** The wait, or null when it is for ever, or nobody can say. */
    @Nullable
    Duration get() {
        return never ? null : longest;
    }
}
