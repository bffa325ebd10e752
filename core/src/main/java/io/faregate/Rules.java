package io.faregate;

import io.faregate.budget.Mode;
import io.faregate.policy.Plan;
import io.faregate.policy.Policy;
import io.faregate.policy.Route;
import io.faregate.ride.Caller;
import io.faregate.ride.RequestHead;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A policy made ready for look-ups. A path that a reload took out of the policy stays closed: to forget it must not open
 * it. Immutable.
 */
final class Rules {
    /** What a route without methods takes: an answer to HEAD or OPTIONS is no ride, and other methods no browser's. */
    static final Set<String> COMMON = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private final Policy policy;
    private final RouteIndex guarding;
    private final List<Route> off;
    private final List<Route> gone;
    private final RouteIndex formerly;
    private final IdentityHashMap<Route, Map<String, RuleSet>> sets = new IdentityHashMap<>();

    private Rules(Policy policy, List<Route> gone) {
        this.policy = policy;
        this.gone = gone;
        formerly = new RouteIndex(gone);
        off = policy.routes().stream().filter(route -> route.mode() == Mode.OFF).toList();
        guarding = new RouteIndex(policy.routes().stream()
                .filter(route -> route.mode() != Mode.OFF)
                .toList());
        for (Route route : policy.routes()) {
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
        Set<Route> without = new LinkedHashSet<>(gone);
        without.addAll(policy.routes());
        without.removeIf(route -> route.mode() == Mode.OFF
                || next.routes().stream().anyMatch(other -> other.path().equals(route.path())));
        return new Rules(next, List.copyOf(without));
    }

    Policy policy() {
        return policy;
    }

    /**
     * The routes that a request may be for, by any of the methods that the application may take it for. One that does not
     * reach the application by its own method changes nothing there by asking for another.
     */
    List<Route> routes(RequestHead head) {
        List<Route> own = routes(head.method(), head);
        if (own.isEmpty() && !new AllowedMethods(List.of(), open(head)).isOpenTo(head.method())) {
            return own;
        }
        List<String> methods = AskedMethods.of(head);
        return methods.size() == 1
                ? own
                : methods.stream()
                        .flatMap(method -> routes(method, head).stream())
                        .distinct()
                        .toList();
    }

    /**
     * The routes that a request of a method may be for: that of its own path, else the first of each way to read it. Of
     * several nobody can say whose rules count.
     */
    List<Route> routes(String method, RequestHead head) {
        String path = head.path();
        String asked = head.askedPath();
        List<Route> routes = routes(method, path);
        if (asked.equals(path)) {
            return routes;
        }
        return Stream.concat(routes.stream(), routes(method, asked).stream())
                .distinct()
                .toList();
    }

    private List<Route> routes(String method, String path) {
        for (Route own : guarding.exactly(path)) {
            if (takes(own, method)) {
                return List.of(own);
            }
        }
        return guarding.candidates(path, route -> takes(route, method));
    }

    /** All routes of a path, whatever their methods and however it is read; the exact ones first. */
    List<Route> guards(RequestHead head) {
        return Stream.of(head.path(), head.askedPath())
                .distinct()
                .flatMap(path -> guarding.all(path).stream())
                .distinct()
                .toList();
    }

    /** The routes that leave a path open to some methods, though others guard it; their paths are taken by the letter. */
    List<Route> open(RequestHead head) {
        return off.stream()
                .filter(route -> route.matches(head.path()) && route.matches(head.askedPath()))
                .toList();
    }

    /** Whether a path that no route has any more had one before a reload. */
    boolean isTakenAway(RequestHead head) {
        return (!formerly.all(head.path()).isEmpty()
                        || !formerly.all(head.askedPath()).isEmpty())
                && guards(head).isEmpty()
                && open(head).isEmpty();
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
