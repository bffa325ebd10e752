package io.faregate.control;

import io.faregate.budget.Dimension;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What strikes lead to. Immutable.
 *
 * <pre>{@code
 * SuspicionRule.per(Dimension.IP, 100, Duration.ofHours(1), Effect.BLOCK).lasting(Duration.ofHours(1))
 * }</pre>
 *
 * @param rule its place in the policy, as {@code suspicion[1]}
 * @param per whose strikes are counted: {@link Dimension#USER}, where a caller without a user id is counted by network,
 *     or {@link Dimension#IP}
 * @param strikes from how many on
 * @param within over which time they count, at least one second
 * @param then what happens then
 * @param lasts how long it lasts after the last strike; null for: as long as they count
 */
public record SuspicionRule(
        String rule,
        Dimension per,
        long strikes,
        Duration within,
        Effect then,
        @Nullable Duration lasts) {

    /**
     * Checks who is counted and the times.
     *
     * @param rule its place in the policy, as {@code suspicion[1]}
     * @param per whose strikes are counted: {@link Dimension#USER}, where a caller without a user id is counted by network,
     *     or {@link Dimension#IP}
     * @param strikes from how many on
     * @param within over which time they count, at least one second
     * @param then what happens then
     * @param lasts how long it lasts after the last strike; null for: as long as they count
     */
    public SuspicionRule {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(then, "then");
        if (per != Dimension.USER && per != Dimension.IP) {
            throw new IllegalArgumentException("suspicion is per user or ip, not per " + per.key());
        }
        if (strikes < 1) {
            throw new IllegalArgumentException("suspicion begins with a strike, not with " + strikes);
        }
        if (within.compareTo(Duration.ofSeconds(1)) < 0 || (lasts != null && lasts.toSeconds() < 1)) {
            throw new IllegalArgumentException(
                    "suspicion takes at least one second, not " + within + (lasts == null ? "" : " and " + lasts));
        }
    }

    /**
     * A rule that counts as long as the strikes do.
     *
     * @param per whose strikes are counted: {@link Dimension#USER} or {@link Dimension#IP}
     * @param strikes from how many on
     * @param within over which time they count
     * @param then what happens then
     * @return the rule, without its place
     */
    public static SuspicionRule per(Dimension per, long strikes, Duration within, Effect then) {
        return new SuspicionRule("suspicion", per, strikes, within, then, null);
    }

    /**
     * The same, for some time after the last strike.
     *
     * @param time how long, at least one second
     * @return the rule
     */
    public SuspicionRule lasting(Duration time) {
        return new SuspicionRule(rule, per, strikes, within, then, time);
    }

    /**
     * The same at a place.
     *
     * @param place its place in the policy
     * @return the rule
     */
    public SuspicionRule at(String place) {
        return new SuspicionRule(place, per, strikes, within, then, lasts);
    }
}
