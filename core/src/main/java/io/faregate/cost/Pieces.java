package io.faregate.cost;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Media are billed by the token or by the piece, as the model is: a picture costs its tokens or a price of its own. What
 * a call may use has both, so that limits can count either; its price is that of the ways that the model is billed in.
 */
final class Pieces {
    private static final Unit[] PIECES = {
        Unit.GENERATED_IMAGES,
        Unit.GENERATED_AUDIO_SECONDS,
        Unit.GENERATED_VIDEO_SECONDS,
        Unit.AUDIO_INPUT_SECONDS,
        Unit.SPOKEN_CHARACTERS
    };

    private Pieces() {}

    static Optional<Money> cost(Price price, Usage usage) {
        Usage tokens = usage;
        for (Unit piece : PIECES) {
            tokens = tokens.with(piece, 0);
        }
        Optional<Money> whole = price.of(usage);
        if (whole.isPresent() || tokens.equals(usage)) {
            return whole;
        }
        Money most = hasTokens(tokens) ? price.of(tokens).orElse(null) : null;
        for (Unit piece : PIECES) {
            if (usage.get(piece) > 0) {
                most = dearer(most, alone(price, usage, tokens, piece));
            }
        }
        return Optional.ofNullable(most);
    }

    /** Tokens of text that was read are no sign that what was made is billed by the token. */
    private static boolean hasTokens(Usage tokens) {
        return tokens.tokens() > tokens.promptTokens() || tokens.get(Unit.AUDIO_INPUT_TOKENS) > 0;
    }

    private static @Nullable Money alone(Price price, Usage usage, Usage tokens, Unit piece) {
        Usage made = Usage.NONE.with(piece, usage.get(piece));
        return heard(price, made, tokens)
                .or(() -> price.of(made.with(Unit.INPUT_TOKENS, usage.get(Unit.INPUT_TOKENS))))
                .or(() -> price.of(made))
                .orElse(null);
    }

    /** Sound that is billed by the second has text beside it, read and written, which is billed by the token. */
    private static Optional<Money> heard(Price price, Usage made, Usage tokens) {
        return made.get(Unit.AUDIO_INPUT_SECONDS) == 0
                ? Optional.empty()
                : price.of(made.plus(tokens.with(Unit.AUDIO_INPUT_TOKENS, 0)));
    }

    private static @Nullable Money dearer(@Nullable Money one, @Nullable Money other) {
        return one == null || (other != null && other.compareTo(one) > 0) ? other : one;
    }
}
