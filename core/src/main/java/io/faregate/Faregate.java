package io.faregate;

import io.faregate.body.Capped;
import io.faregate.body.Choice;
import io.faregate.body.Dialect.Reads;
import io.faregate.body.Edits;
import io.faregate.budget.Balance;
import io.faregate.budget.Charge;
import io.faregate.budget.Dimension;
import io.faregate.budget.Mode;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.policy.Plan;
import io.faregate.policy.Policy;
import io.faregate.policy.Route;
import io.faregate.ride.Answer;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Refusal;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord.Outcome;
import io.faregate.usage.UsageSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
    private static final long SWEEP_MILLIS = 100;

    private final Gate gate;
    private final ExecutorService callbacks;
    private final ScheduledExecutorService timer;
    private final ScheduledFuture<?> sweeps;
    private volatile boolean closed;

    Faregate(Gate gate, ExecutorService callbacks, ScheduledExecutorService timer) {
        this.gate = gate;
        this.callbacks = callbacks;
        this.timer = timer;
        this.sweeps = timer.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
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
        Optional<Route> route = gate.rules().route(request.method(), request.path());
        if (route.isEmpty()) {
            return new NoRoute(gate, request).decide();
        }
        Attempt attempt = new Attempt(gate, request, route.get());
        Refusal refusal = new Admission(attempt).pass();
        return refusal == null ? admitted(attempt) : refused(attempt, refusal);
    }

    private Decision admitted(Attempt attempt) {
        RideAccount account = new RideAccount(
                gate.store(), Objects.requireNonNull(attempt.reservation), gate.costs(), attempt.estimate);
        boolean force =
                attempt.rules.route().mode() == Mode.ENFORCE && attempt.shape.stream() && !attempt.shape.usageAsked();
        Ride ride = new Ride(attempt, account, write(attempt, force), force);
        gate.running().add(ride);
        return new Decision.Admitted(ride.inference(), ride);
    }

    /** Splices the model given and the clamped choices into the scanned bytes. */
    private static byte @Nullable [] write(Attempt attempt, boolean forceUsage) {
        if (attempt.rules.route().dialect().reads() != Reads.JSON) {
            return null;
        }
        if (attempt.rules.route().mode() == Mode.OBSERVE) {
            return attempt.body;
        }
        Edits edits = attempt.shape.edit().set(Choice.OUTPUT_TOKENS, attempt.estimate.output());
        edits = set(attempt, edits, Choice.STEPS, Capped.STEPS, attempt.estimate.steps());
        edits = set(
                attempt, edits, Choice.RETRIEVED_DOCUMENTS, Capped.RETRIEVED_DOCUMENTS, attempt.estimate.documents());
        if (attempt.shape.asked(Choice.CHOICES).isPresent()) {
            edits = edits.set(Choice.CHOICES, attempt.estimate.choices());
        }
        if (!attempt.rung.model().isEmpty()) {
            edits = edits.model(attempt.rung.model());
        }
        return (forceUsage ? edits.forceUsage() : edits).bytes();
    }

    /** What neither the body nor the policy names is not put into the body. */
    private static Edits set(Attempt attempt, Edits edits, Choice choice, Capped capped, long value) {
        boolean named =
                attempt.shape.asked(choice).isPresent() || attempt.rules.caps().has(capped);
        return named ? edits.set(choice, value) : edits;
    }

    static Decision refused(Attempt attempt, Refusal refusal) {
        Answer answer = attempt.rules.route().dialect().answer(refusal);
        Outcome outcome = new Outcome(
                "refused", answer.status(), refusal.rule(), refusal.reason().code(), attempt.elapsed());
        attempt.gate().records().add(attempt.record(Usage.NONE, Money.ZERO, Money.ZERO, UsageSource.NONE, outcome));
        return new Decision.Refused(refusal, answer);
    }

    /**
     * The policy that holds.
     *
     * @return the policy
     */
    public Policy policy() {
        return gate.rules().policy();
    }

    /**
     * How a caller's accounts stand, for the application's own pages: those that no model is part of, each once.
     *
     * @param caller who is meant; a plan that the policy does not know counts as the default plan
     * @return limit, held, spent and when it resets, in the policy's order
     */
    public List<Balance> balance(Caller caller) {
        Plan plan = gate.rules().plan(caller);
        Caller known = Admission.withPlan(caller, plan);
        Set<Charge> accounts = new LinkedHashSet<>();
        for (Route route : policy().routes()) {
            RuleSet rules = gate.rules().set(route, plan);
            accounts.addAll(
                    new Charges(rules, known).looks(limit -> !limit.per().contains(Dimension.MODEL), "", 0));
        }
        return accounts.stream().map(gate.store()::balance).toList();
    }

    /** What the timer does: ends the time of rides. */
    void sweep() {
        gate.running().sweep();
    }

    /** Cancels the rides that run, waits a few seconds for the records to be taken, and ends all threads. */
    @Override
    public void close() {
        closed = true;
        gate.running().cancelAll(CancelReason.SHUTDOWN);
        sweeps.cancel(false);
        timer.shutdown();
        callbacks.shutdown();
        gate.records().close();
    }
}
