package io.faregate.budget;

import io.faregate.ride.Caller;
import java.util.OptionalLong;

/**
 * Says how much of a limit one caller has, in place of the policy: what a customer bought, what a trial has left. It is
 * asked for limits {@code per: user} and callers with a user id, seldom: what it says is kept for a while. Must be
 * thread-safe; it may ask a database, and runs on threads of the gate's own.
 *
 * <pre>{@code
 * Faregate.builder().amounts((caller, limit) -> limit.measure().equals(Measure.COST)
 *         ? credits.of(caller.userId())
 *         : OptionalLong.empty());
 * }</pre>
 */
@FunctionalInterface
public interface LimitResolver {

    /**
     * The caller's amount.
     *
     * @param caller who asks; their user id is not null
     * @param limit the limit as the policy has it
     * @return the most in the limit's unit, nano-units for cost; empty for the policy's amount. A negative one, or an
     *     exception, leaves what was said before, else the policy's amount
     */
    OptionalLong amount(Caller caller, Limit limit);
}
