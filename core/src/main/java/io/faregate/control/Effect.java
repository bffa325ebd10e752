package io.faregate.control;

/** What an override does to the rides of its target. */
public sealed interface Effect permits Effect.Block, Restriction {

    /** Refuses them, and cancels those that run. */
    Effect BLOCK = new Block();

    /** Refuses them, and cancels those that run. */
    record Block() implements Effect {
        @Override
        public String toString() {
            return "block";
        }
    }
}
