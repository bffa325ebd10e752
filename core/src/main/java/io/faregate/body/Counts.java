package io.faregate.body;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The counts of one report of usage. A count beyond all sense spoils the report. */
final class Counts {
    private static final long ABSURD = 1_000_000_000_000L;

    private final Map<Reading, Long> counts = new EnumMap<>(Reading.class);
    private boolean spoiled;

    void clear() {
        counts.clear();
        spoiled = false;
    }

    void set(Reading what, long count) {
        spoiled |= count < 0 || count > ABSURD;
        counts.put(what, count);
    }

    void spoil() {
        spoiled = true;
    }

    /** A report of the prompt alone. */
    Counts ofPrompt() {
        Counts prompt = new Counts();
        prompt.counts.putAll(counts);
        prompt.counts.put(Reading.COMPLETION, 0L);
        prompt.spoiled = spoiled;
        return prompt;
    }

    /** Adds what an earlier report said and this one does not; counts only grow, so that the larger is the later one. */
    void fill(Counts earlier) {
        if (!earlier.spoiled) {
            earlier.counts.forEach((what, count) -> counts.merge(what, count, Math::max));
        }
    }

    /**
     * Usage of a report that grows with the reply: thinking and what tools added to the prompt are counted apart in it, and
     * a count of nothing may be missing.
     *
     * @return disjoint units, or empty when the report makes no sense
     */
    Optional<Usage> running() {
        long prompt = get(Reading.PROMPT) + get(Reading.TOOL_PROMPT);
        long written = Math.max(get(Reading.COMPLETION) + get(Reading.THOUGHTS), get(Reading.TOTAL) - prompt);
        boolean whole = has(Reading.PROMPT) && (has(Reading.COMPLETION) || has(Reading.TOTAL));
        if (spoiled || !whole || get(Reading.CACHE_READ) > prompt) {
            return Optional.empty();
        }
        return Optional.of(Usage.of(prompt - get(Reading.CACHE_READ), written)
                .with(Unit.CACHE_READ_TOKENS, get(Reading.CACHE_READ)));
    }

    /**
     * Usage of a report of nothing but a prompt.
     *
     * @return the prompt, or empty when the report makes no sense
     */
    Optional<Usage> promptOnly() {
        boolean said = has(Reading.PROMPT) || has(Reading.TOTAL);
        long all = Math.max(get(Reading.PROMPT), get(Reading.TOTAL));
        return spoiled || !said ? Optional.empty() : Optional.of(Usage.of(all, 0));
    }

    /**
     * Usage of a report of pictures: there is at least one, and where the reply shows more the reader counts them.
     *
     * @return the tokens and one picture, or empty when the report makes no sense
     */
    Optional<Usage> pictures() {
        return inclusive()
                .filter(usage -> usage.get(Unit.OUTPUT_TOKENS) > 0)
                .map(usage -> usage.with(Unit.GENERATED_IMAGES, 1));
    }

    /**
     * Usage of a report of speech, whose output is sound.
     *
     * @return the tokens and the seconds that they make, or empty when the report makes no sense
     */
    Optional<Usage> spoken() {
        return inclusive().filter(usage -> usage.get(Unit.OUTPUT_TOKENS) > 0).map(usage -> {
            long sound = usage.get(Unit.OUTPUT_TOKENS);
            return usage.with(Unit.OUTPUT_TOKENS, 0)
                    .with(Unit.AUDIO_OUTPUT_TOKENS, sound)
                    .with(Unit.GENERATED_AUDIO_SECONDS, Sound.secondsSpoken(sound));
        });
    }

    /**
     * Usage of a report of a transcript: seconds, or tokens.
     *
     * @return seconds, and tokens where they are said; empty when the report makes no sense
     */
    Optional<Usage> heard() {
        if (!has(Reading.SECONDS)) {
            return inclusive()
                    .map(usage -> usage.with(
                            Unit.AUDIO_INPUT_SECONDS, Sound.secondsHeard(usage.get(Unit.AUDIO_INPUT_TOKENS))));
        }
        boolean nothing = spoiled || get(Reading.SECONDS) == 0;
        return nothing
                ? Optional.empty()
                : Optional.of(Usage.NONE.with(Unit.AUDIO_INPUT_SECONDS, get(Reading.SECONDS)));
    }

    private boolean has(Reading what) {
        return counts.containsKey(what);
    }

    private long get(Reading what) {
        return counts.getOrDefault(what, 0L);
    }

    /**
     * Usage of a report that counts apart what was read from and written to the cache.
     *
     * @return disjoint units, or empty when the report makes no sense
     */
    Optional<Usage> exclusive() {
        if (spoiled || !has(Reading.FRESH) || !has(Reading.COMPLETION)) {
            return Optional.empty();
        }
        long hour = get(Reading.CACHE_WRITE_1H);
        long minutes = Math.max(get(Reading.CACHE_WRITE) - hour, get(Reading.CACHE_WRITE_5M));
        return Optional.of(Usage.of(get(Reading.FRESH), get(Reading.COMPLETION))
                .with(Unit.CACHE_READ_TOKENS, get(Reading.CACHE_READ))
                .with(Unit.CACHE_WRITE_TOKENS, minutes)
                .with(Unit.CACHE_WRITE_1H_TOKENS, hour)
                .with(Unit.WEB_SEARCHES, get(Reading.WEB_SEARCHES)));
    }

    /**
     * Usage of a report whose prompt includes what was read from and written to the cache and what is sound. What the
     * total has beyond prompt and completion was written too: some providers leave reasoning out of the completion.
     *
     * @return disjoint units, or empty when the report makes no sense
     */
    Optional<Usage> inclusive() {
        long cached = get(Reading.CACHE_READ) + get(Reading.CACHE_WRITE);
        long fresh = get(Reading.PROMPT) - cached;
        long written = Math.max(get(Reading.COMPLETION), get(Reading.TOTAL) - get(Reading.PROMPT));
        boolean whole = has(Reading.PROMPT) && has(Reading.COMPLETION);
        if (spoiled || !whole || fresh < 0 || get(Reading.AUDIO_OUT) > written) {
            return Optional.empty();
        }
        long sound = Math.min(get(Reading.AUDIO_IN), fresh);
        return Optional.of(Usage.of(fresh - sound, written - get(Reading.AUDIO_OUT))
                .with(Unit.WEB_SEARCHES, get(Reading.WEB_SEARCHES))
                .with(Unit.CACHE_READ_TOKENS, get(Reading.CACHE_READ))
                .with(Unit.CACHE_WRITE_TOKENS, get(Reading.CACHE_WRITE))
                .with(Unit.AUDIO_INPUT_TOKENS, sound)
                .with(Unit.AUDIO_OUTPUT_TOKENS, get(Reading.AUDIO_OUT)));
    }
}
