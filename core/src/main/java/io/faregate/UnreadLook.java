package io.faregate;

import io.faregate.budget.Charge;
import io.faregate.budget.Charges;
import io.faregate.budget.Dimension;
import io.faregate.budget.Held;
import io.faregate.budget.Held.Denied;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Reservation;
import io.faregate.ride.Refusal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The look at a request that is still unread: a spent caller is refused for a look-up. Used by one thread. */
final class UnreadLook {
    private final Attempt attempt;
    private final Charging charging;

    UnreadLook(Attempt attempt, Charging charging) {
        this.attempt = attempt;
        this.charging = charging;
    }

    /** The refusal of a limit that needs no body to refuse, or null. */
    @Nullable
    Refusal look() {
        for (Limit limit : attempt.rules.unread()) {
            Charge charge = charging.charge(limit, "", 1);
            if (attempt.gate().store().balance(charge).free() < 1) {
                return refusal(charging.looks(UnreadLook::isKnown, "", 1));
            }
        }
        return null;
    }

    /** Asks again by holding, for the true wait; null when something came free since the look. */
    private @Nullable Refusal refusal(List<Charge> known) {
        Denied denied = denied(known);
        if (denied == null) {
            return null;
        }
        List<Charge> all = charging.looks(UnreadLook::isNeeded, "", 1);
        Denied longer = all.size() > known.size() && denied.delay() != null ? denied(all) : null;
        Duration wait = longer == null ? denied.delay() : longer.delay();
        return Refusals.of(attempt.id(), new Denied(denied.charge(), wait));
    }

    private @Nullable Denied denied(List<Charge> charges) {
        Held held = attempt.gate().store().reserve(Charges.of(charges));
        if (held instanceof Reservation reservation) {
            attempt.gate().store().settle(reservation, Reservation.State.RELEASED, charge -> 0);
            return null;
        }
        return (Denied) held;
    }

    /** Whether a limit is known before the body is, and refuses. */
    static boolean isKnown(Limit limit) {
        return limit.mode() == Mode.ENFORCE && Charging.isKnownUnread(limit);
    }

    /** Whatever the body says, it will need one more of this: where none is left, the wait is that long. */
    private static boolean isNeeded(Limit limit) {
        return isKnown(limit)
                || (limit.mode() == Mode.ENFORCE
                        && (limit.measure().equals(Measure.COST)
                                || limit.measure().equals(Measure.TOKENS))
                        && !limit.per().contains(Dimension.MODEL));
    }
}
