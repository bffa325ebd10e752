package io.faregate.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The container's own queries of a request when the gate saw it: another one later is that of a dispatch.
 *
 * @param query the request's
 * @param included that of an include, which leaves the request's alone
 */
record AskedQuery(@Nullable String query, @Nullable String included) {

    private static final Set<String> QUERIES = Set.of(
            RequestDispatcher.FORWARD_QUERY_STRING,
            RequestDispatcher.INCLUDE_QUERY_STRING,
            AsyncContext.ASYNC_QUERY_STRING);

    static AskedQuery of(HttpServletRequest request) {
        return new AskedQuery(request.getQueryString(), included(request));
    }

    /** Whether a request's attribute has a query that the gate saw, as the client or a page wrote it. */
    boolean isKept(String attribute, @Nullable Object value) {
        return value instanceof String kept
                && (kept.equals(query) || kept.equals(included))
                && QUERIES.contains(attribute);
    }

    private static @Nullable String included(HttpServletRequest request) {
        return (String) request.getAttribute(RequestDispatcher.INCLUDE_QUERY_STRING);
    }

    /** The queries that the application has written into dispatches since, the nearest first. */
    List<String> since(HttpServletRequest request) {
        List<String> dispatched = new ArrayList<>();
        String include = included(request);
        if (include != null && !include.equals(included)) {
            dispatched.add(include);
        }
        String now = request.getQueryString();
        if (now != null && !now.equals(query)) {
            dispatched.add(now);
        }
        return dispatched;
    }

    /** Whether the request's own query is still the one that the gate saw. */
    boolean isSame(HttpServletRequest request) {
        return Objects.equals(request.getQueryString(), query);
    }
}
