package io.faregate.body;

/** What a client may choose in a body, within caps: clamped when too much, never refused for being too much. */
public enum Choice {
    /** The most tokens of one reply. */
    OUTPUT_TOKENS,
    /** How many replies the model writes to one prompt. */
    CHOICES,
    /** How many candidates for each token the reply tells of, with their probabilities. */
    TOP_LOGPROBS,
    /** Turns of an agent's loop. */
    STEPS,
    /** Documents that retrieval puts into the prompt. */
    RETRIEVED_DOCUMENTS
}
