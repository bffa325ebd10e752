package io.faregate.cost;

import java.util.List;

/** The kinds that the same prompt text may be billed as, depending on the provider's cache. */
final class PromptKinds {
    private static final List<Unit> MINUTES =
            List.of(Unit.INPUT_TOKENS, Unit.CACHE_READ_TOKENS, Unit.CACHE_WRITE_TOKENS);
    private static final List<Unit> HOUR =
            List.of(Unit.INPUT_TOKENS, Unit.CACHE_READ_TOKENS, Unit.CACHE_WRITE_TOKENS, Unit.CACHE_WRITE_1H_TOKENS);

    private PromptKinds() {}

    /** What a prompt may turn into: nothing is written for an hour unless the request says so. */
    static List<Unit> of(Usage usage) {
        return usage.get(Unit.CACHE_WRITE_1H_TOKENS) == 0 ? MINUTES : HOUR;
    }

    /** The usage with all text of the prompt as one kind. */
    static Usage all(Usage usage, Unit kind) {
        return usage.moved(HOUR, kind);
    }
}
