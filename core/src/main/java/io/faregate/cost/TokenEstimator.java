package io.faregate.cost;

import java.util.function.LongConsumer;

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
     * @param prompt the text that the model will read
     * @return tokens, an upper bound
     */
    long promptTokens(String model, Prompt prompt);

    /**
     * Who is told what a prompt was billed as: asked for once a provider call, right behind its estimate, and told once
     * the provider reports, if it does. An estimator that learns from bills overrides this.
     *
     * @param model the model's name
     * @param estimated what {@link #promptTokens} said
     * @return takes the billed prompt tokens, cached ones included, on any thread; must be quick
     */
    default LongConsumer bill(String model, long estimated) {
        return billed -> {};
    }

    /**
     * UTF-8 bytes and a frame around each message and tool: a hard bound for byte-level BPE, where each token is at
     * least one byte (OpenAI, Llama 3, Mistral, Qwen). Sixteen tokens a message, 64 a tool, 16 for the whole, and 600
     * for what some providers tell a model that is given any tools (the most published is 530, of Claude 3 Opus).
     *
     * @return the safe default
     */
    static TokenEstimator utf8Bytes() {
        return (model, prompt) -> {
            long frame = 16 * (prompt.messages() + 1L) + 64L * prompt.tools() + (prompt.tools() > 0 ? 600 : 0);
            long tokens = prompt.utf8Bytes() + frame + morePictureTokens(model, prompt);
            return tokens < 0 ? Long.MAX_VALUE : tokens;
        };
    }

    /**
     * What a model makes of pictures beyond what {@link Prompt#utf8Bytes()} has of them, for estimators to add: gpt-4o-mini
     * takes 2,833 tokens for each, and 5,667 for each of its tiles, of which a picture of any size has eight at most (as
     * OpenAI's guide to vision says).
     *
     * @param model the model's name
     * @param prompt what the model will read
     * @return tokens, zero for every other model
     */
    static long morePictureTokens(String model, Prompt prompt) {
        return model.contains("gpt-4o-mini") ? prompt.pictureCount() * (2_833L + 8 * 5_667) : 0;
    }

    /**
     * The size of a prompt whose text nobody can see.
     *
     * @param utf8Bytes bytes of every string in UTF-8, names of tools and their schemas included
     * @param messages how many messages
     * @param tools how many tools are defined
     */
    record PromptSize(long utf8Bytes, int messages, int tools) implements Prompt {

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
