package io.faregate.body;

import io.faregate.body.Parameters.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A dialect's parameters of the query beside a body: providers take some for fields of the request, so that only those
 * in the table are let in, with values that change nothing of the cost. Immutable.
 */
final class QueryFields {
    private final Map<String, Pattern> harmless;
    private final Unknown unknown;

    private QueryFields(Map<String, Pattern> harmless, Unknown unknown) {
        this.harmless = harmless;
        this.unknown = unknown;
    }

    static QueryFields none() {
        return new QueryFields(Map.of(), Unknown.REFUSE);
    }

    /** With a parameter, and a pattern of the values that are let in. */
    QueryFields parameter(String name, String values) {
        Map<String, Pattern> more = new LinkedHashMap<>(harmless);
        more.put(name, Pattern.compile(values, Pattern.DOTALL));
        return new QueryFields(more, unknown);
    }

    /** With what a route lets in besides, and what becomes of all else. */
    QueryFields of(AppFields route) {
        QueryFields all = new QueryFields(harmless, route.unknown());
        for (String name : route.query()) {
            all = all.parameter(name, ".*");
        }
        return all;
    }

    /** What of a query is not let in, or empty. */
    Optional<BodyRejected> check(String query) {
        try {
            for (Parameter parameter : Parameters.ofQuery(query).all()) {
                check(parameter);
            }
            return Optional.empty();
        } catch (Rejection rejection) {
            return Optional.of(rejection.rejected());
        }
    }

    private void check(Parameter parameter) {
        Pattern values = harmless.get(parameter.name());
        if (values == null && unknown == Unknown.REFUSE) {
            throw Rejection.parameter(parameter.name(), hint(parameter.name()));
        }
        if (values != null && !values.matcher(parameter.value()).matches()) {
            throw Rejection.parameter(parameter.name(), " with this value");
        }
    }

    private String hint(String name) {
        return harmless.keySet().stream()
                .filter(known -> known.equalsIgnoreCase(name))
                .findFirst()
                .map(known -> "; it is written " + known)
                .orElse("");
    }

    /** What goes on of a query that was checked. */
    KeptQuery kept(String query) {
        if (query.isEmpty() || unknown == Unknown.REFUSE) {
            return KeptQuery.whole(query);
        }
        Parameters parameters = Parameters.ofQuery(query);
        Set<String> strangers = new LinkedHashSet<>(parameters.values().keySet());
        strangers.removeAll(harmless.keySet());
        if (strangers.isEmpty()) {
            return KeptQuery.whole(query);
        }
        List<String> shown = strangers.stream()
                .limit(Findings.SHOWN)
                .map(name -> "?" + Rejection.printable(name))
                .toList();
        return new KeptQuery(new String(parameters.without(strangers), StandardCharsets.US_ASCII), shown);
    }
}
