package io.faregate.policy;

import io.faregate.budget.Limit;
import io.faregate.control.Restriction;
import io.faregate.control.SuspicionRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the parts of a policy that do not go together. */
final class PolicyChecks {
    static final String PRICED = "a model of costs.tables, or costs.unknown-model with a price";

    private final Policy policy;
    private final List<Mistake> mistakes = new ArrayList<>();

    private PolicyChecks(Policy policy) {
        this.policy = policy;
    }

    static List<Mistake> of(Policy policy, @Nullable Callers callers) {
        PolicyChecks checks = new PolicyChecks(policy);
        checks.callers(callers);
        checks.limits(policy.limits());
        checks.aliases();
        policy.plans().values().forEach(checks::plan);
        policy.routes().forEach(checks::route);
        checks.doubleRoutes();
        policy.suspicion().forEach(checks::suspicion);
        return checks.mistakes;
    }

    private void add(String key, String found, String allowed) {
        mistakes.add(new Mistake("", 0, 0, key, found, allowed));
    }

    private void callers(@Nullable Callers callers) {
        if (!policy.defaultPlan().isEmpty()) {
            planExists("callers.default-plan", policy.defaultPlan());
        }
        String unheard = callers == null ? null : callers.unheard();
        if (unheard != null) {
            add("callers", unheard, "trusted-proxies beside it: a header counts only from one of them");
        }
        if (policy.routes().isEmpty()) {
            add("routes", "nothing", "at least one route");
        }
    }

    private void planExists(String key, String name) {
        Collection<String> names = policy.plans().keySet();
        if (!names.contains(name)) {
            String list = names.isEmpty() ? "a plan of this policy, which has none" : String.join(", ", names);
            add(key, "'" + name + "'", Spelling.allowed(list, name, names));
        }
    }

    private void plan(Plan plan) {
        String at = Paths.key("plans", plan.name());
        for (int i = 0; i < plan.models().size(); i++) {
            priced(at + ".models[" + i + "]", plan.models().get(i));
        }
        limits(plan.limits());
    }

    private void route(Route route) {
        route.require().plans().stream().sorted().forEach(name -> planExists(route.rule() + ".require.plan", name));
        limits(route.limits());
        ModelPolicy model = route.model();
        String at = route.rule() + ".model.";
        reachable(route, at + "use", model.use());
        reachable(route, at + "default", model.preset());
        if (model.downgrade() != null) {
            reachable(route, at + "downgrade.to", model.downgrade().to());
        }
        model.tasks().forEach((task, models) -> reachable(route, Paths.key(at + "tasks", task), models));
        for (int i = 0; i < model.allow().size(); i++) {
            priced(at + "allow[" + i + "]", model.allow().get(i));
        }
    }

    static String unpriced(String model) {
        return "'" + model + "', which has no price";
    }

    private boolean priced(String key, String model) {
        if (policy.costs().price(model).isEmpty()) {
            add(key, unpriced(model), PRICED);
            return false;
        }
        return true;
    }

    private void reachable(Route route, String key, @Nullable String model) {
        if (model != null && priced(key, model) && !Reach.of(policy, route).allows(model)) {
            add(
                    key,
                    "'" + model + "', which no plan that reaches the route allows",
                    "one of these: " + String.join(", ", Reach.of(policy, route).models()));
        }
    }

    /** One that is written alone has the place of its list. */
    private void reachable(Route route, String key, List<String> models) {
        for (int i = 0; i < models.size(); i++) {
            reachable(route, models.size() == 1 ? key : key + "[" + i + "]", models.get(i));
        }
    }

    private void aliases() {
        Set<String> listed = new HashSet<>();
        policy.plans().values().forEach(plan -> listed.addAll(plan.models()));
        policy.routes().forEach(route -> listed.addAll(route.model().allow()));
        policy.modelNames().aliases().forEach((name, model) -> {
            String key = Paths.key("models.aliases", name);
            if (listed.contains(name)) {
                add(key, "'" + name + "', which a list of models has", "a name that no list has");
            }
            if (priced(key, model) && !listed.contains(model)) {
                add(key, "'" + model + "', which no list of models has", "a model of plans or routes");
            }
        });
    }

    private void suspicion(SuspicionRule rule) {
        if (rule.then() instanceof Restriction restriction
                && !restriction.model().isEmpty()) {
            priced(rule.rule() + ".then.model", restriction.model());
        }
    }

    /** A limit written twice would be charged twice, in one account. */
    private void limits(List<Limit> limits) {
        Map<String, Limit> seen = new HashMap<>();
        for (Limit limit : limits) {
            Limit before = seen.putIfAbsent(limit.id(), limit);
            if (before != null) {
                add(limit.rule(), "the same measure, per and window as " + before.rule(), "each once");
            }
        }
    }

    private void doubleRoutes() {
        List<Route> routes = policy.routes();
        for (int i = 0; i < routes.size(); i++) {
            for (Route before : routes.subList(0, i)) {
                Route route = routes.get(i);
                if (hasPathOf(before, route) && overlap(before, route)) {
                    add(
                            route.rule() + ".path",
                            "'" + route.path() + "', as " + before.rule(),
                            "each path and method once");
                }
            }
        }
    }

    private static boolean hasPathOf(Route one, Route other) {
        return one.pattern().withoutNames().equals(other.pattern().withoutNames());
    }

    private static boolean overlap(Route one, Route other) {
        return one.methods().isEmpty()
                || other.methods().isEmpty()
                || one.methods().stream().anyMatch(other.methods()::contains);
    }
}
