package io.faregate.body;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;

/**
 * How long sound may be, and the tokens it is made of: OpenAI counts a token for each 100 ms that is heard and for each
 * 50 ms that is spoken, and bills a minute of speech as 1,250 tokens.
 */
final class Sound {
    private static final long HEARD_TOKENS = 10;
    private static final long SPOKEN_TOKENS = 25;
    private static final long LEAST_SPOKEN_TOKENS = 20;

    /** The lowest bit rate of MP3 is 8 kbit/s; what other codecs put into less becomes debt. */
    private static final long LEAST_BYTES = 1_000;

    /** People speak some 15 characters in a second, and digits at four; told to be slow, a model takes longer. */
    private static final long CHARACTERS = 4;

    private Sound() {}

    /** Gemini counts 32 tokens for each second that it hears in a prompt, and nobody publishes more. */
    private static final long PROMPT_TOKENS = 32;

    /** What is no longer may be an address. */
    private static final long LONGEST_ADDRESS = 2_048;

    /** The most that a text may use that is spoken. */
    static Usage spoken(long promptTokens, long characters, boolean slow) {
        long seconds = slow ? characters : Saturated.parts(characters, CHARACTERS);
        return Usage.of(promptTokens, 0)
                .with(Unit.AUDIO_OUTPUT_TOKENS, Saturated.times(seconds, SPOKEN_TOKENS))
                .with(Unit.GENERATED_AUDIO_SECONDS, seconds)
                .with(Unit.SPOKEN_CHARACTERS, characters);
    }

    /** The most that a recording may use that is written down: nobody speaks more tokens than are heard. */
    static Usage heard(long promptTokens, long bytes) {
        long seconds = Saturated.parts(bytes, LEAST_BYTES);
        long tokens = Saturated.times(seconds, SPOKEN_TOKENS);
        return Usage.of(promptTokens, tokens)
                .with(Unit.AUDIO_INPUT_TOKENS, tokens)
                .with(Unit.AUDIO_INPUT_SECONDS, seconds);
    }

    /**
     * The most tokens of sound that a prompt lets the model hear; one that is only named by an address is of no known length.
     *
     * @param base64 how long it is as text
     */
    static long inPrompt(long base64) {
        return base64 <= LONGEST_ADDRESS
                ? Findings.PICTURE
                : Saturated.times(Saturated.parts(base64 / 4 * 3 + 3, LEAST_BYTES), PROMPT_TOKENS);
    }

    /** The most seconds of sound in a prompt. */
    static long secondsInPrompt(long tokens) {
        return Saturated.parts(tokens, PROMPT_TOKENS);
    }

    /** Seconds of heard tokens. */
    static long secondsHeard(long tokens) {
        return Saturated.parts(tokens, HEARD_TOKENS);
    }

    /** Seconds of spoken tokens. */
    static long secondsSpoken(long tokens) {
        return Saturated.parts(tokens, LEAST_SPOKEN_TOKENS);
    }
}
