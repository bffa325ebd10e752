package io.faregate;

import io.faregate.budget.Balance;
import io.faregate.budget.Charge;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The fields {@code RateLimit} and {@code RateLimit-Policy} of draft-ietf-httpapi-ratelimit-headers-11: lists of
 * strings with parameters. They say what is left of limits on requests of one user or network; money, and what others
 * share, is nobody's business.
 */
final class LimitFields {
    /** An integer of structured fields has 15 digits, RFC 9651 section 3.3.1; with more a reader drops all of the field. */
    private static final long MOST = 999_999_999_999_999L;

    private LimitFields() {}

    /** The fields for the limits of an attempt as they stand now; none unless the policy shows them. */
    static Map<String, String> of(Gate gate, Charging charging) {
        if (!gate.rules().policy().showLimits()) {
            return Map.of();
        }
        StringJoiner policies = new StringJoiner(", ");
        StringJoiner limits = new StringJoiner(", ");
        for (Charge charge : charging.looks(LimitFields::isShown, "", 0)) {
            Balance balance = gate.store().balance(charge);
            String name = '"' + charge.limit().rule().replaceAll("[^ !#-\\[\\]-~]", "_") + '"';
            policies.add(name
                    + number("q", balance.amount())
                    + number("w", seconds(charge.limit().window())));
            limits.add(name
                    + number("r", balance.free())
                    + reset(balance, gate.ticker().now()));
        }
        if (policies.length() == 0) {
            return Map.of();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("RateLimit-Policy", policies.toString());
        fields.put("RateLimit", limits.toString());
        return fields;
    }

    private static boolean isShown(Limit limit) {
        boolean ofOne = limit.per().contains(Dimension.USER) || limit.per().contains(Dimension.IP);
        return ofOne
                && limit.measure().equals(Measure.REQUESTS)
                && limit.mode() == Mode.ENFORCE
                && !limit.per().contains(Dimension.MODEL);
    }

    /** The usual length of a window; a month is said to have 30 days. */
    private static long seconds(Window window) {
        if (window instanceof Window.Rolling rolling) {
            return Math.max(1, rolling.length().toSeconds());
        }
        Window.Calendar calendar = (Window.Calendar) window;
        return switch (calendar.every()) {
            case MINUTE -> 60;
            case HOUR -> 3_600;
            case DAY -> 86_400;
            case WEEK -> 604_800;
            case MONTH -> 2_592_000;
        };
    }

    /** When a calendar period ends; a rolling window refills all the time. */
    private static String reset(Balance balance, Instant now) {
        if (!(balance.limit().window() instanceof Window.Calendar)
                || balance.resetsAt().isEmpty()) {
            return "";
        }
        Duration rest = Duration.between(now, balance.resetsAt().get());
        return number("t", Math.max(1, rest.plusNanos(999_999_999).toSeconds()));
    }

    private static String number(String name, long value) {
        return ";" + name + "=" + Math.min(value, MOST);
    }
}
