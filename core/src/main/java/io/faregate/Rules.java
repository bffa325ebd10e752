package io.faregate;

import io.faregate.budget.Mode;
import io.faregate.policy.Plan;
import io.faregate.policy.Policy;
import io.faregate.policy.Route;
import io.faregate.ride.Caller;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy made ready for look-ups. A path that a reload took out of the policy stays closed: to forget it must not open
 * it. Immutable.
 */
final class Rules {
    /** What a route without methods takes: an answer to HEAD or OPTIONS is no ride, and other methods no browser's. */
    static final Set<String> COMMON = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private final Policy policy;
    private final Map<String, List<Route>> exact = new HashMap<>();
    private final Map<String, List<Route>> plain = new HashMap<>();
    private final List<Prefix> prefixes = new ArrayList<>();
    private final List<Route> off;
    private final List<Route> formerly;
    private final IdentityHashMap<Route, Map<String, RuleSet>> sets = new IdentityHashMap<>();

    /** A route whose path ends in a star, and its path before that, spelt plainly. */
    private record Prefix(Route route, String path) {
        boolean covers(String plainly) {
            return plainly.equals(path) || plainly.startsWith(path.equals("/") ? path : path + "/");
        }
    }

    private Rules(Policy policy, List<Route> formerly) {
        this.policy = policy;
        this.formerly = formerly;
        off = policy.routes().stream().filter(route -> route.mode() == Mode.OFF).toList();
        for (Route route : policy.routes()) {
            if (route.mode() != Mode.OFF) {
                place(route);
            }
            Map<String, RuleSet> byPlan = new HashMap<>();
            byPlan.put("", RuleSet.of(policy, route, null));
            policy.plans().values().forEach(plan -> byPlan.put(plan.name(), RuleSet.of(policy, route, plan)));
            sets.put(route, byPlan);
        }
    }

    static Rules of(Policy policy) {
        return new Rules(policy, List.of());
    }

    /** The rules of the policy that comes after this one. */
    Rules with(Policy next) {
        Set<Route> gone = new LinkedHashSet<>(formerly);
        gone.addAll(policy.routes());
        gone.removeIf(route -> route.mode() == Mode.OFF
                || next.routes().stream().anyMatch(other -> other.path().equals(route.path())));
        return new Rules(next, List.copyOf(gone));
    }

    private void place(Route route) {
        String path = route.path();
        if (isPrefix(route)) {
            prefixes.add(prefix(route));
        } else {
            exact.computeIfAbsent(path, any -> new ArrayList<>()).add(route);
            plain.computeIfAbsent(Spelling.plain(path), any -> new ArrayList<>())
                    .add(route);
        }
    }

    private static boolean isPrefix(Route route) {
        return route.path().endsWith("/*");
    }

    private static Prefix prefix(Route route) {
        return new Prefix(
                route, Spelling.plain(route.path().substring(0, route.path().length() - 1)));
    }

    Policy policy() {
        return policy;
    }

    /** The route of a request, of its own path or one that may be the same to a framework. */
    Optional<Route> route(String method, String path) {
        Optional<Route> own = first(exact.getOrDefault(path, List.of()), method);
        return own.isPresent() ? own : first(guards(path), method);
    }

    private static Optional<Route> first(Collection<Route> routes, String method) {
        for (Route route : routes) {
            if (takes(route, method)) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    /** All routes of a path, whatever their methods and the path's spelling; the exact ones first. */
    List<Route> guards(String path) {
        String plainly = Spelling.plain(path);
        List<Route> guards = new ArrayList<>(plain.getOrDefault(plainly, List.of()));
        for (Prefix prefix : prefixes) {
            if (prefix.covers(plainly)) {
                guards.add(prefix.route());
            }
        }
        return guards;
    }

    /** The routes that leave a path open to some methods, though others guard it; their paths are taken by the letter. */
    List<Route> open(String path) {
        return off.stream().filter(route -> route.matches(path)).toList();
    }

    /** Whether a path that no route has any more had one before a reload. */
    boolean isTakenAway(String path) {
        if (formerly.isEmpty() || !guards(path).isEmpty() || !open(path).isEmpty()) {
            return false;
        }
        String plainly = Spelling.plain(path);
        return formerly.stream()
                .anyMatch(route -> isPrefix(route)
                        ? prefix(route).covers(plainly)
                        : Spelling.plain(route.path()).equals(plainly));
    }

    /** The plan that counts for a caller: their own, else the default; null when neither is in the policy. */
    @Nullable
    Plan plan(Caller caller) {
        Plan own = caller.plan() == null ? null : policy.plans().get(caller.plan());
        return own != null ? own : policy.plans().get(policy.defaultPlan());
    }

    RuleSet set(Route route, @Nullable Plan plan) {
        RuleSet set = sets.getOrDefault(route, Map.of()).get(plan == null ? "" : plan.name());
        return set != null ? set : RuleSet.of(policy, route, plan);
    }

    private static boolean takes(Route route, String method) {
        return route.methods().isEmpty()
                ? COMMON.contains(method)
                : route.methods().contains(method);
    }
}
