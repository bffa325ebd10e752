package io.faregate;

import io.faregate.body.Dialect;
import io.faregate.body.ResponseMeter;
import io.faregate.budget.BudgetStore;
import io.faregate.budget.Held;
import io.faregate.budget.Reservation;
import io.faregate.cost.CostEstimator;
import io.faregate.cost.Money;
import io.faregate.cost.Price;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The money of one ride: what it holds, what its calls used, and the one settlement. The ride is the sum of its calls.
 * Thread-safe: everything is under one lock, taken before those of the store.
 */
final class RideAccount {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private static final Usage ONE_REQUEST = Usage.NONE.with(Unit.REQUESTS, 1);

    private final BudgetStore store;
    private final Reservation reservation;
    private final CostEstimator costs;
    private final long outputAllowed;
    private final List<CallEntry> calls = new ArrayList<>(2);
    private final Map<String, Optional<Price>> prices = new HashMap<>(2);
    private final long[] held;
    private Usage counted = ONE_REQUEST;
    private Money toolCost = Money.ZERO;
    private Money heldCost;

    /** What the client's body asks for, which is in what the application sends past us. */
    private final Fare asked;

    private boolean settled;

    RideAccount(BudgetStore store, Reservation reservation, CostEstimator costs, Estimate estimate) {
        this.store = store;
        this.reservation = reservation;
        this.costs = costs;
        this.outputAllowed = estimate.usage().get(Unit.OUTPUT_TOKENS);
        this.heldCost = estimate.cost();
        this.asked = estimate.fare();
        this.held = new long[reservation.charges().size()];
        Arrays.setAll(held, reservation.charges()::hold);
    }

    /** Opens a call within the hold or with a top-up; refused when the money does not reach. */
    synchronized CallEntry open(String model, Fare fare, @Nullable Dialect dialect, Usage estimate, Money cost) {
        requireOpen();
        cover(used().plus(estimate), cost().plus(cost));
        CallEntry entry = new CallEntry(model, fare, dialect, estimate, cost);
        calls.add(entry);
        return entry;
    }

    /** Holds more output for a call that runs; refused when the money does not reach. */
    synchronized void holdMore(CallEntry entry, long output) {
        requireOpen();
        Usage more = entry.estimate.with(Unit.OUTPUT_TOKENS, entry.estimate.get(Unit.OUTPUT_TOKENS) + output);
        Money cost = price(entry.model)
                .flatMap(price -> entry.fare.most(price, more, 1))
                .orElseThrow(() -> new RideOverException(
                        Reason.MODEL_NOT_PRICED, "costs", "The model has no price for a reply that long."));
        cover(used().minus(entry.usage).plus(more), cost().minus(entry.cost).plus(cost));
        entry.hold(more, cost);
    }

    /** Says how to book a call that still runs when the ride ends. */
    synchronized void whenRideEnds(CallEntry entry, Runnable ender) {
        entry.ender = ender;
    }

    /**
     * Books what a call did use; a usage that has no price is charged as held.
     *
     * @return whether this ended the call
     */
    synchronized boolean close(CallEntry entry, Reported reported) {
        if (!entry.running || settled) {
            return false;
        }
        entry.running = false;
        if (entry.source != UsageSource.APP || reported.source() == UsageSource.PROVIDER) {
            book(entry, reported);
        }
        return true;
    }

    /** Books a call that no dialect could see: the first without a provider's report, or one of its own. */
    synchronized void record(String model, Usage usage) {
        requireOpen();
        CallEntry call = unreported(model);
        Reported said = Reported.byApplication(usage);
        Money cost = price(model)
                .flatMap(price -> call.cost(price, usage, said).or(() -> unpriced(call, price, usage)))
                .orElseThrow(() -> new IllegalArgumentException("no price for " + usage + " of model " + model));
        if (!calls.contains(call)) {
            calls.add(call);
        }
        call.book(usage, cost, UsageSource.APP);
    }

    /** The first call that nobody has reported yet, or one that no dialect saw, for which is held what is left. */
    private CallEntry unreported(String model) {
        for (CallEntry call : calls) {
            if (call.source == UsageSource.HOLD || call.source == UsageSource.DELIVERED) {
                return call;
            }
        }
        Fare fare = calls.isEmpty() ? asked : asked.withoutTools();
        CallEntry own = new CallEntry(
                model, fare, null, Usage.NONE, heldCost.minus(cost()).max(Money.ZERO));
        own.running = false;
        return own;
    }

    /** At a tier that the model has no price for: as held, unless its usual price is more already. */
    private static Optional<Money> unpriced(CallEntry call, Price price, Usage usage) {
        return call.unpriced.isEmpty()
                ? Optional.empty()
                : price.ofPieces(usage).map(call.cost::max);
    }

