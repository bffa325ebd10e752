package io.faregate;

import io.faregate.budget.Balance;
import io.faregate.budget.Charge;
import io.faregate.budget.Dimension;
import io.faregate.budget.Mode;
import io.faregate.budget.Subject;
import io.faregate.control.Console;
import io.faregate.control.KillSwitch;
import io.faregate.policy.Plan;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicySource;
import io.faregate.policy.Route;
import io.faregate.ride.Caller;
import io.faregate.ride.Daemons;
import io.faregate.ride.RideRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fare gate of one application: holds the most a ride could cost, lets it in, settles what it did cost. The servlet
 * filter and the JAX-RS feature are built on it; work outside HTTP asks {@link #admit} by itself. Thread-safe; close it
 * when the application ends.
 *
 * <pre>{@code
 * Faregate faregate = Faregate.of(policy);
 * Decision decision = faregate.admit(RideRequest.of("POST", "/batch", json).user("alice").build());
 * if (decision instanceof Decision.Admitted admitted) {
 *     try (Inference inference = admitted.inference()) {
 *         inference.call(client, request, BodyHandlers.ofString());
 *     }
 * }
 * }</pre>
 */
public final class Faregate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final long SWEEP_MILLIS = 100;
    private static final long LOOK_MILLIS = 1_000;

    private final CurrentGate current;
    private final @Nullable PolicyWatch watch;
    private final List<ThreadPoolExecutor> pools;
    private final ScheduledThreadPoolExecutor timer;
    private final List<ScheduledFuture<?>> timed = new ArrayList<>();
    private final StalePrices stalePrices = new StalePrices();
    private final Console console;
    private volatile boolean closed;

    Faregate(
            CurrentGate current,
            @Nullable PolicySource source,
            List<ThreadPoolExecutor> pools,
            ScheduledThreadPoolExecutor timer,
            String name) {
        this.current = current;
        this.watch = source == null ? null : new PolicyWatch(source, this::reload);
        this.pools = pools;
        this.timer = timer;
        this.console = Console.open(name, gate().killSwitch(), gate().ticker(), new Operations(this));
    }

    /** What counts now; whoever asks twice may be answered by two policies. */
    Gate gate() {
        return current.get();
    }

    /** Does from now on what is timed. */
    void start() {
        tellFindings(policy());
        every(SWEEP_MILLIS, this::sweep);
        PolicyWatch watched = watch;
        if (watched != null) {
            every(LOOK_MILLIS, () -> watched.lookOn(gate().work()));
        }
    }

    private void every(long millis, Runnable work) {
        timed.add(timer.scheduleWithFixedDelay(() -> run(work), millis, millis, TimeUnit.MILLISECONDS));
    }

    /** A timer repeats nothing that has thrown: whatever it was, the next time must come. */
    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error failure) {
            LOG.error("What is timed has failed; it is tried again", failure);
        }
    }

    /**
     * A gate with all defaults.
     *
     * @param policy what the operator wrote
     * @return an open gate
     */
    public static Faregate of(Policy policy) {
        return builder().policy(policy).build();
    }

    /**
     * A gate with all defaults, whose policy is read again whenever it changes.
     *
     * @param source where the policy is
     * @return an open gate
     * @throws IOException when it can not be read
     * @throws io.faregate.policy.PolicyException when there are mistakes in it; names all of them
     */
    public static Faregate of(PolicySource source) throws IOException {
        return builder().policy(source).build();
    }

    /**
     * A gate with parts of the application's own.
     *
     * @return a builder that still needs a policy
     */
    public static FaregateBuilder builder() {
        return new FaregateBuilder();
    }

    /**
     * Decides over a request. An admitted ride must end: the adapter does it, or who asked outside HTTP by closing the
     * inference.
     *
     * @param request who asks for what
     * @return let in, refused, answered by the gate, or not guarded at all
     */
    public Decision admit(RideRequest request) {
        if (closed) {
            return NoRoute.closed();
        }
        Gate now = gate();
        List<Route> routes = now.rules().routes(request);
        return routes.size() == 1
                ? new Admission(new Attempt(now, request, routes.get(0))).decide()
                : new NoRoute(now, request).decide(routes);
    }

    /**
     * Lets another policy count from the next request on. What is used stays used: a limit keeps its accounts when its
     * amount changes, or a caller's plan does. Rides that run keep the prices and rules that they were let in with. A
     * path that is no route any more is refused, until the application starts anew.
     *
     * @param next the policy that counts from now on
     * @throws IllegalArgumentException when its time zone is another: periods that have begun can not move
     */
    public synchronized void reload(Policy next) {
        if (!next.zone().equals(policy().zone())) {
            throw new IllegalArgumentException("The zone can not change from " + policy().zone() + " to " + next.zone()
                    + " while the application runs: periods that have begun can not move.");
        }
        current.set(gate().with(next));
        gate().suspicion().rules(next.suspicion());
        tellFindings(next);
        stalePrices.log(gate());
    }

    /** Whatever adapter it is for, its operator reads the log. */
    private static void tellFindings(Policy policy) {
        for (String finding : policy.findings()) {
            LOG.warn(finding);
        }
    }

    /**
     * The policy that holds.
     *
     * @return the policy
     */
    public Policy policy() {
        return gate().rules().policy();
    }

    /**
     * What of the policy needs the client's address or its session, for adapters whose container may not show them.
     *
     * @return the rules, as {@code limits[1]: per: ip}; none when a resolver of the application's says who asks
     */
    public List<String> containerNeeds() {
        return gate().ownCallers() == null ? policy().containerNeeds() : List.of();
    }

    /**
     * How a caller's accounts stand, for the application's own pages: those that no model is part of, each once.
     *
     * @param caller who is meant; a plan that the policy does not know counts as the default plan
     * @return limit, held, spent and when it resets, in the policy's order
     */
    public List<Balance> balance(Caller caller) {
        Gate now = gate();
        Plan plan = now.rules().plan(caller);
        Caller known = Admission.withPlan(caller, plan);
        Map<Account, Charge> accounts = new LinkedHashMap<>();
        for (Route route : now.rules().policy().routes()) {
            RuleSet rules = now.rules().set(route, plan);
            for (Charge charge : new Charging(rules, known, now.amounts())
                    .looks(limit -> !limit.per().contains(Dimension.MODEL), "", 0)) {
                accounts.merge(
                        new Account(charge.limit().id(), charge.subject()), charge, Faregate::enforcedBeforeObserved);
            }
        }
        return accounts.values().stream().map(now.store()::balance).toList();
    }

    private record Account(String limit, Subject subject) {}

    /** What one route enforces another may only observe. */
    private static Charge enforcedBeforeObserved(Charge one, Charge other) {
        return one.limit().mode() == Mode.ENFORCE ? one : other;
    }

    /**
     * Blocks or downgrades whom or what it is told to, at once.
     *
     * @return the one switch of this gate
     */
    public KillSwitch killSwitch() {
        return gate().killSwitch();
    }

    /**
     * What the application suspects of a caller: strikes, as those for refusals of the abusive kind. They lead to what
     * the policy's {@code suspicion} says, and to nothing without it.
     *
     * @param caller who is suspected, user and network alike, as {@link Inference#caller()} names them
     * @param reason why, for operators; no client is told
     * @param strikes how many, from 1 to 1,000,000
     * @throws IllegalArgumentException when they are fewer or more
     */
    public void suspect(Caller caller, String reason, int strikes) {
        gate().suspicion().suspect(caller, reason, strikes);
    }

    /** How many rides run now. */
    int rides() {
        return gate().running().size();
    }

    /** Reads the policy again at once, changed or not. */
    void reread() throws IOException {
        if (watch == null) {
            throw new IllegalStateException("This Faregate was not made of a file: there is nothing to read again.");
        }
        watch.reread();
    }

    /** What the timer does: ends the time of rides and of overrides, and says once a day that prices are old. */
    void sweep() {
        gate().running().sweep();
        gate().store().tellAgainOn(gate().work());
        gate().killSwitch().sweep();
        stalePrices.look(gate());
    }

    /**
     * Stops and settles the rides that run, and ends all threads. Waits a few seconds for the records to be taken, and for
     * callbacks of the application that run.
     */
    @Override
    public void close() {
        closed = true;
        console.close();
        gate().running().shutDown();
        gate().store().close();
        timed.forEach(task -> task.cancel(false));
        timer.shutdown();
        pools.forEach(ThreadPoolExecutor::shutdown);
        gate().amounts().close();
        gate().records().close();
        Daemons.awaitEnd(timer);
        pools.forEach(Daemons::awaitEnd);
        LinkedRecords.letGo();
    }
}
