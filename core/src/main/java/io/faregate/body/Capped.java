package io.faregate.body;

import java.util.Locale;

/** What of one request a {@link Cap} bounds, with its safe default. */
public enum Capped {
    /** Bytes of a body that is read whole; a form may have files times file bytes and 64 KB more. */
    BODY_BYTES(1_000_000),
    /** Bytes of one uploaded file. */
    FILE_BYTES(1_000_000),
    /** Uploaded files. */
    FILES(0),
    /** Characters of all text that the client wrote, wherever it stands. */
    PROMPT_CHARS(Long.MAX_VALUE),
    /** Characters of the documents that retrieval puts into the prompt. */
    RETRIEVED_CHARS(Long.MAX_VALUE),
    /** Characters of what one call of a tool gives back. */
    TOOL_RESULT_CHARS(Long.MAX_VALUE),
    /** Messages of a conversation. */
    MESSAGES(Long.MAX_VALUE),
    /** Earlier turns of the model that a client tells of. */
    HISTORY_TURNS(Long.MAX_VALUE),
    /** Documents in a body. */
    DOCUMENTS(0),
    /** Pictures in a body. */
    IMAGES(0),
    /** Pictures of a body that are named by an address. */
    IMAGE_URLS(0),
    /** Pixels of one picture in a body. */
    IMAGE_PIXELS(4_000_000),
    /** Milliseconds from being let in to being settled; a body has as many to arrive. */
    DURATION(120_000),
    /** Prompt tokens, as estimated. */
    INPUT_TOKENS(Long.MAX_VALUE),
    /** Tokens of one reply. */
    OUTPUT_TOKENS(800),
    /** Replies to one prompt. */
    CHOICES(1),
    /** Candidates for each token that a reply tells of. */
    TOP_LOGPROBS(0),
    /** Turns of an agent's loop. */
    STEPS(1),
    /** Calls of the application's tools. */
    TOOL_CALLS(0),
    /** Documents of retrieval. */
    RETRIEVED_DOCUMENTS(0);

    private final String key = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @SuppressWarnings("ImmutableEnumChecker") // a Cap is a record of two numbers
    private final Cap safe;

    Capped(long safe) {
        this.safe = Cap.of(safe);
    }

    /**
     * The name in policies, as {@code output-tokens}.
     *
     * @return the name in lower case with hyphens
     */
    public String key() {
        return key;
    }

    /**
     * The cap that holds where the policy writes none.
     *
     * @return the safe default
     */
    public Cap safe() {
        return safe;
    }
}
