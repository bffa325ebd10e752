package io.faregate;

import io.faregate.body.BodyRejected;
import io.faregate.budget.Charge;
import io.faregate.budget.Dimension;
import io.faregate.budget.Held.Denied;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Window;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import io.faregate.ride.RideOverException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Words for refusals: which rule and when to come back, never money left nor anything of other callers. */
final class Refusals {
    private Refusals() {}

    static Refusal of(String rideId, Reason reason, String rule, String message) {
        return new Refusal(rideId, reason, rule, message, null, null);
    }

    static Refusal of(String rideId, BodyRejected rejected) {
        return new Refusal(rideId, rejected.reason(), "body", rejected.message(), rejected.param(), null);
    }

    static Refusal of(String rideId, RideOverException over) {
        return of(rideId, over.reason(), over.rule(), String.valueOf(over.getMessage()));
    }

    static Refusal of(String rideId, Denied denied) {
        Limit limit = denied.charge().limit();
        Duration wait = denied.delay();
        return new Refusal(rideId, reason(limit), limit.rule(), message(denied.charge(), wait), null, wait);
    }

    static Reason reason(Limit limit) {
        if (limit.measure().equals(Measure.COST)) {
            return Reason.BUDGET_SPENT;
        }
        if (limit.window() instanceof Window.Now) {
            return Reason.TOO_MANY_AT_ONCE;
        }
        return limit.window() instanceof Window.Rolling ? Reason.RATE_LIMITED : Reason.QUOTA_SPENT;
    }

    private static String message(Charge charge, @Nullable Duration wait) {
        Limit limit = charge.limit();
        if (limit.window() instanceof Window.Now) {
            return "As many requests" + per(limit) + " as allowed are running. Try again when one has ended.";
        }
        if (wait == null && charge.hold() <= charge.amount()) {
            // it was let in within the limit, and its calls came to need more
            return "The " + what(limit, charge) + per(limit) + window(limit) + " leaves no more for this request.";
        }
        if (wait == null) {
            return "This request alone could use more than the " + what(limit, charge) + per(limit) + window(limit)
                    + ". Ask for less.";
        }
        return "The " + what(limit, charge) + per(limit) + window(limit) + reached(limit)
                + (charge.hold() > 1 ? ", or what is left of it is less than this request could use" : "")
                + ". Try again in " + words(wait) + ".";
    }

    private static String reached(Limit limit) {
        return limit.measure().equals(Measure.COST) ? " is spent" : " is reached";
    }

    private static String what(Limit limit, Charge charge) {
        if (limit.measure().equals(Measure.COST)) {
            return "budget";
        }
        String units = limit.measure().key().replace('-', ' ');
        boolean one = charge.amount() == 1 && units.endsWith("s");
        return "limit of " + charge.amount() + " " + (one ? units.substring(0, units.length() - 1) : units);
    }

    private static String per(Limit limit) {
        StringBuilder per = new StringBuilder();
        for (Dimension dimension : limit.per()) {
            per.append(per.isEmpty() ? " per " : " and ").append(dimension.key());
        }
        return per.toString();
    }

    private static String window(Limit limit) {
        if (limit.window() instanceof Window.Calendar calendar) {
            return " per " + calendar.every().name().toLowerCase(Locale.ROOT);
        }
        return limit.window() instanceof Window.Rolling rolling ? " within " + words(rolling.length()) : "";
    }

    /** A duration in the two largest units that matter, rounded up to a second. */
    static String words(Duration duration) {
        long seconds = Math.max(1, duration.plusNanos(999_999_999).toSeconds());
        long[] size = {86_400, 3_600, 60, 1};
        String[] name = {" d", " h", " min", " s"};
        StringBuilder words = new StringBuilder();
        int parts = 0;
        for (int i = 0; i < size.length && parts < 2; i++) {
            long count = seconds / size[i];
            if (count > 0) {
                words.append(words.isEmpty() ? "" : " ").append(count).append(name[i]);
                parts++;
            }
            seconds %= size[i];
        }
        return words.toString();
    }
}
