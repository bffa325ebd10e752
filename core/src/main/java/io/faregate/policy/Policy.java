package io.faregate.policy;

import io.faregate.body.Dialect;
import io.faregate.budget.Limit;
import io.faregate.control.SuspicionRule;
import io.faregate.cost.CostEstimator;
import io.faregate.ride.CallerResolver;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * Everything the operator wrote. Immutable.
 *
 * @param zone where calendar periods begin
 * @param callers says who asks, as the {@code callers} section has it
 * @param defaultPlan the plan of a caller whose plan is missing or unknown; empty for: refuse
 * @param costs the prices, a pessimistic one for unknown models included when the policy names one
 * @param providers the dialect of an outgoing call, by host and path; the longest that matches counts
 * @param limits the limits of all routes together
 * @param plans the plans by name
 * @param routes the routes; an exact path goes before a prefix, a longer prefix before a shorter
 * @param refuseUnlisted whether a path without a route is refused instead of let through unguarded
 * @param showLimits whether answers have the fields {@code RateLimit} and {@code RateLimit-Policy}
 * @param suspicion what strikes lead to
 * @param modelNames what requests may call the models of the lists
 * @param lostClients how a client is noticed that has left
 * @param findings what the reader of the policy should be told, as a section that this version does not act on
 */
public record Policy(
        ZoneId zone,
        CallerResolver callers,
        String defaultPlan,
        CostEstimator costs,
        Map<String, Dialect> providers,
        List<Limit> limits,
        Map<String, Plan> plans,
        List<Route> routes,
        boolean refuseUnlisted,
        boolean showLimits,
        List<SuspicionRule> suspicion,
        ModelNames modelNames,
        LostClients lostClients,
        List<String> findings) {

    /**
     * A policy made in code; {@link PolicyFile} reads one from a file.
     *
     * @return a builder that still needs a route
     */
    public static PolicyBuilder builder() {
        return new PolicyBuilder();
    }

    /**
     * What of it needs the client's address or its session, which only some containers show.
     *
     * @return the rules, as {@code limits[1]: per: ip} or {@code callers.plan: session:plan}; none when a resolver of the
     *     application's says who asks
     */
    public List<String> containerNeeds() {
        return ContainerNeeds.of(this);
    }
}
