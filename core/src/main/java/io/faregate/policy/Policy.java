package io.faregate.policy;

import io.faregate.body.Dialect;
import io.faregate.budget.Limit;
import io.faregate.control.SuspicionRule;
import io.faregate.cost.CostEstimator;
import io.faregate.ride.Caller;
import io.faregate.ride.CallerResolver;
import io.faregate.ride.RequestHead;
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
     * Lets user ids be normalised, whoever says them.
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
    public Policy {
        callers = SpelledCallers.of(callers, UserIds.NORMALISED);
    }

    /**
     * A policy made in code; {@link PolicyFile} reads one from a file.
     *
     * @return a builder that still needs a route
     */
    public static PolicyBuilder builder() {
        return new PolicyBuilder();
    }

    /**
     * Who asks, when the application finds out by itself; its user ids are still spelled as the {@code callers} section
     * says.
     *
     * @param own the application's resolver
     * @return a resolver of normalised user ids, or of ids as they are
     */
    public CallerResolver callers(CallerResolver own) {
        return SpelledCallers.of(own, callers instanceof PolicyCallers section ? section.ids() : UserIds.NORMALISED);
    }

    /**
     * Somebody of whom nothing is known but the network.
     *
     * @param head what the adapter shows of the request
     * @return an anonymous caller without a plan, whose network is the client's, or {@code unknown}
     */
    public Caller anonymous(RequestHead head) {
        ClientAddress addresses =
                callers instanceof PolicyCallers section ? section.addresses() : ClientAddress.OF_PEER;
        return new Caller(null, null, null, addresses.network(head), Map.of());
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
