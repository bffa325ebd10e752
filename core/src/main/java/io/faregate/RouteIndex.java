package io.faregate;

import io.faregate.policy.PathPattern;
import io.faregate.policy.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds routes by a path, by the letter or by whatever a framework may take for it. Immutable. */
final class RouteIndex {
    private final Map<String, List<Route>> exact = new HashMap<>();
    private final Map<String, List<Route>> onePath = new HashMap<>();
    private final List<Spelt> several = new ArrayList<>();
    private final List<Spelt> every = new ArrayList<>();

    /** A route and its paths, spelt plainly. */
    private record Spelt(Route route, PathPattern paths) {}

    RouteIndex(Collection<Route> routes) {
        routes.forEach(this::place);
    }

    private void place(Route route) {
        Spelt spelt = new Spelt(route, new PathPattern(Spelling.plain(route.path())));
        every.add(spelt);
        add(exact, route.path(), route);
        if (route.pattern().isOnePath()) {
            add(onePath, spelt.paths().text(), route);
        } else {
            several.add(spelt);
        }
    }

    private static void add(Map<String, List<Route>> routes, String path, Route route) {
        routes.computeIfAbsent(path, any -> new ArrayList<>()).add(route);
    }

    /** The routes of a path as it is written. */
    List<Route> exactly(String path) {
        return exact.getOrDefault(path, List.of());
    }

    /** All routes of a path, however it is read; those of one path first. */
    List<Route> all(String path) {
        return all(path, PathReadings.of(path));
    }

    private List<Route> all(String path, @Nullable PathReadings readings) {
        return readings == null ? plainly(path) : routes(every, spelt -> readings.mayBe(spelt.paths()));
    }

    /**
     * The routes that a path may be of: the first of each way to read it. A path without doubtful parts has two: by the
     * letter, and as whoever sees no difference of capitals and slashes reads it.
     *
     * @param wanted the routes that are meant at all
     */
    List<Route> candidates(String path, Predicate<Route> wanted) {
        PathReadings readings = PathReadings.of(path);
        List<Route> all = all(path, readings).stream().filter(wanted).toList();
        if (all.size() < 2 || readings != null) {
            return all;
        }
        Route plainest = all.get(0);
        return all.stream()
                .filter(route -> route.matches(path))
                .findFirst()
                .filter(byLetter -> !byLetter.equals(plainest))
                .map(byLetter -> List.of(plainest, byLetter))
                .orElse(List.of(plainest));
    }

    private List<Route> plainly(String path) {
        String plainly = Spelling.plain(path);
        List<Route> found = new ArrayList<>(onePath.getOrDefault(plainly, List.of()));
        found.addAll(routes(several, spelt -> spelt.paths().matches(plainly)));
        return found;
    }

    private static List<Route> routes(List<Spelt> among, Predicate<Spelt> wanted) {
        return among.stream().filter(wanted).map(Spelt::route).toList();
    }
}
