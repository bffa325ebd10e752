package io.faregate.body;

import io.faregate.cost.Usage;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** How the counts of a provider's report of usage add up. */
public enum Counting {
    /** The prompt has what was read from the cache and written to it in it, and the completion its thinking. */
    INCLUSIVE(
            Counts::inclusive,
            EnumSet.of(
                    ReplyCount.PROMPT,
                    ReplyCount.COMPLETION,
                    ReplyCount.TOTAL,
                    ReplyCount.CACHE_READ,
                    ReplyCount.CACHE_WRITE)),
    /** The prompt is what was neither read from the cache nor written to it. */
    EXCLUSIVE(
            Counts::exclusive,
            EnumSet.of(ReplyCount.PROMPT, ReplyCount.COMPLETION, ReplyCount.CACHE_READ, ReplyCount.CACHE_WRITE)),
    /** Each part of a stream says what was used until then; thinking is counted beside the completion. */
    RUNNING(
            Counts::running,
            EnumSet.of(
                    ReplyCount.PROMPT,
                    ReplyCount.COMPLETION,
                    ReplyCount.TOTAL,
                    ReplyCount.CACHE_READ,
                    ReplyCount.THOUGHTS));

    @SuppressWarnings("ImmutableEnumChecker") // a method without state
    private final Function<Counts, Optional<Usage>> formula;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final Set<ReplyCount> counts;

    Counting(Function<Counts, Optional<Usage>> formula, Set<ReplyCount> counts) {
        this.formula = formula;
        this.counts = counts;
    }

    ReplyFields fields() {
        return ReplyFields.of(formula);
    }

    /** Where in its formula a count goes; one that it has no place for would be used for free. */
    Reading reading(ReplyCount count) {
        if (!counts.contains(count)) {
            throw new IllegalArgumentException("the count " + count.key() + ", which is not counted that way");
        }
        return this == EXCLUSIVE && count == ReplyCount.PROMPT ? Reading.FRESH : count.reading();
    }
}
