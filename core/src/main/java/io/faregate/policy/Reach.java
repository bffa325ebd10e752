package io.faregate.policy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who reaches a route, and with which models.
 *
 * @param plans the plans that reach it; empty when the policy has none
 * @param own the route's own models; empty for those of the plans
 */
record Reach(List<Plan> plans, List<String> own) {

    static Reach of(Policy policy, Route route) {
        Set<String> named = route.require().plans();
        List<Plan> plans = policy.plans().values().stream()
                .filter(plan -> named.isEmpty() || named.contains(plan.name()))
                .toList();
        return new Reach(plans, route.model().allow());
    }

    /** Whether at least one plan may have the model here. */
    boolean allows(String model) {
        boolean isOwn = own.isEmpty() || own.contains(model);
        return isOwn && (plans.isEmpty() || plans.stream().anyMatch(plan -> has(plan, model)));
    }

    static boolean has(Plan plan, String model) {
        return plan.models().isEmpty() || plan.models().contains(model);
    }

    /** All models that some caller may have here. */
    Set<String> models() {
        Set<String> models = new LinkedHashSet<>(own);
        plans.forEach(plan -> models.addAll(plan.models()));
        models.removeIf(model -> !allows(model));
        return models;
    }
}
