package io.faregate.body;

import java.util.Locale;

/** A count in a provider's report of usage, in tokens. */
public enum ReplyCount {
    /** The prompt. */
    PROMPT(Reading.PROMPT),
    /** The reply. */
    COMPLETION(Reading.COMPLETION),
    /** All of the call. */
    TOTAL(Reading.TOTAL),
    /** What of the prompt was read from the provider's cache. */
    CACHE_READ(Reading.CACHE_READ),
    /** What of the prompt was written to the provider's cache. */
    CACHE_WRITE(Reading.CACHE_WRITE),
    /** Thinking that is not in the completion. */
    THOUGHTS(Reading.THOUGHTS),
    /** Thinking that is in the completion, for records: it costs nothing beside it. */
    REASONING(Reading.REASONING);

    private final Reading reading;
    private final String key = name().toLowerCase(Locale.ROOT).replace('_', '-');

    ReplyCount(Reading reading) {
        this.reading = reading;
    }

    Reading reading() {
        return reading;
    }

    /**
     * The name in policies, as {@code cache-read}.
     *
     * @return the name in lower case with hyphens
     */
    public String key() {
        return key;
    }
}
