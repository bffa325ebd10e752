package io.faregate.policy;

import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.control.SuspicionRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds what of a policy needs the client's address or its session: only some containers show them. */
final class ContainerNeeds {
    private final List<String> rules = new ArrayList<>();

    private ContainerNeeds() {}

    static List<String> of(Policy policy) {
        ContainerNeeds needs = new ContainerNeeds();
        if (policy.callers() instanceof PolicyCallers callers) {
            needs.callers(callers);
            Stream.of(
                            policy.limits().stream(),
                            policy.plans().values().stream().flatMap(plan -> plan.limits().stream()),
                            policy.routes().stream().flatMap(route -> route.limits().stream()))
                    .flatMap(limits -> limits)
                    .forEach(needs::limit);
            policy.suspicion().forEach(needs::suspicion);
        }
        return List.copyOf(needs.rules);
    }

    private void callers(PolicyCallers callers) {
        session("callers.user", callers.user());
        if (callers.plan() != null) {
            session("callers.plan", callers.plan());
        }
        if (!callers.addresses().trusted().isEmpty()) {
            rules.add("callers.trusted-proxies");
        }
    }

    private void session(String key, Source source) {
        if (source.from() == Source.From.SESSION) {
            rules.add(key + ": session:" + source.name());
        }
    }

    private void limit(Limit limit) {
        for (Dimension network : List.of(Dimension.IP, Dimension.SUBNET)) {
            if (limit.per().contains(network)) {
                rules.add(limit.rule() + ": per: " + network.key());
            }
        }
    }

    private void suspicion(SuspicionRule rule) {
        if (rule.per() == Dimension.IP) {
            rules.add(rule.rule() + ": per: ip");
        }
    }
}
