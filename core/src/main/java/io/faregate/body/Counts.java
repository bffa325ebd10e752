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

    private long get(Reading what) {
        return counts.getOrDefault(what, 0L);
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
        boolean whole = counts.containsKey(Reading.PROMPT) && counts.containsKey(Reading.COMPLETION);
        if (spoiled || !whole || fresh < 0 || get(Reading.AUDIO_OUT) > written) {
            return Optional.empty();
        }
        long sound = Math.min(get(Reading.AUDIO_IN), fresh);
        return Optional.of(Usage.of(fresh - sound, written - get(Reading.AUDIO_OUT))
                .with(Unit.CACHE_READ_TOKENS, get(Reading.CACHE_READ))
                .with(Unit.CACHE_WRITE_TOKENS, get(Reading.CACHE_WRITE))
                .with(Unit.AUDIO_INPUT_TOKENS, sound)
                .with(Unit.AUDIO_OUTPUT_TOKENS, get(Reading.AUDIO_OUT)));
    }
}
