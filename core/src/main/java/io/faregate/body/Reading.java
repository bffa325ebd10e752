package io.faregate.body;

/** What a place in a reply is for. */
enum Reading {
    /** Only a step on the way to other places. */
    STEP,
    /** One of the replies to a prompt. */
    CHOICE,
    /** Visible output, as a string. */
    DELTA,
    /** The same of thinking that is shown in part, or by its mere signature: more was written than is seen. */
    THOUGHT,
    /** Any string of a reply whose shape only the application knows: output unless it repeats what stood there before. */
    OWN,
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
    CACHE_WRITE_1H("1h"),
    /** Prompt tokens that are sound. */
    AUDIO_IN("AUDIO"),
    /** Those of them that were read from the provider's cache. */
    AUDIO_CACHED("AUDIO"),
    /** All tokens that the model wrote. */
    COMPLETION,
    /** Tokens of thinking, where they are not among those that the model wrote. */
    THOUGHTS,
    /** Tokens of thinking, where they are. */
    REASONING,
    /** Tokens that the model wrote as sound. */
    AUDIO_OUT("AUDIO"),
    /** All tokens of the call. */
    TOTAL,
    /** One of the turns that a provider took by itself for a reply; all of them together are the report's least. */
    TURN,
    /** Searches that the provider made. */
    WEB_SEARCHES,
    /** Seconds of sound that were listened to; a part of one is a whole one. */
    SECONDS,
    /** A picture that was made. */
    PICTURE,
    /** What a part of a count is of. */
    KIND,
    /** How much such a part is. */
    AMOUNT,
    /** The service tier that the call got. */
    TIER,
    /** The same in another word, which counts where the tier is not said. */
    TRAFFIC,
    /** How fast it was served. */
    SPEED,
    /** Where it was served. */
    REGION,
    /** A list of all that was done for the reply. */
    ITEMS,
    /** What one of it is: a call of a tool of the provider's own, perhaps. */
    CALL,
    /** What the provider has searched for: each is a search, told once or in each part of a stream. */
    QUERY,
    /** Why the reply has ended, by which a report that grows with it is known to be whole. */
    FINISH;

    private final String kind;

    Reading() {
        this("");
    }

    Reading(String kind) {
        this.kind = kind;
    }

    /** Of parts that are listed one by one, the kind that is counted. */
    String kind() {
        return kind;
    }

    /** Whether it is output that is seen. */
    boolean isOutput() {
        return this == DELTA || this == THOUGHT || this == OWN;
    }

    boolean isWord() {
        return switch (this) {
            case KIND, TIER, TRAFFIC, SPEED, REGION, CALL, QUERY, FINISH -> true;
            default -> false;
        };
    }

    /** Its place in an array of counts. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    boolean isCount() {
        return switch (this) {
            case STEP, CHOICE, DELTA, THOUGHT, OWN, USAGE, OPENING, TURN, PICTURE, AMOUNT, ITEMS -> false;
            default -> !isWord();
        };
    }
}
