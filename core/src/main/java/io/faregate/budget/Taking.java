package io.faregate.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Takes charge after charge while all entries are locked, and knows the first refusal. */
final class Taking {
    private final Moment now;
    private @Nullable Charge refused;
    private @Nullable Duration delay;
    private @Nullable Charge wouldRefuse;

    Taking(Moment now) {
        this.now = now;
    }

    /** Takes more of an account unless it does not fit; returns what is then taken of it. */
    long take(Account account, Charge charge, long from, long more) {
        if (account.fits(charge.amount(), more)) {
            account.hold(from, from + more);
            return from + more;
        }
        boolean countable = more <= Long.MAX_VALUE - from && account.isCountable(more);
        if (!countable || charge.limit().mode() == Mode.ENFORCE) {
            refuse(account, charge, countable ? from + more : Long.MAX_VALUE);
            return from;
        }
        if (isBefore(charge, wouldRefuse)) {
            wouldRefuse = charge;
        }
        account.hold(from, from + more);
        return from + more;
    }

    private void refuse(Account account, Charge charge, long hold) {
        if (isBefore(charge, refused)) {
            refused = charge;
            delay = account.delay(charge.amount(), hold, now);
        }
    }

    private static boolean isBefore(Charge charge, @Nullable Charge other) {
        return other == null || Rank.ofRefusal(charge.limit()) < Rank.ofRefusal(other.limit());
    }

    Held end(Reservation reservation) {
        return refused != null ? new Held.Denied(refused, delay) : new Held.Reserved(reservation, wouldRefuse);
    }
}
