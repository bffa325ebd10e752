package io.faregate;

import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageRecord.Outcome;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Words for what became of a ride. */
final class Endings {
    private Endings() {}

    static String status(boolean adjusted, boolean cancelled, int httpStatus, @Nullable Throwable failure) {
        if (adjusted) {
            return "adjusted";
        }
        return cancelled ? "cancelled" : failure != null || httpStatus >= 500 ? "failed" : "completed";
    }

    static Outcome outcome(
            Attempt attempt,
            @Nullable CancelReason cancelled,
            String status,
            int httpStatus,
            @Nullable Throwable failure) {
        RideOverException over = failure instanceof RideOverException ended ? ended : null;
        String rule = over == null ? attempt.wouldRefuse() : over.rule();
        return new Outcome(status, httpStatus, rule, reason(cancelled, over), attempt.elapsed());
    }

    private static String reason(@Nullable CancelReason cancelled, @Nullable RideOverException over) {
        if (cancelled != null) {
            return cancelled.name().toLowerCase(Locale.ROOT);
        }
        return over == null ? "" : over.reason().code();
    }
}
