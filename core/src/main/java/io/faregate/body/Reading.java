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
    /** All prompt tokens. */
    PROMPT,
    /** Prompt tokens read from the provider's cache. */
    CACHE_READ,
    /** Prompt tokens written to the provider's cache. */
    CACHE_WRITE,
    /** Prompt tokens that are sound. */
    AUDIO_IN,
    /** All tokens that the model wrote. */
    COMPLETION,
    /** Tokens that the model wrote as sound. */
    AUDIO_OUT,
    /** All tokens of the call. */
    TOTAL;

    boolean isCount() {
        return switch (this) {
            case STEP, CHOICE, DELTA, USAGE -> false;
            default -> true;
        };
    }
}
