package io.faregate.policy;

import io.faregate.budget.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The routes of a policy that have been said, by their places in it. Not thread-safe. */
final class PolicyRoutes {
    private static final Comparator<Route> EXACT_BEFORE_PREFIX_LONGER_BEFORE_SHORTER = Comparator.comparing(
                    (Route route) -> route.pattern().isPrefix())
            .thenComparing(route -> route.pattern().hasVariables())
            .thenComparing(route -> route.pattern().withoutNames().length(), Comparator.reverseOrder());

    private final NamedDialects dialects;
    private final Map<String, RouteBuilder> routes = new LinkedHashMap<>();

    PolicyRoutes(NamedDialects dialects) {
        this.dialects = dialects;
    }

    /** The place of the next one, where none before it was a mistake. */
    String next() {
        return "routes[" + routes.size() + "]";
    }

    void add(String rule, String path, Consumer<RouteBuilder> says) {
        if (!Kinds.PATH.pattern().matcher(path).matches()) {
            throw new IllegalArgumentException("found '" + path + "', allowed: " + Kinds.PATH.allowed());
        }
        RouteBuilder route = new RouteBuilder(path, dialects);
        says.accept(route);
        route.requireDialect();
        routes.put(rule, route);
    }

    /** In the order in which they are looked at. */
    List<Route> build(Mode preset) {
        List<Route> built = new ArrayList<>();
        routes.forEach((rule, route) -> built.add(route.build(rule, preset)));
        built.sort(EXACT_BEFORE_PREFIX_LONGER_BEFORE_SHORTER);
        return built;
    }
}
