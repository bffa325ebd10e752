package io.faregate.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the kill switch says of one ride. Immutable.
 *
 * @param block why it is refused: what was done by hand before what suspicion did, and of several the one that lasts
 *     longest; null when it is not
 * @param restriction how it is served when it is not refused
 */
public record Verdict(@Nullable RuntimeOverride block, Restriction restriction) {

    /** Served as the policy says. */
    public static final Verdict NONE = new Verdict(null, Restriction.NONE);

    /**
     * Whether the ride is refused.
     *
     * @return true when something blocks it
     */
    public boolean isBlocked() {
        return block != null;
    }

    /**
     * Why the ride is refused.
     *
     * @return the override that blocks it, or empty
     */
    public Optional<RuntimeOverride> blocking() {
        return Optional.ofNullable(block);
    }

    /**
     * How long the block lasts.
     *
     * @param now the wall clock
     * @return until it ends; empty when nothing blocks, or somebody must lift it
     */
    public Optional<Duration> retryAfter(Instant now) {
        return blocking().flatMap(override -> override.left(now));
    }

    Verdict and(RuntimeOverride other) {
        if (other.effect() instanceof Restriction more) {
            return new Verdict(block, restriction.and(more));
        }
        return block == null || goesBefore(other, block) ? new Verdict(other, restriction) : this;
    }

    private static boolean goesBefore(RuntimeOverride one, RuntimeOverride other) {
        return one.isAutomatic() == other.isAutomatic() ? one.outlasts(other) : other.isAutomatic();
    }
}
