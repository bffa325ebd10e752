package io.faregate.body;

/** What a place in a reply is for. */
enum Reading {
    /** Only a step on the way to other places. */
    STEP,
    /** One of the replies to a prompt. */
    CHOICE,
    /** Visible output, as a string. */
    DELTA,
    /** A report of usage. */
    USAGE,
    /** A report at the beginning of a stream: of the prompt, while the reply is still to be written. */
    OPENING,
    /** All prompt tokens. */
    PROMPT,
    /** Prompt tokens that the provider's own tools added. */
    TOOL_PROMPT,
    /** Prompt tokens that were neither read from the provider's cache nor written to it. */
    FRESH,
    /** Prompt tokens read from the provider's cache. */
    CACHE_READ,
    /** Prompt tokens written to the provider's cache. */
    CACHE_WRITE,
    /** Those of them that are kept for minutes. */
    CACHE_WRITE_5M,
    /** Those of them that are kept for an hour. */
    CACHE_WRITE_1H,
    /** Prompt tokens that are sound. */
    AUDIO_IN,
    /** All tokens that the model wrote. */
    COMPLETION,
    /** Tokens of thinking, where they are not among those that the model wrote. */
    THOUGHTS,
    /** Tokens that the model wrote as sound. */
    AUDIO_OUT,
    /** All tokens of the call. */
    TOTAL,
    /** Searches that the provider made. */
    WEB_SEARCHES;

    /** Its place in an array of counts. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    boolean isCount() {
        return switch (this) {
            case STEP, CHOICE, DELTA, USAGE, OPENING -> false;
            default -> true;
        };
    }
}
