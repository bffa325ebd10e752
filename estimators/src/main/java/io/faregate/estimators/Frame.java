package io.faregate.estimators;

import io.faregate.cost.Prompt;

/** The tokens that a provider puts around the text. */
enum Frame {
    /** Of a message three tokens and its role, one counted with its two strings; of an answer three to begin with. */
    OPENAI(3, 2, 32, 16),
    /** Anthropic's, who tell a model hundreds of tokens about tools when it has any. */
    CLAUDE(16, 8, 64, 600),
    /** Meta's; from 3.1 on their template tells a model two dates. */
    LLAMA(32, 8, 64, 600),
    /** Mistral's. */
    MISTRAL(4, 8, 64, 600),
    /** The most of the others, as far as it is known. */
    OTHER(16, 16, 64, 600);

    private final int whole;
    private final int message;
    private final int tool;
    private final int anyTools;

    Frame(int whole, int message, int tool, int anyTools) {
        this.whole = whole;
        this.message = message;
        this.tool = tool;
        this.anyTools = anyTools;
    }

    long around(Prompt prompt) {
        return whole
                + (long) message * prompt.messages()
                + (long) tool * prompt.tools()
                + (prompt.tools() > 0 ? anyTools : 0);
    }
}
