package io.faregate.body;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;

/** How the counts of a report become disjoint units; providers count alike by a few rules. */
enum UsageFormula {
    /**
     * The prompt includes what was read from and written to the cache and what is sound. What the total has beyond prompt
     * and completion was written too: some providers leave reasoning out of the completion.
     */
    INCLUSIVE {
        @Override
        boolean fits(Counts counts) {
            return counts.has(Reading.PROMPT)
                    && counts.has(Reading.COMPLETION)
                    && fresh(counts) >= 0
                    && counts.get(Reading.AUDIO_OUT) <= written(counts);
        }

        private long fresh(Counts counts) {
            return counts.get(Reading.PROMPT) - counts.get(Reading.CACHE_READ) - counts.get(Reading.CACHE_WRITE);
        }

        private long written(Counts counts) {
            long beyondPrompt = counts.get(Reading.TOTAL) - counts.get(Reading.PROMPT);
            return Math.max(counts.get(Reading.COMPLETION), beyondPrompt);
        }

        @Override
        Usage usage(Counts counts) {
            long sound = Math.min(counts.get(Reading.AUDIO_IN), fresh(counts));
            return Usage.of(fresh(counts) - sound, written(counts) - counts.get(Reading.AUDIO_OUT))
                    .with(Unit.WEB_SEARCHES, counts.get(Reading.WEB_SEARCHES))
                    .with(Unit.CACHE_READ_TOKENS, counts.get(Reading.CACHE_READ))
                    .with(Unit.CACHE_WRITE_TOKENS, counts.get(Reading.CACHE_WRITE))
                    .with(Unit.AUDIO_INPUT_TOKENS, sound)
                    .with(Unit.AUDIO_OUTPUT_TOKENS, counts.get(Reading.AUDIO_OUT));
        }
    },

    /** What was read from and written to the cache is counted apart. */
    EXCLUSIVE {
        @Override
        boolean fits(Counts counts) {
            return counts.has(Reading.FRESH) && counts.has(Reading.COMPLETION);
        }

        @Override
        Usage usage(Counts counts) {
            long hour = counts.get(Reading.CACHE_WRITE_1H);
            long minutes = Math.max(counts.get(Reading.CACHE_WRITE) - hour, counts.get(Reading.CACHE_WRITE_5M));
            return Usage.of(counts.get(Reading.FRESH), counts.get(Reading.COMPLETION))
                    .with(Unit.CACHE_READ_TOKENS, counts.get(Reading.CACHE_READ))
                    .with(Unit.CACHE_WRITE_TOKENS, minutes)
                    .with(Unit.CACHE_WRITE_1H_TOKENS, hour)
                    .with(Unit.WEB_SEARCHES, counts.get(Reading.WEB_SEARCHES));
        }
    },

    /**
     * The report grows with the reply: thinking and what tools added to the prompt are counted apart in it, and a count of
     * nothing may be missing.
     */
    RUNNING {
        @Override
        boolean fits(Counts counts) {
            return counts.has(Reading.PROMPT)
                    && (counts.has(Reading.COMPLETION) || counts.has(Reading.TOTAL))
                    && counts.get(Reading.CACHE_READ) <= prompt(counts);
        }

        private long prompt(Counts counts) {
            return counts.get(Reading.PROMPT) + counts.get(Reading.TOOL_PROMPT);
        }

        @Override
        Usage usage(Counts counts) {
            long thought = counts.get(Reading.COMPLETION) + counts.get(Reading.THOUGHTS);
            long written = Math.max(thought, counts.get(Reading.TOTAL) - prompt(counts));
            return Usage.of(prompt(counts) - counts.get(Reading.CACHE_READ), written)
                    .with(Unit.CACHE_READ_TOKENS, counts.get(Reading.CACHE_READ));
        }
    },

    /** There is nothing but a prompt. */
    PROMPT_ONLY {
        @Override
        boolean fits(Counts counts) {
            return counts.has(Reading.PROMPT) || counts.has(Reading.TOTAL);
        }

        @Override
        Usage usage(Counts counts) {
            return Usage.of(Math.max(counts.get(Reading.PROMPT), counts.get(Reading.TOTAL)), 0);
        }
    };

    /** Whether a report that is not spoiled says what is needed, and nothing that can not be. */
    abstract boolean fits(Counts counts);

    /** The usage of a report that fits. */
    abstract Usage usage(Counts counts);
}
