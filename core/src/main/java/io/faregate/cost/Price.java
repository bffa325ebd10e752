package io.faregate.cost;

import java.util.Optional;

/**
 * What a usage of one model costs, cliffs and tiers included. Must be thread-safe and never cheaper for more of any
 * unit: the hold is the price of the most a ride could use.
 */
@FunctionalInterface
public interface Price {

    /**
     * The cost of a usage, rounded up to a nano-unit.
     *
     * @param usage what was or may be used
     * @return its cost, or empty when a unit in it has no price: then the use is refused, never free
     */
    Optional<Money> of(Usage usage);

    /**
     * What was made or heard, in whichever way the model is billed for it: all of the usage, or its tokens alone, or its
     * pieces alone (a picture, a second, a spoken character) with the text of the prompt where that has a price. A model
     * that has prices for several of these costs the dearest. A usage without such pieces costs what {@link #of} says.
     *
     * @param usage what was or may be used, in pieces and in the tokens that they are made of
     * @return its cost, or empty when the model has a price for none of these ways
     */
    default Optional<Money> ofPieces(Usage usage) {
        return Pieces.cost(this, usage);
    }

    /**
     * The same model's price where a call is served at another tier than the usual one.
     *
     * @param tier how a call is served
     * @return its price; this one where it costs no more than that; empty when nobody knows what it costs
     */
    default Optional<Price> at(ServiceTier tier) {
        return tier.withoutCheaper().name().isEmpty() ? Optional.of(this) : Optional.empty();
    }

    /**
     * Whether the model thinks where nobody sees it, unless it is told not to: then what was seen of a reply that was cut is
     * no measure of what was written.
     *
     * @return true for a model that does
     */
    default boolean hidesThinking() {
        return false;
    }

    /**
     * The most that a usage could cost, wherever the provider's cache puts its prompt: all prompt tokens as those of no
     * cache, as read from it or as written to it, and as written for an hour when the usage has any such; and all of a reply
     * as text or as sound when the usage has some of both. Sound that is heard stays sound. A hold must be this, as nobody
     * knows before the call what a cache will do, or a model.
     *
     * @param usage what may be used
     * @return the highest of those costs, or empty when a unit of the usage has no price
     */
    default Optional<Money> worst(Usage usage) {
        return ofPieces(usage).map(cost -> {
            Money most = cost;
            for (Usage other : TokenKinds.all(usage)) {
                most = ofPieces(other).map(most::max).orElse(most);
            }
            return most;
        });
    }
}
