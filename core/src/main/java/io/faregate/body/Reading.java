package io.faregate.body;

/** What a place in a reply is for. */
enum Reading {
    /** Only a step on the way to other places. */
    STEP(Sort.SHAPE),
    /** One of the replies to a prompt. */
    CHOICE(Sort.SHAPE),
    /** Visible output, as a string. */
    DELTA(Sort.OUTPUT),
    /** The same of thinking that is shown in part, or by its mere signature: more was written than is seen. */
    THOUGHT(Sort.OUTPUT),
    /** Any string of a reply whose shape only the application knows: output unless it repeats what stood there before. */
    OWN(Sort.OUTPUT),
    /** A report of usage. */
    USAGE(Sort.SHAPE),
    /** A report at the beginning of a stream: of the prompt, while the reply is still to be written. */
    OPENING(Sort.SHAPE),
    /** All prompt tokens. */
    PROMPT(Sort.COUNT),
    /** Prompt tokens that the provider's own tools added. */
    TOOL_PROMPT(Sort.COUNT),
    /** Prompt tokens that were neither read from the provider's cache nor written to it. */
    FRESH(Sort.COUNT),
    /** Prompt tokens read from the provider's cache. */
    CACHE_READ(Sort.COUNT),
    /** Prompt tokens written to the provider's cache. */
    CACHE_WRITE(Sort.COUNT),
    /** Those of them that are kept for minutes. */
    CACHE_WRITE_5M(Sort.COUNT),
    /** Those of them that are kept for an hour. */
    CACHE_WRITE_1H(Sort.COUNT, "1h"),
    /** Prompt tokens that are sound. */
    AUDIO_IN(Sort.COUNT, "AUDIO"),
    /** Those of them that were read from the provider's cache. */
    AUDIO_CACHED(Sort.COUNT, "AUDIO"),
    /** All tokens that the model wrote. */
    COMPLETION(Sort.COUNT),
    /** Tokens of thinking, where they are not among those that the model wrote. */
    THOUGHTS(Sort.COUNT),
    /** Tokens of thinking, where they are. */
    REASONING(Sort.COUNT),
    /** Tokens that the model wrote as sound. */
    AUDIO_OUT(Sort.COUNT, "AUDIO"),
    /** All tokens of the call. */
    TOTAL(Sort.COUNT),
    /** One of the turns that a provider took by itself for a reply; all of them together are the report's least. */
    TURN(Sort.SHAPE),
    /** Searches that the provider made. */
    WEB_SEARCHES(Sort.COUNT),
    /** Seconds of sound that were listened to; a part of one is a whole one. */
    SECONDS(Sort.COUNT),
    /** A picture that was made. */
    PICTURE(Sort.SHAPE),
    /** What a part of a count is of. */
    KIND(Sort.WORD),
    /** How much such a part is. */
    AMOUNT(Sort.SHAPE),
    /** The service tier that the call got. */
    TIER(Sort.WORD),
    /** The same in another word, which counts where the tier is not said. */
    TRAFFIC(Sort.WORD),
    /** How fast it was served. */
    SPEED(Sort.WORD),
    /** Where it was served. */
    REGION(Sort.WORD),
    /** A list of all that was done for the reply. */
    ITEMS(Sort.SHAPE),
    /** What one of it is: a call of a tool of the provider's own, perhaps. */
    CALL(Sort.WORD),
    /** What the provider has searched for: each is a search, told once or in each part of a stream. */
    QUERY(Sort.WORD),
    /** Why the reply has ended, by which a report that grows with it is known to be whole. */
    FINISH(Sort.WORD);

    /** What is done with the value at such a place. */
    private enum Sort {
        SHAPE,
        OUTPUT,
        COUNT,
        WORD
    }

    private final Sort sort;
    private final String kind;

    Reading(Sort sort) {
        this(sort, "");
    }

    Reading(Sort sort, String kind) {
        this.sort = sort;
        this.kind = kind;
    }

    /** Of parts that are listed one by one, the kind that is counted. */
    String kind() {
        return kind;
    }

    /** Whether it is output that is seen. */
    boolean isOutput() {
        return sort == Sort.OUTPUT;
    }

    boolean isCount() {
        return sort == Sort.COUNT;
    }

    boolean isWord() {
        return sort == Sort.WORD;
    }

    /** Its place in an array of counts. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }
}
