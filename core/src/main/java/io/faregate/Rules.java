package io.faregate;

import io.faregate.budget.Mode;
import io.faregate.policy.Plan;
import io.faregate.policy.Policy;
import io.faregate.policy.Route;
import io.faregate.ride.Caller;
import java.util.ArrayList;
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
    private final Policy policy;
    private final Map<String, List<Route>> exact = new HashMap<>();
    private final List<Route> prefixes;
    private final IdentityHashMap<Route, Map<String, RuleSet>> sets = new IdentityHashMap<>();
    private final List<Route> formerly;

    private Rules(Policy policy, List<Route> formerly) {
        this.policy = policy;
        this.formerly = formerly;
        prefixes = policy.routes().stream().filter(Rules::isPrefix).toList();
        for (Route route : policy.routes()) {
            if (!isPrefix(route)) {
                exact.computeIfAbsent(route.path(), path -> new ArrayList<>()).add(route);
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
        gone.removeIf(route -> next.routes().stream()
                .anyMatch(other ->
                        other.path().equals(route.path()) && other.methods().equals(route.methods())));
        return new Rules(next, List.copyOf(gone));
    }

    Policy policy() {
        return policy;
    }

    /** The route of a request; a path without one may be refused by choice. */
    Optional<Route> route(String method, String path) {
        for (Route route : exact.getOrDefault(path, List.of())) {
            if (takes(route, method)) {
                return Optional.of(route);
            }
        }
        return prefixes.stream()
                .filter(route -> route.matches(path) && takes(route, method))
                .findFirst();
    }

    /** Whether a path without a route had one that a reload took away. */
    boolean isTakenAway(String method, String path) {
        return !formerly.isEmpty()
                && formerly.stream().anyMatch(route -> matches(route, path) && takes(route, method))
                && policy.routes().stream().noneMatch(route -> matches(route, path) && hasMethod(route, method));
    }

    private static boolean matches(Route route, String path) {
        return isPrefix(route) ? route.matches(path) : route.path().equals(path);
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
        return route.mode() != Mode.OFF && hasMethod(route, method);
    }

    private static boolean hasMethod(Route route, String method) {
        return route.methods().isEmpty() || route.methods().contains(method);
    }

    private static boolean isPrefix(Route route) {
        return route.path().endsWith("/*");
    }
}
