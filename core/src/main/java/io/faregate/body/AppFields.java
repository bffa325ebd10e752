package io.faregate.body;

import java.util.Objects;
import java.util.Set;

/**
 * Where the {@code app} dialect finds its fields, as JSON pointers; and what of other fields a route lets in, in any
 * dialect. A form or a query has the fields that lie at the root. Immutable.
 *
 * @param message the text the user wrote; required, a string, not blank
 * @param maxOutputTokens the most tokens of the reply
 * @param maxSteps the most turns of the agent
 * @param retrievalLimit the most documents of retrieval
 * @param model the model asked for
 * @param allowed names of further fields, at the root, that are let through; all that is in them counts as prompt
 * @param query names of parameters that are let through in the query beside a body
 * @param headers names of headers, as providers take for fields, that are let through; in any case
 * @param unknown what becomes of all other fields, parameters and such headers
 */
public record AppFields(
        String message,
        String maxOutputTokens,
        String maxSteps,
        String retrievalLimit,
        String model,
        Set<String> allowed,
        Set<String> query,
        Set<String> headers,
        Unknown unknown) {

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
     * @param allowed names of further fields, at the root, that are let through; all that is in them counts as prompt
     * @param query names of parameters that are let through in the query beside a body
     * @param headers names of headers, as providers take for fields, that are let through; in any case
     * @param unknown what becomes of all other fields, parameters and such headers
     */
    public AppFields {
        allowed = Set.copyOf(allowed);
        query = Set.copyOf(query);
        headers = Set.copyOf(headers);
        Objects.requireNonNull(unknown, "unknown");
        for (String pointer : new String[] {message, maxOutputTokens, maxSteps, retrievalLimit, model}) {
            if (!Objects.requireNonNull(pointer, "pointer").startsWith("/")) {
                throw new IllegalArgumentException("not a JSON pointer: " + pointer);
            }
        }
    }

    /**
     * Fields beside which nothing is let in, in the body but what is allowed and in query and head nothing at all.
     *
     * @param message the text the user wrote; required, a string, not blank
     * @param maxOutputTokens the most tokens of the reply
     * @param maxSteps the most turns of the agent
     * @param retrievalLimit the most documents of retrieval
     * @param model the model asked for
     * @param allowed names of further fields, at the root, that are let through; all that is in them counts as prompt
     */
    public AppFields(
            String message,
            String maxOutputTokens,
            String maxSteps,
            String retrievalLimit,
            String model,
            Set<String> allowed) {
        this(message, maxOutputTokens, maxSteps, retrievalLimit, model, allowed, Set.of(), Set.of(), Unknown.REFUSE);
    }

    /**
     * The same fields with other parameters of the query.
     *
     * @param names those that are let through in the query beside a body
     * @return fields that let them through
     */
    public AppFields query(Set<String> names) {
        return new AppFields(
                message, maxOutputTokens, maxSteps, retrievalLimit, model, allowed, names, headers, unknown);
    }

    /**
     * The same fields with other headers.
     *
     * @param names those that are let through, in any case
     * @return fields that let them through
     */
    public AppFields headers(Set<String> names) {
        return new AppFields(message, maxOutputTokens, maxSteps, retrievalLimit, model, allowed, query, names, unknown);
    }

    /**
     * The same fields with another end of all that is unknown.
     *
     * @param what what becomes of it
     * @return fields with that end
     */
    public AppFields unknown(Unknown what) {
        return new AppFields(message, maxOutputTokens, maxSteps, retrievalLimit, model, allowed, query, headers, what);
    }
}
