package io.faregate;

import io.faregate.body.ResponseMeter;
import io.faregate.budget.BudgetStore;
import io.faregate.budget.Charge;
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
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The money of one ride: what it holds, what its calls used, and the one settlement. The ride is the sum of its calls.
 * Thread-safe: everything is under one lock, taken before those of the store.
 */
final class RideAccount {
    private final BudgetStore store;
    private final Reservation reservation;
    private final CostEstimator costs;
    private final long outputAllowed;
    private final List<CallEntry> calls = new ArrayList<>(2);
    private final Map<String, Optional<Price>> prices = new HashMap<>(2);
    private final IdentityHashMap<Charge, Long> held = new IdentityHashMap<>();
    private Usage counted = Usage.NONE.with(Unit.REQUESTS, 1);
    private Money toolCost = Money.ZERO;
    private Money heldCost;
    private boolean settled;

    RideAccount(BudgetStore store, Reservation reservation, CostEstimator costs, Estimate estimate) {
        this.store = store;
        this.reservation = reservation;
        this.costs = costs;
        this.outputAllowed = estimate.usage().get(Unit.OUTPUT_TOKENS);
        this.heldCost = estimate.cost();
        reservation.charges().forEach(charge -> held.put(charge, charge.hold()));
    }

    /** Opens a call, within the hold or with a top-up; refused when the money does not reach. */
    synchronized CallEntry open(String model, Usage estimate, Money cost) {
        requireOpen();
        cover(used().plus(estimate), cost().plus(cost));
        CallEntry entry = new CallEntry(model, estimate, cost);
        calls.add(entry);
        return entry;
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
        CallEntry entry = calls.stream()
                .filter(call -> call.source == UsageSource.HOLD || call.source == UsageSource.DELIVERED)
                .findFirst()
                .orElseGet(() -> {
                    CallEntry own = new CallEntry(model, Usage.NONE, Money.ZERO);
                    own.running = false;
                    calls.add(own);
                    return own;
                });
        Money cost = price(model)
                .flatMap(price -> price.of(usage))
                .orElseThrow(() -> new IllegalArgumentException("no price for " + usage + " of model " + model));
        entry.book(usage, cost, UsageSource.APP);
    }

    private void book(CallEntry entry, Reported reported) {
        Usage usage = reported.usage();
        if (usage == null) {
            return;
        }
        Optional<Money> cost = reported.source() == UsageSource.NONE
                ? Optional.of(Money.ZERO)
                : price(entry.model).flatMap(price -> price.of(usage));
        cost.ifPresent(money -> entry.book(usage, money, reported.source()));
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
        return calls.stream().anyMatch(call -> call.running);
    }

    synchronized boolean hasCalls() {
        return !calls.isEmpty();
    }

    /** The weakest source of all calls. */
    synchronized UsageSource source() {
        return calls.stream().map(call -> call.source).reduce(UsageSource.NONE, UsageSource::weaker);
    }

    /** Books one call for a ride whose application made none that Faregate saw. */
    synchronized void bookWhole(String model, Estimate estimate, @Nullable ResponseMeter meter) {
        CallEntry entry = new CallEntry(model, estimate.ofModel(), estimate.cost());
        entry.running = false;
        calls.add(entry);
        book(entry, Reported.by(meter, entry.estimate));
    }

    /**
     * Settles, once.
     *
     * @return true for the one call that ended the reservation or adjusted an expired one
     */
    synchronized boolean settle(Reservation.State ending) {
        if (!settled) {
            calls.stream().filter(call -> call.running).forEach(call -> call.ender.run());
            settled = true;
        }
        Usage used = used();
        Money cost = cost();
        return store.settle(
                reservation, ending, charge -> charge.limit().measure().amount(used, cost));
    }

    /** Whether the ride had expired before it ended. */
    boolean isAdjusted() {
        return reservation.state() == Reservation.State.ADJUSTED;
    }

    /** Books the hold for a ride that nobody ended in time; a later settlement adjusts it. */
    boolean expire() {
        return store.settle(reservation, Reservation.State.EXPIRED, this::heldFor);
    }

    private synchronized long heldFor(Charge charge) {
        return held.getOrDefault(charge, charge.hold());
    }

    private void cover(Usage usage, Money cost) {
        ToLongFunction<Charge> more = charge ->
                Math.max(0, charge.limit().measure().amount(usage, cost) - held.getOrDefault(charge, charge.hold()));
        if (held.keySet().stream().noneMatch(charge -> more.applyAsLong(charge) > 0)) {
            return;
        }
        if (store.topUp(reservation, more) instanceof Held.Denied denied) {
            var refusal = Refusals.of("", denied);
            throw new RideOverException(refusal.reason(), refusal.rule(), refusal.message());
        }
        held.replaceAll((charge, amount) -> amount + more.applyAsLong(charge));
        heldCost = heldCost.max(cost);
    }

    private void requireOpen() {
        if (settled) {
            throw new RideOverException(
                    Reason.RIDE_ENDED, "settled", "The ride has ended: no more work can be started in it.");
        }
    }
}
