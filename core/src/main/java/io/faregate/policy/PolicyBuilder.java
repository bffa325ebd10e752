package io.faregate.policy;

import io.faregate.body.DialectBuilder;
import io.faregate.body.ProviderHabit;
import io.faregate.budget.Mode;
import io.faregate.control.SuspicionRule;
import io.faregate.cost.CostEstimator;
import io.faregate.cost.CostTable;
import io.faregate.ride.CallerResolver;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts a {@link Policy} together. What is wrong by itself, set twice or contradicting fails at that call; what does not
 * go together is told by {@link #build}, all at once. Not thread-safe.
 *
 * <pre>{@code
 * Policy policy = Policy.builder()
 *         .plan("free", plan -> plan.models("gpt-5-nano")
 *                 .limit(Limits.per(Dimension.USER).cost("0.50").every(Window.Period.DAY)))
 *         .defaultPlan("free")
 *         .route("/api/chat", route -> route.cap(Capped.OUTPUT_TOKENS, 800))
 *         .build();
 * }</pre>
 */
public final class PolicyBuilder {
    private final PolicyParts parts = new PolicyParts();

    PolicyBuilder() {}

    /**
     * Where calendar periods begin.
     *
     * @param id a zone; UTC unless told
     * @return this builder
     */
    public PolicyBuilder zone(ZoneId id) {
        parts.zone(id);
        return this;
    }

    /**
     * What all rules do that say nothing else.
     *
     * @param what the mode; {@link Mode#ENFORCE} unless told
     * @return this builder
     */
    public PolicyBuilder mode(Mode what) {
        parts.mode(what);
        return this;
    }

    /**
     * Refuses a path without a route, in place of letting it through unguarded.
     *
     * @return this builder
     */
    public PolicyBuilder refuseUnlisted() {
        parts.refuseUnlisted = true;
        return this;
    }

    /**
     * Says in each answer how many requests the caller has left, in the fields {@code RateLimit} and {@code
     * RateLimit-Policy}: of limits on requests of a user or a network, never of money or of what others share.
     *
     * @return this builder
     */
    public PolicyBuilder showLimits() {
        parts.showLimits = true;
        return this;
    }

    /**
     * Who asks, as the application itself finds out. User ids are normalised as those of {@link Callers} are; for ids
     * that must stay as they are, give the resolver to {@code Faregate.builder()}, beside {@link Callers#userIdsAsIs()}.
     *
     * @param own a resolver
     * @return this builder
     */
    public PolicyBuilder callers(CallerResolver own) {
        parts.callers.resolver(own);
        return this;
    }

    /**
     * Who asks; the container's principal unless told.
     *
     * @param said where user, plan and address are
     * @return this builder
     */
    public PolicyBuilder callers(Callers said) {
        parts.callers.callers(said);
        return this;
    }

    /**
     * The plan of a caller whose plan is missing or unknown; such a caller is refused unless told.
     *
     * @param name the name of a plan
     * @return this builder
     */
    public PolicyBuilder defaultPlan(String name) {
        parts.callers.preset(name);
        return this;
    }

    /**
     * What models cost.
     *
     * @param estimator prices; {@link CostTable#builtIn()} unless told
     * @return this builder
     */
    public PolicyBuilder costs(CostEstimator estimator) {
        parts.costs(estimator);
        return this;
    }

    /**
     * A further name by which requests may ask for a model that is listed.
     *
     * @param name what a request may say
     * @param model the exact name of the model that is given for it
     * @return this builder
     */
    public PolicyBuilder alias(String name, String model) {
        parts.alias(name, model);
        return this;
    }

    /**
     * Lets requests ask for a listed model by its name and the date of a snapshot, as {@code gpt-5-mini-2025-08-07}.
     * The snapshot is given, and counts as the model that is listed; refused unless told.
     *
     * @return this builder
     */
    public PolicyBuilder datedModels() {
        parts.datedModels = true;
        return this;
    }

    /**
     * Defines a dialect of the operator's own, for routes and providers that are said after it.
     *
     * @param name a name that no dialect has
     * @param says where in its requests and replies is what costs
     * @return this builder
     */
    public PolicyBuilder dialect(String name, Consumer<DialectBuilder> says) {
        parts.dialects.add(name, says);
        return this;
    }

    /** The dialects that a route may name. */
    List<String> dialects() {
        return parts.dialects.names();
    }

    /**
     * Whose dialect an outgoing call speaks.
     *
     * @param place a host and the beginning of a path, as {@code api.openai.com/v1}
     * @param dialect a name as in policies
     * @return this builder
     */
    public PolicyBuilder provider(String place, String dialect) {
        parts.dialects.provider(place, dialect);
        return this;
    }

    /**
     * What the provider of a place does.
     *
     * @param place a place that was said to {@link #provider}
     * @param habit what it does
     * @return this builder
     * @throws IllegalArgumentException when no provider is there, or the like was said of it
     */
    public PolicyBuilder provider(String place, ProviderHabit habit) {
        parts.dialects.habit(place, habit);
        return this;
    }

    /**
     * The most in a window, of all routes together.
     *
     * @param limit the limit
     * @return this builder
     */
    public PolicyBuilder limit(Limits limit) {
        parts.common.limit(limit);
        return this;
    }

    /**
     * What a group of callers may have. Write the most privileged plan last: where roles say the plan, the last counts.
     *
     * @param name the plan's name
     * @param says says it
     * @return this builder
     */
    public PolicyBuilder plan(String name, Consumer<PlanBuilder> says) {
        parts.plan(name, says);
        return this;
    }

    /**
     * Guards a path.
     *
     * @param path an exact path, or a prefix that ends in {@code /*}
     * @param says says how
     * @return this builder
     */
    public PolicyBuilder route(String path, Consumer<RouteBuilder> says) {
        return route(parts.routes.next(), path, says);
    }

    /** A route at its place in a file, where a route before it may be a mistake. */
    PolicyBuilder route(String rule, String path, Consumer<RouteBuilder> says) {
        parts.routes.add(rule, path, says);
        return this;
    }

    /**
     * What strikes lead to: refusals of the abusive kind, the application's own suspicions, and a few signs of abuse.
     *
     * @param rule who is suspected from how many strikes on, and what happens then
     * @return this builder
     */
    public PolicyBuilder suspicion(SuspicionRule rule) {
        return suspicion("suspicion[" + parts.suspicion.size() + "]", rule);
    }

    /** A rule at its place in a file, where a rule before it may be a mistake. */
    PolicyBuilder suspicion(String place, SuspicionRule rule) {
        parts.suspicion.add(rule.at(place));
        return this;
    }

    /**
     * How a client is noticed that has left.
     *
     * @param how {@link LostClients#DEFAULT} unless told
     * @return this builder
     */
    public PolicyBuilder lostClients(LostClients how) {
        parts.lostClients(how);
        return this;
    }

    /** Something for the policy's findings. */
    PolicyBuilder note(String finding) {
        parts.notes.add(finding);
        return this;
    }

    /**
     * The policy.
     *
     * @return an immutable policy
     * @throws PolicyException when its parts do not go together; names all mistakes
     */
    public Policy build() {
        Policy policy = parts.policy();
        List<Mistake> mistakes = parts.mistakes(policy);
        if (!mistakes.isEmpty()) {
            throw new PolicyException(mistakes);
        }
        return policy;
    }

    /** What {@link #build} would tell. */
    List<Mistake> mistakes() {
        return parts.mistakes(parts.policy());
    }
}
