package io.faregate;

import io.faregate.body.ProviderDialects;
import io.faregate.budget.BudgetStore;
import io.faregate.control.KillSwitch;
import io.faregate.control.Suspicion;
import io.faregate.cost.CostEstimator;
import io.faregate.cost.TokenEstimator;
import io.faregate.ride.CallerResolver;
import io.faregate.ride.Ticker;
import java.util.concurrent.Executor;

/** What all rides of one Faregate and one policy share. Immutable; its parts are thread-safe. */
record Gate(
        Rules rules,
        CallerResolver callers,
        CostEstimator costs,
        TokenEstimator tokens,
        ProviderDialects providers,
        BudgetStore store,
        Ticker ticker,
        Executor callbacks,
        RunningRides running,
        Records records,
        KillSwitch killSwitch,
        Suspicion suspicion) {}
