package io.faregate.body;

import java.util.EnumSet;
import java.util.Set;

/** How the counts of a provider's report of usage add up. */
public enum Counting {
    /** The prompt has what was read from the cache and written to it in it, and the completion its thinking. */
    INCLUSIVE(
            UsageFormula.INCLUSIVE,
            EnumSet.of(
                    ReplyCount.PROMPT,
                    ReplyCount.COMPLETION,
                    ReplyCount.TOTAL,
                    ReplyCount.CACHE_READ,
                    ReplyCount.CACHE_WRITE,
                    ReplyCount.REASONING)),
    /** The prompt is what was neither read from the cache nor written to it. */
    EXCLUSIVE(
            UsageFormula.EXCLUSIVE,
            EnumSet.of(
                    ReplyCount.PROMPT,
                    ReplyCount.COMPLETION,
                    ReplyCount.CACHE_READ,
                    ReplyCount.CACHE_WRITE,
                    ReplyCount.REASONING)),
    /** Each part of a stream says what was used until then; thinking is counted beside the completion. */
    RUNNING(
            UsageFormula.RUNNING,
            EnumSet.of(
                    ReplyCount.PROMPT,
                    ReplyCount.COMPLETION,
                    ReplyCount.TOTAL,
                    ReplyCount.CACHE_READ,
                    ReplyCount.THOUGHTS));

    private final UsageFormula formula;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final Set<ReplyCount> counts;

    Counting(UsageFormula formula, Set<ReplyCount> counts) {
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
