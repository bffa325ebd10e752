package io.faregate.ride;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A ride that was not let in, and why. Immutable.
 *
 * @param rideId the id that is in the log, the answer and the response header
 * @param reason why
 * @param rule the policy's rule that refused, as {@code routes[1].limits[0]}; a cap's or step's name otherwise
 * @param message one sentence for a person; without prompt text, money left or other callers' state
 * @param param the field at fault, or null
 * @param delay how long until a retry may pass; null when no retry ever will, or nobody can say
 */
public record Refusal(
        String rideId,
        Reason reason,
        String rule,
        String message,
        @Nullable String param,
        @Nullable Duration delay) {

    /**
     * Checks that all but the field and the wait are there.
     *
     * @param rideId the id that is in the log, the answer and the response header
     * @param reason why
     * @param rule the policy's rule that refused, as {@code routes[1].limits[0]}; a cap's or step's name otherwise
     * @param message one sentence for a person; without prompt text, money left or other callers' state
     * @param param the field at fault, or null
     * @param delay how long until a retry may pass; null when no retry ever will, or nobody can say
     */
    public Refusal {
        Objects.requireNonNull(rideId, "rideId");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(message, "message");
    }

    /**
     * How long until a retry may pass.
     *
     * @return the wait, or empty when a retry is of no use
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(delay);
    }
}
