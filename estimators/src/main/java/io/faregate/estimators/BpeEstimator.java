package io.faregate.estimators;

import io.faregate.cost.Prompt;
import io.faregate.cost.TokenEstimator;
import java.util.Iterator;

/** Counts tokens with a model's own vocabulary, or with one that is near it and a margin. Thread-safe. */
final class BpeEstimator implements TokenEstimator {
    private static final int PIECE = 8_192;

    private final ModelFamilies families;

    BpeEstimator(ModelFamilies families) {
        this.families = families;
        for (ModelFamily family : ModelFamily.values()) {
            family.vocabulary();
        }
    }

    @Override
    public long promptTokens(String model, Prompt prompt) {
        ModelFamily family = families.of(model);
        TokenCount count = new TokenCount(family.vocabulary());
        Iterator<String> pieces = prompt.pieces(PIECE);
        long strings = 0;
        while (pieces.hasNext() && !count.isSpent()) {
            count.add(pieces.next());
            strings++;
        }
        long read = family.isExact() ? count.tokens() : count.guessed();
        long unread = Math.max(0, prompt.utf8Bytes() - count.bytes());
        // one token a string, for the quotes and colons that a schema is shown to the model with
        long pictures = TokenEstimator.morePictureTokens(families.named(model), prompt);
        long tokens = read + unread + strings + pictures + family.frame().around(prompt);
        return tokens < 0 ? Long.MAX_VALUE : tokens;
    }
}
