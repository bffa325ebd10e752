package io.faregate;

import io.faregate.policy.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds routes by a path, by the letter or by whatever a framework may take for it. Immutable. */
final class RouteIndex {
    private final Map<String, List<Route>> exact = new HashMap<>();
    private final Map<String, List<Route>> plain = new HashMap<>();
    private final List<Prefix> prefixes = new ArrayList<>();

    /** A route whose path ends in a star, and its path before that, spelt plainly. */
    private record Prefix(Route route, String path) {
        boolean covers(String plainly) {
            return plainly.equals(path) || plainly.startsWith(path.equals("/") ? path : path + "/");
        }
    }

    RouteIndex(Collection<Route> routes) {
        routes.forEach(this::place);
    }

    private void place(Route route) {
        String path = route.path();
        if (path.endsWith("/*")) {
            prefixes.add(new Prefix(route, Spelling.plain(path.substring(0, path.length() - 1))));
        } else {
            exact.computeIfAbsent(path, any -> new ArrayList<>()).add(route);
            plain.computeIfAbsent(Spelling.plain(path), any -> new ArrayList<>())
                    .add(route);
        }
    }

    boolean isEmpty() {
        return plain.isEmpty() && prefixes.isEmpty();
    }

    /** The routes of a path as it is written. */
    List<Route> exactly(String path) {
        return exact.getOrDefault(path, List.of());
    }

    /** All routes of a path, whatever its spelling; those without a star first. */
    List<Route> all(String path) {
        String plainly = Spelling.plain(path);
        List<Route> all = new ArrayList<>(plain.getOrDefault(plainly, List.of()));
        for (Prefix prefix : prefixes) {
            if (prefix.covers(plainly)) {
                all.add(prefix.route());
            }
        }
        return all;
    }
}
