package io.faregate.cost;

/**
 * Bounds the prompt tokens of a text before a model has read it. Called for every ride, so it must be quick and
 * thread-safe. An estimate below the bill becomes debt; one far above it turns away callers who have money left.
 */
@FunctionalInterface
public interface TokenEstimator {

    /**
     * The most prompt tokens that a prompt may be billed as.
     *
     * @param model the model's name
     * @param prompt the size of all text that the model will read
     * @return tokens, an upper bound
     */
    long promptTokens(String model, PromptSize prompt);

    /**
     * UTF-8 bytes and a frame around each message and tool: a hard bound for byte-level BPE, where each token is at
     * least one byte (OpenAI, Llama 3, Mistral, Qwen). Sixteen tokens a message, 64 a tool, 16 for the whole.
     *
     * @return the safe default
     */
    static TokenEstimator utf8Bytes() {
        return (model, prompt) -> {
            long tokens = prompt.utf8Bytes() + 16 * (prompt.messages() + 1L) + 64L * prompt.tools();
            return tokens < 0 ? Long.MAX_VALUE : tokens;
        };
    }

    /**
     * The size of a prompt, as counted by the scan of a body.
     *
     * @param utf8Bytes bytes of every string in UTF-8, names of tools and their schemas included
     * @param messages how many messages
     * @param tools how many tools are defined
     */
    record PromptSize(long utf8Bytes, int messages, int tools) {

        /**
         * Checks that nothing is negative.
         *
         * @param utf8Bytes bytes of every string in UTF-8, names of tools and their schemas included
         * @param messages how many messages
         * @param tools how many tools are defined
         */
        public PromptSize {
            if (utf8Bytes < 0 || messages < 0 || tools < 0) {
                throw new IllegalArgumentException("negative size: " + utf8Bytes + ", " + messages + ", " + tools);
            }
        }
    }
}
