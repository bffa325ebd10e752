package io.faregate;

import io.faregate.body.ProviderDialects;
import io.faregate.body.RefusalRenderer;
import io.faregate.budget.BudgetStore;
import io.faregate.budget.LimitResolver;
import io.faregate.control.KillSwitch;
import io.faregate.control.Suspicion;
import io.faregate.cost.TokenEstimator;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicySource;
import io.faregate.ride.CallerResolver;
import io.faregate.ride.Ticker;
import io.faregate.usage.UsageSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Faregate} together. Setting a part twice fails at that call. Not thread-safe. */
public final class FaregateBuilder {
    private @Nullable Policy policy;
    private @Nullable PolicySource source;
    private @Nullable TokenEstimator tokens;
    private @Nullable CallerResolver callers;
    private @Nullable Ticker ticker;
    private @Nullable BudgetStore store;
    private @Nullable LimitResolver amounts;
    private @Nullable String name;
    private @Nullable RefusalRenderer refusals;
    private final List<UsageSink> sinks = new ArrayList<>();

    private boolean timed = true;

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
     * What the operator wrote, to be read again whenever it changes; in place of a policy.
     *
     * @param watched where the policy is
     * @return this builder
     * @throws IOException when it can not be read
     * @throws io.faregate.policy.PolicyException when there are mistakes in it; names all of them
     */
    public FaregateBuilder policy(PolicySource watched) throws IOException {
        policy(watched.read());
        source = watched;
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
     * Says who asks in place of the policy's {@code callers} section. Its user ids become keys as the section's
     * {@code user-ids} says: normalised, unless that is {@code as-is}.
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
     * Says how much a limit gives a caller, in place of the policy's amount.
     *
     * @param resolver a resolver
     * @return this builder
     */
    public FaregateBuilder amounts(LimitResolver resolver) {
        amounts = once(amounts, resolver, "amounts");
        return this;
    }

    /**
     * Refuses in the application's own words, or with its own page.
     *
     * @param renderer a renderer
     * @return this builder
     */
    public FaregateBuilder refusals(RefusalRenderer renderer) {
        refusals = once(refusals, renderer, "refusals");
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

    /** Nothing is timed but what a test says, nor done on other threads: histories that replay need it. */
    FaregateBuilder untimed() {
        timed = false;
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
        ThreadPoolExecutor work = Threads.work();
        ScheduledThreadPoolExecutor timer = Threads.timer();
        RunningRides running = new RunningRides(timer);
        CurrentGate current = new CurrentGate();
        KillSwitch killSwitch =
                new KillSwitch(clock, caller -> current.get().callers().spelled(caller), running::kill);
        Suspicion suspicion = new Suspicion(killSwitch, clock);
        suspicion.rules(written.suspicion());
        current.set(new Gate(
                Rules.of(written),
                callers,
                Gate.callers(written, callers),
                written.costs(),
                tokens == null ? TokenEstimator.utf8Bytes() : tokens,
                ProviderDialects.of(written.providers()),
                new SettlingStore(store == null ? BudgetStore.local(clock, written.zone()) : store),
                new Amounts(amounts, clock, timer),
                new Answers(refusals),
                clock,
                Threads.guarded(timed ? callbacks : Runnable::run),
                timed ? work : Runnable::run,
                timer,
                running,
                new Records(sinks.isEmpty() ? List.of(UsageSink.slf4j()) : List.copyOf(sinks)),
                killSwitch,
                suspicion,
                new Seldom()));
        Faregate open =
                new Faregate(current, source, List.of(callbacks, work), timer, name == null ? "faregate" : name);
        if (timed) {
            open.start();
        }
        return open;
    }

    private static <T> T once(@Nullable T before, T value, String name) {
        if (before != null) {
            throw new IllegalStateException(name + " is set already: " + before);
        }
        return Objects.requireNonNull(value, name);
    }
}
