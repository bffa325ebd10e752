package io.faregate;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator now and then which fields are taken out of the requests of a route, so that one which clients need
 * can be allowed. Names only, and few of them: clients choose them. Thread-safe.
 */
final class StrippedFields {
    private final Map<String, Seldom> byRoute = new ConcurrentHashMap<>();
    private final Consumer<String> log;

    StrippedFields() {
        this(LoggerFactory.getLogger("io.faregate")::info);
    }

    StrippedFields(Consumer<String> log) {
        this.log = log;
    }

    /** One request of a route, and what was taken out of its body and of its query. */
    void saw(String route, List<String> fields, List<String> parameters) {
        if (fields.isEmpty() && parameters.isEmpty()) {
            return;
        }
        Seldom requests = byRoute.computeIfAbsent(route, first -> new Seldom());
        if (requests.isDue()) {
            log.accept("Fields that no table has were taken out of " + requests.times() + " requests on " + route
                    + " so far, the last time "
                    + Stream.concat(fields.stream(), parameters.stream()).collect(Collectors.joining(", "))
                    + ". A field that clients need is let in by allow-fields, a query parameter by allow-query.");
        }
    }
}
