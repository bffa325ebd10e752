package io.faregate.body;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;

/** How the counts of a report become disjoint units; providers count alike by a few rules. */
enum UsageFormula {
    /**
     * The prompt includes what was read from and written to the cache and what is sound. What the total has beyond prompt
     * and completion was written too, as some providers leave reasoning out of the completion; or heard, where sound is
     * counted in seconds.
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
            return counts.get(Reading.COMPLETION) + beyond(counts) - heardBeside(counts);
        }

        /** What the total has beside prompt and completion. */
        private long beyond(Counts counts) {
            long said = counts.get(Reading.PROMPT) + counts.get(Reading.COMPLETION);
            return Math.max(0, counts.get(Reading.TOTAL) - said);
        }

        /** Who counts sound in seconds has its tokens in the total alone. */
        private long heardBeside(Counts counts) {
            return counts.get(Reading.SECONDS) > 0 ? beyond(counts) : 0;
        }

        @Override
        Usage usage(Counts counts) {
            long sound = Math.min(counts.get(Reading.AUDIO_IN), fresh(counts));
            long text = written(counts) - counts.get(Reading.AUDIO_OUT);
            return Usage.of(fresh(counts) - sound, text)
                    .withReasoningTokens(Math.min(counts.get(Reading.REASONING), text))
                    .with(Unit.WEB_SEARCHES, counts.get(Reading.WEB_SEARCHES))
                    .with(Unit.CACHE_READ_TOKENS, counts.get(Reading.CACHE_READ))
                    .with(Unit.CACHE_WRITE_TOKENS, counts.get(Reading.CACHE_WRITE))
                    .with(Unit.AUDIO_INPUT_TOKENS, sound + heardBeside(counts))
                    .with(Unit.AUDIO_INPUT_SECONDS, counts.get(Reading.SECONDS))
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
            long written = counts.get(Reading.COMPLETION);
            return Usage.of(counts.get(Reading.FRESH), written)
                    .withReasoningTokens(Math.min(counts.get(Reading.REASONING), written))
                    .with(Unit.CACHE_READ_TOKENS, counts.get(Reading.CACHE_READ))
                    .with(Unit.CACHE_WRITE_TOKENS, minutes)
                    .with(Unit.CACHE_WRITE_1H_TOKENS, hour)
                    .with(Unit.WEB_SEARCHES, counts.get(Reading.WEB_SEARCHES));
        }
    },

    /**
     * The report grows with the reply: thinking and what tools added to the prompt are counted apart in it, the prompt has
     * sound in it, and a count of nothing may be missing.
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
            long heard = Math.min(counts.get(Reading.AUDIO_IN), prompt(counts));
            long text = prompt(counts) - heard;
            long cached = Math.min(cachedText(counts, heard), text);
            long written = written(counts);
            long spoken = Math.min(counts.get(Reading.AUDIO_OUT), written);
            return Usage.of(text - cached, written - spoken)
                    .withReasoningTokens(Math.min(counts.get(Reading.THOUGHTS), written - spoken))
                    .with(Unit.CACHE_READ_TOKENS, cached)
                    .with(Unit.AUDIO_INPUT_TOKENS, heard)
                    .with(Unit.AUDIO_OUTPUT_TOKENS, spoken);
        }

        /** Sound costs the same from the cache. */
        private long cachedText(Counts counts, long heard) {
            long cached = counts.get(Reading.CACHE_READ);
            return cached - Math.min(Math.min(counts.get(Reading.AUDIO_CACHED), heard), cached);
        }

        private long written(Counts counts) {
            long said = counts.get(Reading.COMPLETION) + counts.get(Reading.THOUGHTS);
            return Math.max(said, counts.get(Reading.TOTAL) - prompt(counts));
        }
    },

    /** Pictures: there is at least one, and where the reply shows more the reader counts them. */
    PICTURES {
        @Override
        boolean fits(Counts counts) {
            return INCLUSIVE.fits(counts) && INCLUSIVE.usage(counts).get(Unit.OUTPUT_TOKENS) > 0;
        }

        @Override
        Usage usage(Counts counts) {
            return INCLUSIVE.usage(counts).with(Unit.GENERATED_IMAGES, 1);
        }
    },

    /** Speech: what was written is sound, and its tokens say how many seconds. */
    SPOKEN {
        @Override
        boolean fits(Counts counts) {
            return INCLUSIVE.fits(counts) && INCLUSIVE.usage(counts).get(Unit.OUTPUT_TOKENS) > 0;
        }

        @Override
        Usage usage(Counts counts) {
            Usage usage = INCLUSIVE.usage(counts);
            long sound = usage.get(Unit.OUTPUT_TOKENS);
            return usage.with(Unit.OUTPUT_TOKENS, 0)
                    .with(Unit.AUDIO_OUTPUT_TOKENS, sound)
                    .with(Unit.GENERATED_AUDIO_SECONDS, Sound.secondsSpoken(sound));
        }
    },

    /** A transcript: seconds, or tokens. */
    HEARD {
        @Override
        boolean fits(Counts counts) {
            return counts.has(Reading.SECONDS) ? counts.get(Reading.SECONDS) > 0 : INCLUSIVE.fits(counts);
        }

        @Override
        Usage usage(Counts counts) {
            if (counts.has(Reading.SECONDS)) {
                return Usage.NONE.with(Unit.AUDIO_INPUT_SECONDS, counts.get(Reading.SECONDS));
            }
            Usage usage = INCLUSIVE.usage(counts);
            long seconds = Sound.secondsHeard(usage.get(Unit.AUDIO_INPUT_TOKENS));
            return usage.with(Unit.AUDIO_INPUT_SECONDS, seconds);
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
