package io.faregate.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One override of the kill switch. Immutable.
 *
 * @param target who or what it is for
 * @param effect what it does
 * @param rule what refusals name: {@code switch}, or the suspicion's place in the policy as {@code suspicion[1]}
 * @param reason why, for operators; no client is told. At most 200 characters of one line
 * @param author who did it, for operators; no client is told. At most 200 characters of one line
 * @param since from when on it counts
 * @param until when it ends by itself; null for never
 */
public record RuntimeOverride(
        Target target,
        Effect effect,
        String rule,
        String reason,
        String author,
        Instant since,
        @Nullable Instant until) {

    /** The rule of what an operator or the application did by hand. */
    public static final String MANUAL = "switch";

    private static final int LONGEST = 200;

    /**
     * Puts reason and author on one line.
     *
     * @param target who or what it is for
     * @param effect what it does
     * @param rule what refusals name: {@code switch}, or the suspicion's place in the policy as {@code suspicion[1]}
     * @param reason why, for operators; no client is told. At most 200 characters of one line
     * @param author who did it, for operators; no client is told. At most 200 characters of one line
     * @param since from when on it counts
     * @param until when it ends by itself; null for never
     */
    public RuntimeOverride {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(effect, "effect");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(since, "since");
        reason = line(reason);
        author = line(author);
        if (until != null && !until.isAfter(since)) {
            throw new IllegalArgumentException("an override that ends at " + until + " has ended already");
        }
    }

    /** One line of a text, so that it can not forge another line of a log. */
    static String line(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }

    /**
     * When it ends by itself.
     *
     * @return its end, or empty when somebody must lift it
     */
    public Optional<Instant> end() {
        return Optional.ofNullable(until);
    }

    /**
     * Whether suspicion made it, rather than somebody by hand.
     *
     * @return true when its rule is one of the policy's
     */
    public boolean isAutomatic() {
        return !rule.equals(MANUAL);
    }

    /**
     * How long it still lasts.
     *
     * @param now the time by the wall clock
     * @return the time until its end, negative after that; empty when it lasts until it is lifted
     */
    public Optional<Duration> left(Instant now) {
        return end().map(end -> Duration.between(now, end));
    }

    boolean countsAt(long millis) {
        return until == null || Instant.ofEpochMilli(millis).isBefore(until);
    }

    /** Whether it ends after another one does. */
    boolean outlasts(RuntimeOverride other) {
        return other.until != null && (until == null || until.isAfter(other.until));
    }

    @Override
    public String toString() {
        return target + ": " + effect + " by " + author + " since " + since + (until == null ? "" : " until " + until)
                + " (" + rule + "): " + reason;
    }
}
