package io.faregate.body;

import java.util.Objects;
import java.util.Set;

/**
 * Where the {@code app} dialect finds its fields, as JSON pointers. Immutable.
 *
 * @param message the text the user wrote; required, a string, not blank
 * @param maxOutputTokens the most tokens of the reply
 * @param maxSteps the most turns of the agent
 * @param retrievalLimit the most documents of retrieval
 * @param model the model asked for
 * @param allowed names of further fields, at the root, that are let through uncapped; their text counts as prompt
 */
public record AppFields(
        String message,
        String maxOutputTokens,
        String maxSteps,
        String retrievalLimit,
        String model,
        Set<String> allowed) {

    /** The usual names, nothing more allowed. */
    public static final AppFields DEFAULT =
            new AppFields("/message", "/maxOutputTokens", "/maxSteps", "/retrievalLimit", "/model", Set.of());

    /**
     * Checks that each is a pointer.
     *
     * @param message the text the user wrote; required, a string, not blank
     * @param maxOutputTokens the most tokens of the reply
     * @param maxSteps the most turns of the agent
     * @param retrievalLimit the most documents of retrieval
     * @param model the model asked for
     * @param allowed names of further fields, at the root, that are let through uncapped; their text counts as prompt
     */
    public AppFields {
        allowed = Set.copyOf(allowed);
        for (String pointer : new String[] {message, maxOutputTokens, maxSteps, retrievalLimit, model}) {
            if (!Objects.requireNonNull(pointer, "pointer").startsWith("/")) {
                throw new IllegalArgumentException("not a JSON pointer: " + pointer);
            }
        }
    }
}
