package io.faregate.budget;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one account stands. Immutable.
 *
 * @param limit the limit
 * @param amount the most, for this caller
 * @param held what running rides hold
 * @param spent what ended rides used; more than the amount is debt
 * @param resets when the period ends, or a bucket is full again; null when nothing resets
 */
public record Balance(
        Limit limit,
        long amount,
        long held,
        long spent,
        @Nullable Instant resets) {

    /**
     * What is free to be held.
     *
     * @return the rest, zero when there is none
     */
    public long free() {
        return spent > amount || held > amount - spent ? 0 : amount - spent - held;
    }

    /**
     * When the account is fresh again.
     *
     * @return the end of the period or of the refill, or empty
     */
    public Optional<Instant> resetsAt() {
        return Optional.ofNullable(resets);
    }
}
