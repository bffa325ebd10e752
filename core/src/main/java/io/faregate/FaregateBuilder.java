package io.faregate;

import io.faregate.body.ProviderDialects;
import io.faregate.budget.BudgetStore;
import io.faregate.control.KillSwitch;
import io.faregate.control.Suspicion;
import io.faregate.cost.TokenEstimator;
import io.faregate.policy.Policy;
import io.faregate.ride.CallerResolver;
import io.faregate.ride.Ticker;
import io.faregate.usage.UsageSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Faregate} together. Setting a part twice fails at that call. Not thread-safe. */
public final class FaregateBuilder {
    private @Nullable Policy policy;
    private @Nullable TokenEstimator tokens;
    private @Nullable CallerResolver callers;
    private @Nullable Ticker ticker;
    private @Nullable BudgetStore store;
    private @Nullable String name;
    private final List<UsageSink> sinks = new ArrayList<>();

    FaregateBuilder() {}

    /**
     * What the operator wrote. Needed.
     *
     * @param written the policy
     * @return this builder
     */
    public FaregateBuilder policy(Policy written) {
        policy = once(policy, written, "policy");
        return this;
    }

    /**
     * Bounds prompt tokens in place of {@link TokenEstimator#utf8Bytes()}.
     *
     * @param estimator an estimator
     * @return this builder
     */
    public FaregateBuilder tokens(TokenEstimator estimator) {
        tokens = once(tokens, estimator, "tokens");
        return this;
    }

    /**
     * Says who asks in place of the policy's {@code callers} section.
     *
     * @param resolver a resolver
     * @return this builder
     */
    public FaregateBuilder callers(CallerResolver resolver) {
        callers = once(callers, resolver, "callers");
        return this;
    }

    /**
     * The clock.
     *
     * @param clock a ticker; {@link Ticker#system()} unless told
     * @return this builder
     */
    public FaregateBuilder ticker(Ticker clock) {
        ticker = once(ticker, clock, "ticker");
        return this;
    }

    /**
     * Keeps the accounts in place of the memory of this machine.
     *
     * @param budgets a store
     * @return this builder
     */
    public FaregateBuilder store(BudgetStore budgets) {
        store = once(store, budgets, "store");
        return this;
    }

    /**
     * Takes the records; may be called for several. {@link UsageSink#slf4j()} takes them when none is named.
     *
     * @param sink a sink
     * @return this builder
     */
    public FaregateBuilder sink(UsageSink sink) {
        sinks.add(Objects.requireNonNull(sink, "sink"));
        return this;
    }

    /**
     * What operators call this Faregate, in JMX.
     *
     * @param called a name; {@code faregate} unless told
     * @return this builder
     */
    public FaregateBuilder name(String called) {
        name = once(name, called, "name");
        return this;
    }

    /**
     * Opens the gate.
     *
     * @return a gate that must be closed
     * @throws IllegalStateException when there is no policy
     */
    public Faregate build() {
        Policy written = policy;
        if (written == null) {
            throw new IllegalStateException("a policy is needed");
        }
        Ticker clock = ticker == null ? Ticker.system() : ticker;
        ThreadPoolExecutor callbacks = Threads.callbacks();
        ScheduledExecutorService timer = Threads.timer();
        RunningRides running = new RunningRides();
        CallerResolver resolver = callers == null ? written.callers() : callers;
        KillSwitch killSwitch = new KillSwitch(clock, resolver::spelled, running::kill);
        Suspicion suspicion = new Suspicion(killSwitch, clock);
        suspicion.rules(written.suspicion());
        Gate gate = new Gate(
                new Rules(written),
                resolver,
                written.costs(),
                tokens == null ? TokenEstimator.utf8Bytes() : tokens,
                ProviderDialects.of(written.providers()),
                store == null ? BudgetStore.local(clock, written.zone()) : store,
                clock,
                Threads.guarded(callbacks),
                running,
                new Records(sinks.isEmpty() ? List.of(UsageSink.slf4j()) : List.copyOf(sinks)),
                killSwitch,
                suspicion);
        return new Faregate(gate, callbacks, timer, name == null ? "faregate" : name);
    }

    private static <T> T once(@Nullable T before, T value, String name) {
        if (before != null) {
            throw new IllegalStateException(name + " is set already: " + before);
        }
        return Objects.requireNonNull(value, name);
    }
}
