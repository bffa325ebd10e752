package io.faregate;

import io.faregate.body.Caps;
import io.faregate.budget.Limit;
import io.faregate.budget.LimitSet;
import io.faregate.budget.Mode;
import io.faregate.policy.Plan;
import io.faregate.policy.Policy;
import io.faregate.policy.Route;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one route and plan together: compiled once, so that a ride only reads. Immutable.
 *
 * @param route the route
 * @param caps the narrower of route and plan
 * @param limits all limits in the policy's order
 * @param unread those that may refuse before the body is read
 * @param charged all in the order in which they are held
 * @param models what route and plan both allow; empty for any
 */
record RuleSet(Route route, Caps caps, List<Limit> limits, List<Limit> unread, LimitSet charged, List<String> models) {

    static RuleSet of(Policy policy, Route route, @Nullable Plan plan) {
        List<Limit> limits = new ArrayList<>();
        if (plan != null) {
            addAll(limits, plan.limits(), route);
        }
        addAll(limits, route.limits(), route);
        addAll(limits, policy.limits(), route);
        Caps caps = plan == null ? route.caps() : route.caps().narrow(plan.caps());
        // not copied: each request walks it, and the iterator that immutable lists share is not inlined
        List<Limit> unread = new ArrayList<>(limits);
        unread.removeIf(limit -> !UnreadLook.isKnown(limit));
        return new RuleSet(route, caps, List.copyOf(limits), unread, LimitSet.of(limits), models(route, plan));
    }

    /** The same with other caps. */
    RuleSet with(Caps others) {
        return new RuleSet(route, others, limits, unread, charged, models);
    }

    private static void addAll(List<Limit> all, List<Limit> some, Route route) {
        for (Limit limit : some) {
            if (limit.mode() != Mode.OFF) {
                all.add(route.mode() == Mode.OBSERVE ? observed(limit) : limit);
            }
        }
    }

    private static Limit observed(Limit limit) {
        return new Limit(
                limit.id(),
                limit.rule(),
                limit.measure(),
                limit.per(),
                limit.amount(),
                limit.window(),
                Mode.OBSERVE,
                limit.carryDebt());
    }

    private static List<String> models(Route route, @Nullable Plan plan) {
        List<String> own = route.model().allow();
        if (plan == null || plan.models().isEmpty()) {
            return own;
        }
        return own.isEmpty()
                ? plan.models()
                : own.stream().filter(plan.models()::contains).toList();
    }
}
