package io.faregate;

import io.faregate.policy.PathPattern;
import io.faregate.policy.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds routes by a path, by the letter or by whatever a framework may take for it. Immutable. */
final class RouteIndex {
    private final Map<String, List<Route>> exact = new HashMap<>();
    private final Map<String, List<Route>> plain = new HashMap<>();
    private final List<Many> several = new ArrayList<>();
    private boolean hasVariables;

    /** A route of several paths, and these spelt plainly. */
    private record Many(Route route, PathPattern paths) {
        boolean covers(String plainly, @Nullable String doubtful) {
            return paths.matches(plainly) || (doubtful != null && mayCover(plainly, doubtful));
        }

        private boolean mayCover(String plainly, String doubtful) {
            return paths.hasVariables() && (paths.mayMatch(doubtful) || paths.mayMatch(plainly));
        }
    }

    RouteIndex(Collection<Route> routes) {
        routes.forEach(this::place);
    }

    private void place(Route route) {
        String path = route.path();
        String plainly = Spelling.plain(path);
        exact.computeIfAbsent(path, any -> new ArrayList<>()).add(route);
        if (route.pattern().isOnePath()) {
            plain.computeIfAbsent(plainly, any -> new ArrayList<>()).add(route);
        } else {
            several.add(new Many(route, new PathPattern(plainly)));
            hasVariables |= route.pattern().hasVariables();
        }
    }

    boolean isEmpty() {
        return exact.isEmpty();
    }

    /** The routes of a path as it is written. */
    List<Route> exactly(String path) {
        return exact.getOrDefault(path, List.of());
    }

    /** All routes of a path, whatever its spelling; those of one path first. */
    List<Route> all(String path) {
        String plainly = Spelling.plain(path);
        String doubtful = hasVariables ? Spelling.doubtful(path) : null;
        List<Route> all = new ArrayList<>(plain.getOrDefault(plainly, List.of()));
        for (Many many : several) {
            if (many.covers(plainly, doubtful)) {
                all.add(many.route());
            }
        }
        return all;
    }
}
