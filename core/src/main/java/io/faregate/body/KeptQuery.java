package io.faregate.body;

import java.util.List;

/**
 * What goes on of a query beside a body. Immutable.
 *
 * @param query the parameters that go on, still encoded
 * @param stripped the first names of those that do not, each behind a question mark
 */
public record KeptQuery(String query, List<String> stripped) {

    /**
     * Copies the names.
     *
     * @param query the parameters that go on, still encoded
     * @param stripped the first names of those that do not, each behind a question mark
     */
    public KeptQuery {
        stripped = List.copyOf(stripped);
    }

    /**
     * One that goes on as it is.
     *
     * @param query the query of the request, still encoded
     * @return the same, with nothing taken out
     */
    public static KeptQuery whole(String query) {
        return new KeptQuery(query, List.of());
    }
}
