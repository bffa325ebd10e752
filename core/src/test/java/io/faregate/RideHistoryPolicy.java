package io.faregate;

import io.faregate.body.Capped;
import io.faregate.budget.Dimension;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window.Period;
import io.faregate.cost.Money;
import io.faregate.policy.Limits;
import io.faregate.policy.PlanBuilder;
import io.faregate.policy.Policy;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The limits of each kind that random histories ride under. */
record RideHistoryPolicy(ZoneId zone, long nanosPerToken, long nanosPerDay) {
    static final List<String> PATHS = List.of("/agent", "/chat");
    static final List<String> PLANS = List.of("free", "pro");

    Policy build() {
        var policy = Policy.builder()
                .zone(zone)
                .costs(model -> Optional.of(usage -> Optional.of(new Money(nanosPerToken * usage.tokens()))))
                .limit(Limits.pool().cost("1000").every(Period.MONTH))
                .limit(Limits.per(Dimension.ROUTE).cost("1000").every(Period.MONTH))
                .limit(Limits.per(Dimension.IP).requests(100_000).within(Duration.ofMinutes(1)))
                .limit(Limits.per(Dimension.USER).cost("0.0004").within(Duration.ofMinutes(10)))
                .limit(Limits.per(Dimension.USER).requests(1_000_000).every(Period.DAY))
                .limit(Limits.per(Dimension.USER).concurrent(12));
        PLANS.forEach(name -> policy.plan(name, plan -> limits(plan, 1 + PLANS.indexOf(name))));
        PATHS.forEach(path -> policy.route(
                path,
                route -> route.cap(Capped.OUTPUT_TOKENS, 800, 500)
                        .cap(Capped.STEPS, 5, 1)
                        .cap(Capped.TOOL_CALLS, 3)
                        .tool("search", 2, new Money(2_000))));
        return policy.build();
    }

    /** A day that is hard on few, an hour whose debts are carried, and a minute that would refuse many. */
    private void limits(PlanBuilder plan, long share) {
        long perDay = nanosPerDay * share;
        plan.limit(ofUser(perDay).every(Period.DAY))
                .limit(ofUser(perDay / 20).every(Period.HOUR).carryDebt())
                .limit(ofUser(perDay / 500).every(Period.MINUTE).mode(Mode.OBSERVE));
    }

    private static Limits ofUser(long nanos) {
        return Limits.per(Dimension.USER).amount(Measure.COST, nanos);
    }
}
