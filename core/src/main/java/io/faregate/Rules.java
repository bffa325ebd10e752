package io.faregate;

import io.faregate.budget.Mode;
import io.faregate.policy.Plan;
import io.faregate.policy.Policy;
import io.faregate.policy.Route;
import io.faregate.ride.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A policy made ready for look-ups. Immutable. */
final class Rules {
    private final Policy policy;
    private final Map<String, List<Route>> exact = new HashMap<>();
    private final List<Route> prefixes;
    private final IdentityHashMap<Route, Map<String, RuleSet>> sets = new IdentityHashMap<>();

    Rules(Policy policy) {
        this.policy = policy;
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
        return route.mode() != Mode.OFF
                && (route.methods().isEmpty() || route.methods().contains(method));
    }

    private static boolean isPrefix(Route route) {
        return route.path().endsWith("/*");
    }
}
