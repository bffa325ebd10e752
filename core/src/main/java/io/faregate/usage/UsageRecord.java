package io.faregate.usage;

import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request: one for each decision, refused ones too. It holds neither text of a prompt nor a
 * credential. Immutable.
 *
 * @param rideId the id that is in the answer and the response header too
 * @param time when the request was decided
 * @param user the user as the application named them; null for an anonymous caller
 * @param plan the caller's plan, or null
 * @param network the caller's network
 * @param route the route's path
 * @param model what was asked for, what was given and why
 * @param usage what was used
 * @param costs what it was estimated at, held and settled for
 * @param outcome how it ended
 */
public record UsageRecord(
        String rideId,
        Instant time,
        @Nullable String user,
        @Nullable String plan,
        String network,
        String route,
        ModelChoice model,
        Usage usage,
        Costs costs,
        Outcome outcome) {

    /** The version of the record's shape, raised when a field changes its meaning. */
    public static final int SCHEMA = 1;

    /**
     * Checks that all but user and plan are there.
     *
     * @param rideId the id that is in the answer and the response header too
     * @param time when the request was decided
     * @param user the user as the application named them; null for an anonymous caller
     * @param plan the caller's plan, or null
     * @param network the caller's network
     * @param route the route's path
     * @param model what was asked for, what was given and why
     * @param usage what was used
     * @param costs what it was estimated at, held and settled for
     * @param outcome how it ended
     */
    public UsageRecord {
        Objects.requireNonNull(rideId, "rideId");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(route, "route");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(costs, "costs");
        Objects.requireNonNull(outcome, "outcome");
    }

    /**
     * Which model a ride got.
     *
     * @param asked what the body named, or null
     * @param given what was given, or null when it did not come that far
     * @param why {@code asked}, {@code alias}, {@code task}, {@code route}, {@code default}, {@code first}, {@code
     *     dearest}, {@code downgraded-at-share}, {@code downgraded-for-money}, {@code downgraded-as-blocked} or {@code
     *     restricted}; empty when none was given
     */
    public record ModelChoice(
            @Nullable String asked, @Nullable String given, String why) {

        /** No model asked for and none given. */
        public static final ModelChoice NONE = new ModelChoice(null, null, "");
    }

    /**
     * Money of a ride.
     *
     * @param estimated the most it could cost, as estimated at the gate
     * @param held the most that was held while it ran, top-ups included
     * @param settled what it did cost
     * @param source where the usage comes from
     * @param priceTable the version of the prices
     */
    public record Costs(Money estimated, Money held, Money settled, UsageSource source, String priceTable) {}

    /**
     * How a ride ended.
     *
     * @param status {@code completed}, {@code failed}, {@code cancelled}, {@code expired}, {@code adjusted} or
     *     {@code refused}
     * @param httpStatus the response's status, or 0 when there is none
     * @param rule the rule that refused or would have refused; empty for none
     * @param reason why it was refused or cancelled; empty for neither
     * @param latency from the decision's start to the end
     */
    public record Outcome(String status, int httpStatus, String rule, String reason, Duration latency) {}
}
