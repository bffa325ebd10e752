package io.faregate.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * The kinds that the same tokens may be billed as: those of the prompt depending on the provider's cache, those of a reply
 * that may have sound in it as text or as sound.
 */
final class TokenKinds {
    private static final Unit[] MINUTES = {Unit.INPUT_TOKENS, Unit.CACHE_READ_TOKENS, Unit.CACHE_WRITE_TOKENS};
    private static final Unit[] HOUR = {
        Unit.INPUT_TOKENS, Unit.CACHE_READ_TOKENS, Unit.CACHE_WRITE_TOKENS, Unit.CACHE_WRITE_1H_TOKENS
    };

    private static final Unit[] TEXT = {Unit.OUTPUT_TOKENS};
    private static final Unit[] REPLY = {Unit.OUTPUT_TOKENS, Unit.AUDIO_OUTPUT_TOKENS};

    private TokenKinds() {}

    /** What a prompt may turn into: nothing is written for an hour unless the request says so. */
    static Unit[] of(Usage usage) {
        return usage.get(Unit.CACHE_WRITE_1H_TOKENS) == 0 ? MINUTES : HOUR;
    }

    /** The usage with all text of the prompt as one kind. */
    static Usage all(Usage usage, Unit kind) {
        return usage.moved(HOUR, kind);
    }

    /** All usages that a usage may turn into. */
    static List<Usage> all(Usage usage) {
        List<Usage> all = new ArrayList<>();
        for (Unit prompt : of(usage)) {
            Usage read = all(usage, prompt);
            for (Unit reply : isMixed(usage) ? REPLY : TEXT) {
                all.add(isMixed(usage) ? written(read, reply) : read);
            }
        }
        return all;
    }

    /** Whether a reply may be text and sound in any mix. */
    static boolean isMixed(Usage usage) {
        return usage.get(Unit.OUTPUT_TOKENS) > 0 && usage.get(Unit.AUDIO_OUTPUT_TOKENS) > 0;
    }

    /** The usage with all of the reply as sound, or as text. */
    static Usage written(Usage usage, Unit kind) {
        return usage.moved(REPLY, kind);
    }
}
