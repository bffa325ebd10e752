package io.faregate.policy;

import io.faregate.body.Capped;
import io.faregate.body.Claim;
import io.faregate.body.Dialect.Reads;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.control.Restriction;
import io.faregate.control.SuspicionRule;
import io.faregate.cost.CostTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what is allowed in a policy, but may not be what was meant. */
final class PolicyFindings {
    /** Routes are kept in the order in which they are looked for; their rules have the numbers of the file. */
    private static final Comparator<Route> AS_WRITTEN =
            Comparator.<Route>comparingInt(route -> route.rule().length()).thenComparing(Route::rule);

    private final Policy policy;
    private final List<String> findings = new ArrayList<>();

    private PolicyFindings(Policy policy) {
        this.policy = policy;
    }

    static List<String> of(Policy policy, @Nullable Callers callers) {
        PolicyFindings all = new PolicyFindings(policy);
        if (callers != null) {
            all.callers(callers);
        }
        if (policy.costs() instanceof CostTable table) {
            table.findings().forEach(finding -> all.add("costs.tables", finding));
        }
        all.modes();
        policy.routes().stream().sorted(AS_WRITTEN).forEach(all::route);
        policy.suspicion().forEach(all::suspicion);
        return all.findings;
    }

    private void add(String key, String text) {
        findings.add(key + ": " + text);
    }

    private void callers(Callers callers) {
        for (AddressRange range : callers.trusted()) {
            if (range.isWide()) {
                add(
                        "callers.trusted-proxies",
                        range.written() + " is wide: whoever has an address in it can say any other");
            }
        }
        if (callers.isForwardedInVain()) {
            add("callers.forwarded", "no header is read without trusted-proxies");
        }
    }

    private void modes() {
        for (Mode mode : List.of(Mode.OBSERVE, Mode.OFF)) {
            String routes = policy.routes().stream()
                    .filter(route -> route.mode() == mode)
                    .sorted(AS_WRITTEN)
                    .map(Route::rule)
                    .collect(Collectors.joining(", "));
            if (!routes.isEmpty()) {
                add(
                        "mode",
                        mode == Mode.OBSERVE
                                ? "observe: nothing is refused at " + routes
                                : "off: unguarded: " + routes);
            }
        }
    }

    private void route(Route route) {
        if (route.mode() == Mode.OFF) {
            return;
        }
        tools(route);
        agent(route);
        cost(route);
        Reach reach = Reach.of(policy, route);
        for (String model : route.model().allow()) {
            if (!reach.allows(model)) {
                add(route.rule() + ".model.allow", model + " is in no plan that reaches the route");
            }
        }
        if (route.dialect().at(route.path()).reads() == Reads.PARTS
                && route.caps().max(Capped.FILES) == 0) {
            add(route.rule() + ".caps.files", "0, so no file gets through");
        }
    }

    private void suspicion(SuspicionRule rule) {
        if (rule.then().equals(Restriction.NONE)) {
            add(rule.rule() + ".then", "nothing happens");
        }
    }

    private void tools(Route route) {
        long calls = route.caps().max(Capped.TOOL_CALLS);
        boolean hasTools = !route.tools().allow().isEmpty();
        boolean isClients = route.messages().allow().contains(Claim.TOOLS);
        if (isClients && !hasTools) {
            add(route.rule() + ".messages", "no tool gets through, as tools.allow names none");
        }
        if (isClients && calls == 0) {
            return;
        }
        if (hasTools != (calls > 0)) {
            add(
                    route.rule() + ".tools",
                    hasTools
                            ? "none can be called, as caps.tool-calls is 0"
                            : "none is allowed, but caps.tool-calls is " + calls);
            return;
        }
        route.tools().allow().forEach((name, rule) -> {
            if (rule.max() != Long.MAX_VALUE && rule.max() > calls) {
                add(
                        Paths.key(route.rule() + ".tools.allow", name) + ".max",
                        rule.max() + " is more than caps.tool-calls, which is " + calls);
            }
        });
    }

    /** Later steps read what was found before them: without a cap nobody can say how much. */
    private void agent(Route route) {
        if (route.caps().max(Capped.STEPS) > 1) {
            unheld(route, Capped.TOOL_CALLS, Capped.TOOL_RESULT_CHARS, "results of tools");
            unheld(route, Capped.RETRIEVED_DOCUMENTS, Capped.RETRIEVED_CHARS, "documents");
        }
    }

    private void unheld(Route route, Capped count, Capped chars, String what) {
        List<Plan> plans = Reach.of(policy, route).plans();
        boolean isWritten = route.caps().has(chars)
                || (!plans.isEmpty()
                        && plans.stream().allMatch(plan -> plan.caps().has(chars)));
        if (route.caps().max(count) > 0 && !isWritten) {
            add(
                    route.rule() + ".caps." + chars.key(),
                    "not written, so what is held has no room for " + what + " that each further step reads again");
        }
    }

    private void cost(Route route) {
        if (hasCost(route, route.limits()) || hasCost(route, policy.limits())) {
            return;
        }
        List<Plan> plans = Reach.of(policy, route).plans();
        String free = plans.stream()
                .filter(plan -> !hasCost(route, plan.limits()))
                .map(Plan::name)
                .collect(Collectors.joining(", "));
        if (plans.isEmpty()) {
            add(route.rule(), "no limit on cost reaches it");
        } else if (!free.isEmpty()) {
            add(route.rule(), "no limit on cost reaches it for callers of " + free);
        }
    }

    /** A limit that is only observed is none where the route itself refuses. */
    private static boolean hasCost(Route route, List<Limit> limits) {
        return limits.stream()
                .filter(limit -> limit.measure().equals(Measure.COST))
                .anyMatch(limit -> limit.mode() == Mode.ENFORCE || limit.mode() == route.mode());
    }
}