    private void book(CallEntry entry, Reported reported) {
        Usage usage = reported.usage();
        if (usage == null) {
            return;
        }
        try {
            Optional<Money> cost = reported.source() == UsageSource.NONE
                    ? Optional.of(Money.ZERO)
                    : price(entry.model).flatMap(price -> entry.cost(price, usage, reported));
            cost.ifPresent(money -> entry.book(usage, money, reported.source()));
        } catch (RuntimeException | LinkageError failure) {
            // the ride must end all the same
            LOG.error("What a call of {} used can not be priced; it is charged what it held", entry.model, failure);
        }
    }

    /** A model and the tier that a call of it got, which has no price, so that what it held was charged; empty for none. */
    synchronized String unpricedTier() {
        for (CallEntry call : calls) {
            if (!call.unpriced.isEmpty()) {
                return call.unpriced;
            }
        }
        return "";
    }

    /** Counts work of the application, tool calls with their cost; beyond the hold it is topped up. */
    synchronized void count(Unit unit, long more, Money cost) {
        requireOpen();
        Usage next = counted.with(unit, counted.get(unit) + more);
        cover(used().minus(counted).plus(next), cost().plus(cost));
        counted = next;
        toolCost = toolCost.plus(cost);
    }

    synchronized long counted(Unit unit) {
        return counted.get(unit);
    }

    /** Output tokens that the ride may still ask for. */
    synchronized long outputLeft() {
        return Math.max(0, outputAllowed - used().get(Unit.OUTPUT_TOKENS));
    }

    /** A model's price, frozen for this ride when it is first asked for. */
    synchronized Optional<Price> price(String model) {
        return prices.computeIfAbsent(model, costs::price);
    }

    /** What is used so far: estimates for calls that run. */
    synchronized Usage used() {
        Usage sum = counted;
        for (CallEntry call : calls) {
            sum = sum.plus(call.usage);
        }
        return sum;
    }

    /** What it costs so far: estimates for calls that run. */
    synchronized Money cost() {
        Money sum = toolCost;
        for (CallEntry call : calls) {
            sum = sum.plus(call.cost);
        }
        return sum;
    }

    synchronized Money heldCost() {
        return heldCost;
    }

    synchronized boolean isRunningCalls() {
        for (CallEntry call : calls) {
            if (call.running) {
                return true;
            }
        }
        return false;
    }

    synchronized Set<String> runningModels() {
        Set<String> models = new HashSet<>();
        for (CallEntry call : calls) {
            if (call.running) {
                models.add(call.model);
            }
        }
        return models;
    }

    synchronized int calls() {
        return calls.size();
    }

    /** The weakest source of all calls. */
    synchronized UsageSource source() {
        UsageSource weakest = UsageSource.NONE;
        for (CallEntry call : calls) {
            weakest = weakest.weaker(call.source);
        }
        return weakest;
    }

    /** Books one call for a ride whose application made none that Faregate saw: with its tools it costs what is held. */
    synchronized void bookWhole(String model, Estimate estimate, Dialect dialect, @Nullable ResponseMeter meter) {
        Money rest = estimate.cost().minus(toolCost).max(estimate.costOfModel());
        CallEntry entry = new CallEntry(model, estimate.fare(), dialect, estimate.ofModel(), rest);
        entry.running = false;
        calls.add(entry);
        book(entry, Reported.by(meter, entry));
    }

    /**
     * Settles, once.
     *
     * @return true for the one call that ended the reservation or adjusted an expired one
     */
    synchronized boolean settle(Reservation.State ending) {
        if (!settled) {
            for (CallEntry call : calls) {
                if (call.running) {
                    call.ender.run();
                }
            }
            settled = true;
        }
        Usage used = used();
        Money cost = cost();
        return store.settle(reservation, ending, charge -> amount(charge, used, cost));
    }

    /** Whether the ride had expired before it ended. */
    boolean isAdjusted() {
        return reservation.state() == Reservation.State.ADJUSTED;
    }

    /** Books the hold for a ride that nobody ended in time; a later settlement adjusts it. */
    boolean expire() {
        return store.settle(reservation, Reservation.State.EXPIRED, this::heldOf);
    }

    private synchronized long heldOf(int charge) {
        return held[charge];
    }

    private long amount(int charge, Usage usage, Money cost) {
        return reservation.charges().limits().get(charge).measure().amount(usage, cost);
    }

    private void cover(Usage usage, Money cost) {
        IntToLongFunction more = charge -> Math.max(0, amount(charge, usage, cost) - held[charge]);
        if (isCovered(more)) {
            return;
        }
        if (store.topUp(reservation, more) instanceof Held.Denied denied) {
            var refusal = Refusals.of("", denied);
            throw new RideOverException(refusal.reason(), refusal.rule(), refusal.message());
        }
        Arrays.setAll(held, charge -> held[charge] + more.applyAsLong(charge));
        heldCost = heldCost.max(cost);
    }

    private boolean isCovered(IntToLongFunction more) {
        for (int charge = 0; charge < held.length; charge++) {
            if (more.applyAsLong(charge) > 0) {
                return false;
            }
        }
        return true;
    }

    synchronized void requireOpen() {
        if (settled) {
            throw new RideOverException(
                    Reason.RIDE_ENDED, "settled", "The ride has ended: no more work can be started in it.");
        }
    }
}
