package io.faregate.policy;

import io.faregate.budget.Limit;
import io.faregate.budget.Mode;
import io.faregate.control.SuspicionRule;
import io.faregate.cost.CostEstimator;
import io.faregate.cost.CostTable;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What has been said of a policy, and the policy that it comes to. Not thread-safe. */
final class PolicyParts {
    final NamedDialects dialects = new NamedDialects();
    final PolicyRoutes routes = new PolicyRoutes(dialects);
    final WhoAsks callers = new WhoAsks();
    final Allowance common = new Allowance();
    final List<SuspicionRule> suspicion = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    private final Map<String, PlanBuilder> plans = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();
    private @Nullable ZoneId zone;
    private @Nullable Mode mode;
    private @Nullable CostEstimator costs;
    private @Nullable LostClients lostClients;
    boolean datedModels;
    boolean refuseUnlisted;
    boolean showLimits;

    void zone(ZoneId id) {
        zone = Once.set(zone, id, "zone");
    }

    void mode(Mode what) {
        mode = Once.set(mode, what, "mode");
    }

    void costs(CostEstimator estimator) {
        costs = Once.set(costs, estimator, "costs");
    }

    void alias(String name, String model) {
        aliases.put(name, Once.set(aliases.get(name), model, "alias " + name));
    }

    void lostClients(LostClients how) {
        lostClients = Once.set(lostClients, how, "lost-clients");
    }

    void plan(String name, Consumer<PlanBuilder> says) {
        if (!Kinds.PLAN.pattern().matcher(name).matches()) {
            throw new IllegalArgumentException("found '" + name + "', allowed: " + Kinds.PLAN.allowed());
        }
        PlanBuilder plan = new PlanBuilder(name);
        plans.put(name, Once.set(plans.get(name), plan, "plan " + name));
        says.accept(plan);
    }

    /** The policy, checked by nobody yet. */
    Policy policy() {
        Mode preset = mode == null ? Mode.ENFORCE : mode;
        Map<String, Plan> built = new LinkedHashMap<>();
        plans.forEach((name, plan) -> built.put(name, plan.build(preset)));
        List<Limit> everybodys = common.limits(limit -> "all", "", preset);
        List<Route> guarded = routes.build(preset);
        Policy policy = policy(everybodys, built, guarded, List.of());
        List<String> findings = new ArrayList<>(notes);
        findings.addAll(PolicyFindings.of(policy, callers.callers()));
        return policy(everybodys, built, guarded, List.copyOf(findings));
    }

    private Policy policy(List<Limit> everybodys, Map<String, Plan> named, List<Route> guarded, List<String> findings) {
        return new Policy(
                zone == null ? ZoneOffset.UTC : zone,
                callers.resolver(List.copyOf(named.keySet())),
                callers.preset(),
                costs == null ? CostTable.builtIn() : costs,
                dialects.providers(),
                List.copyOf(everybodys),
                Collections.unmodifiableMap(named),
                List.copyOf(guarded),
                refuseUnlisted,
                showLimits,
                List.copyOf(suspicion),
                new ModelNames(aliases, datedModels),
                lostClients == null ? LostClients.DEFAULT : lostClients,
                findings);
    }

    /** What in it does not go together. */
    List<Mistake> mistakes(Policy policy) {
        return PolicyChecks.of(policy, callers.callers());
    }
}
