package io.faregate.body;

import io.faregate.ride.Refusal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The headers of every answer. SDKs sleep as long as Retry-After says, some without a bound, unless x-should-retry
 * is false: so the true wait is said, and a retry asked for only when it is short.
 */
final class RetryHeaders {
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(60);

    private RetryHeaders() {}

    static Map<String, String> of(Refusal refusal, String contentType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        headers.put("Cache-Control", "no-store");
        headers.put("Faregate-Ride-Id", printable(refusal.rideId()));
        headers.put("Faregate-Rule", printable(refusal.rule()));
        Optional<Duration> wait = refusal.retryAfter();
        boolean retry = wait.isPresent() && wait.get().compareTo(LONGEST_SLEEP) <= 0;
        wait.ifPresent(delay -> headers.put("Retry-After", roundedUp(delay, 1_000)));
        if (retry) {
            headers.put("retry-after-ms", roundedUp(wait.get(), 1));
        }
        headers.put("x-should-retry", Boolean.toString(retry));
        return headers;
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
