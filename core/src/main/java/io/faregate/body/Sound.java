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

    /** The most that a text may use that is spoken. */
    static Usage spoken(long promptTokens, long characters, boolean slow) {
        long seconds = slow ? characters : (characters + CHARACTERS - 1) / CHARACTERS;
        return Usage.of(promptTokens, 0)
                .with(Unit.AUDIO_OUTPUT_TOKENS, times(seconds, SPOKEN_TOKENS))
                .with(Unit.GENERATED_AUDIO_SECONDS, seconds)
                .with(Unit.SPOKEN_CHARACTERS, characters);
    }

    /** The most that a recording may use that is written down: nobody speaks more tokens than are heard. */
    static Usage heard(long promptTokens, long bytes) {
        long seconds = bytes / LEAST_BYTES + (bytes % LEAST_BYTES == 0 ? 0 : 1);
        long tokens = times(seconds, SPOKEN_TOKENS);
        return Usage.of(promptTokens, tokens)
                .with(Unit.AUDIO_INPUT_TOKENS, tokens)
                .with(Unit.AUDIO_INPUT_SECONDS, seconds);
    }

    /** Seconds of heard tokens. */
    static long secondsHeard(long tokens) {
        return tokens / HEARD_TOKENS + (tokens % HEARD_TOKENS == 0 ? 0 : 1);
    }

    /** Seconds of spoken tokens. */
    static long secondsSpoken(long tokens) {
        return tokens / LEAST_SPOKEN_TOKENS + (tokens % LEAST_SPOKEN_TOKENS == 0 ? 0 : 1);
    }

    private static long times(long count, long each) {
        return count > Long.MAX_VALUE / each ? Long.MAX_VALUE : count * each;
    }
}
