package io.faregate.body;

import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The headers of every answer. SDKs sleep as long as Retry-After says, some without a bound, unless x-should-retry
 * is false: so the true wait is said, and a retry asked for only when it is short, and when waiting is all it takes. For
 * money that is not so: who has spent it is to stop, and so is whom an operator has blocked.
 */
final class RetryHeaders {
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(60);
    /** Nobody knows when another ride ends or a store is there again, but it is seldom long. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private RetryHeaders() {}

    static Map<String, String> of(Refusal refusal, String contentType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        headers.put("Cache-Control", "no-store");
        headers.put("Faregate-Ride-Id", printable(refusal.rideId()));
        headers.put("Faregate-Rule", printable(refusal.rule()));
        Optional<Duration> wait = refusal.retryAfter().or(() -> soon(refusal.reason()));
        boolean retry = wait.isPresent()
                && wait.get().compareTo(LONGEST_SLEEP) <= 0
                && refusal.reason() != Reason.BUDGET_SPENT
                && refusal.reason() != Reason.BLOCKED;
        wait.ifPresent(delay -> headers.put("Retry-After", roundedUp(delay, 1_000)));
        if (retry) {
            headers.put("retry-after-ms", roundedUp(wait.get(), 1));
        }
        headers.put("x-should-retry", Boolean.toString(retry));
        return headers;
    }

    private static Optional<Duration> soon(Reason reason) {
        boolean mayPass = reason == Reason.TOO_MANY_AT_ONCE || reason == Reason.UNAVAILABLE;
        return mayPass ? Optional.of(SOON) : Optional.empty();
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x21-\\x7e]", "_");
    }

    /** Never earlier than the wait, never zero. */
    private static String roundedUp(Duration wait, long unitMillis) {
        Duration unit = Duration.ofMillis(unitMillis);
        long whole = wait.dividedBy(unit);
        return Long.toString(Math.max(1, unit.multipliedBy(whole).compareTo(wait) < 0 ? whole + 1 : whole));
    }
}
