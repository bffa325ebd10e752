package io.faregate;

import io.faregate.body.ProviderDialects;
import io.faregate.control.KillSwitch;
import io.faregate.control.Suspicion;
import io.faregate.cost.CostEstimator;
import io.faregate.cost.TokenEstimator;
import io.faregate.policy.Policy;
import io.faregate.ride.Caller;
import io.faregate.ride.CallerResolver;
import io.faregate.ride.RideRequest;
import io.faregate.ride.Ticker;
import io.faregate.ride.UnusableUserIdException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all rides of one Faregate and one policy share. Immutable; its parts are thread-safe. */
record Gate(
        Rules rules,
        @Nullable CallerResolver ownCallers,
        CallerResolver callers,
        CostEstimator costs,
        TokenEstimator tokens,
        ProviderDialects providers,
        SettlingStore store,
        Amounts amounts,
        Answers answers,
        Ticker ticker,
        Executor callbacks,
        Executor work,
        ScheduledExecutorService timer,
        RunningRides running,
        Records records,
        KillSwitch killSwitch,
        Suspicion suspicion,
        Seldom failures) {

    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    /** Who asks: the application's own resolver, else the policy's section. */
    static CallerResolver callers(Policy policy, @Nullable CallerResolver own) {
        return own == null ? policy.callers() : policy.callers(own);
    }

    /**
     * Who asks, or null when that can not be said; the log says why.
     *
     * @throws UnusableUserIdException when nobody can be called so; that is the client's fault
     */
    @Nullable
    Caller caller(RideRequest request) {
        try {
            return callers.resolve(request);
        } catch (UnusableUserIdException unusable) {
            throw unusable;
        } catch (RuntimeException failure) {
            if (failures.isDue()) {
                LOG.error("The caller resolver failed", failure);
            }
            return null;
        }
    }

    /** Runs something on a thread for callbacks, some time from now; at once when the gate has closed. */
    void later(Duration delay, Runnable work) {
        try {
            var unused = timer.schedule(() -> callbacks.execute(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            callbacks.execute(work);
        }
    }

    /** The same for another policy; rides that run keep theirs. */
    Gate with(Policy next) {
        return new Gate(
                rules.with(next),
                ownCallers,
                callers(next, ownCallers),
                next.costs(),
                tokens,
                ProviderDialects.of(next.providers()),
                store,
                amounts,
                answers,
                ticker,
                callbacks,
                work,
                timer,
                running,
                records,
                killSwitch,
                suspicion,
                failures);
    }
}
