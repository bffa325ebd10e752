package io.faregate;

import io.faregate.body.Dialect;
import io.faregate.budget.BudgetStore;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The money of one ride: what it holds, what its calls used, and the one settlement. The ride is the sum of its calls.
 * Thread-safe: everything is under one lock, taken before those of the store, but for the end: see {@link #settle}.
 */
final class RideAccount {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private static final Usage ONE_REQUEST = Usage.NONE.with(Unit.REQUESTS, 1);

    private final RideHold hold;
    private final CostEstimator costs;
    private final Estimate estimate;
    private final String model;
    private final List<CallEntry> calls = new ArrayList<>(2);

    /** The ride's own response as a call; counts only while there is no other. */
    private @Nullable CallEntry ownReply;

    private final Map<String, Optional<Price>> prices = new HashMap<>(2);
    private Usage counted = ONE_REQUEST;
    private Money toolCost = Money.ZERO;

    private int opened;

    /** Nothing can begin in it any more. */
    private boolean closed;

    RideAccount(BudgetStore store, Reservation reservation, CostEstimator costs, String model, Estimate estimate) {
        this.hold = new RideHold(store, reservation, estimate.cost());
        this.costs = costs;
        this.model = model;
        this.estimate = estimate;
    }

    /** Opens a call within the hold or with a top-up; refused when the money does not reach. */
    synchronized CallEntry open(String model, Fare fare, @Nullable Dialect dialect, Usage estimate, Money cost) {
        requireOpen();
        hold.cover(used().plus(estimate), sum(cost(), cost));
        CallEntry entry = new CallEntry(model, fare, dialect, estimate, cost);
        calls.add(entry);
        opened++;
        return entry;
    }

    /** Holds more output for a call that runs; refused when the money does not reach. */
    synchronized void holdMore(CallEntry entry, long output) {
        requireOpen();
        if (!pays(entry)) {
            throw new RideOverException(Reason.RIDE_ENDED, "settled", "The call has ended: no more is held for it.");
        }
        Usage more = entry.estimate.with(Unit.OUTPUT_TOKENS, entry.estimate.get(Unit.OUTPUT_TOKENS) + output);
        Money cost = price(entry.model)
                .flatMap(price -> entry.fare.most(price, more, 1))
                .orElseThrow(() -> new RideOverException(
                        Reason.MODEL_NOT_PRICED, "costs", "The model has no price for a reply that long."));
        boolean isCounted = entry != ownReply;
        hold.cover(
                used().minus(isCounted ? entry.usage : Usage.NONE).plus(more),
                sum(cost().minus(isCounted ? entry.cost : Money.ZERO), cost));
        entry.hold(more, cost);
    }

    /** Whether the ride pays for what an entry still does. */
    synchronized boolean pays(CallEntry entry) {
        return entry.running && (entry != ownReply || calls.isEmpty());
    }

    /** The ride's own response as a call, which costs with its tools what is held. */
    synchronized CallEntry ownReply(Dialect dialect) {
        CallEntry own = ownReply;
        if (own == null) {
            own = new CallEntry(model, estimate.fare(), dialect, estimate.ofModel(), costOfModel());
            ownReply = own;
        }
        return own;
    }

    private Money costOfModel() {
        try {
            return estimate.costOfModel();
        } catch (RuntimeException | LinkageError failure) {
            LOG.error("What a reply of {} may cost can not be said any more; it costs what was held", model, failure);
            return estimate.cost();
        }
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
        if (!entry.running) {
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
        // what the client's body asked for is in what the application sent past us
        Fare fare = calls.isEmpty() ? estimate.fare() : estimate.fare().withoutTools();
        CallEntry own = new CallEntry(
                model, fare, null, Usage.NONE, heldCost().minus(cost()).max(Money.ZERO));
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
    private String unpricedTier() {
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
        hold.cover(used().minus(counted).plus(next), sum(cost(), cost));
        counted = next;
        toolCost = sum(toolCost, cost);
    }

    synchronized long counted(Unit unit) {
        return counted.get(unit);
    }

    /** Output tokens that the ride may still ask for. */
    synchronized long outputLeft() {
        return Math.max(0, estimate.usage().get(Unit.OUTPUT_TOKENS) - used().get(Unit.OUTPUT_TOKENS));
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
            sum = sum(sum, call.cost);
        }
        return sum;
    }

    /** What no money reaches must not keep a ride from its end. */
    private static Money sum(Money a, Money b) {
        return new Money(Estimate.plus(a.nanos(), b.nanos()));
    }

    synchronized Money heldCost() {
        return hold.cost();
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

    /** Those of them that went through the ride, and were not only recorded. */
    synchronized int opened() {
        return opened;
    }

    /** The weakest source of all calls. */
    private UsageSource source() {
        UsageSource weakest = UsageSource.NONE;
        for (CallEntry call : calls) {
            weakest = weakest.weaker(call.source);
        }
        return weakest;
    }

    /**
     * Ends what runs, and settles, once.
     *
     * @param reply the ride's own response, which counts if its application made no call that Faregate saw; null when such
     *     a ride was of no use, and costs nothing
     */
    Bill settle(@Nullable OwnReply reply) {
        List<Runnable> enders = shut();
        enders.forEach(RideAccount::end);
        Usage used;
        Money cost;
        Reservation.State ending;
        synchronized (this) {
            calls.forEach(call -> call.running = false);
            ending = calls.isEmpty() && reply == null ? Reservation.State.RELEASED : Reservation.State.SETTLED;
            if (calls.isEmpty() && reply != null) {
                bookWhole(reply);
            }
            used = used();
            cost = cost();
        }
        hold.settle(ending, used, cost);
        return bill(used, cost, !enders.isEmpty());
    }

    /** Lets nothing begin any more; gives what ends the calls that run, to be run outside the lock. */
    private synchronized List<Runnable> shut() {
        closed = true;
        List<Runnable> enders = List.of();
        for (CallEntry call : calls) {
            if (call.running) {
                enders = enders.isEmpty() ? new ArrayList<>() : enders;
                enders.add(call.ender);
            }
        }
        return enders;
    }

    private static void end(Runnable ender) {
        try {
            ender.run();
        } catch (RuntimeException | Error failure) {
            LOG.error("A call can not be booked by what it used; it is charged what it held", failure);
        }
    }

    private void bookWhole(OwnReply reply) {
        CallEntry own = ownReply(reply.dialect());
        own.cost = own.cost.max(estimate.cost().minus(toolCost));
        own.running = false;
        calls.add(own);
        end(() -> book(own, reply.reported(own)));
    }

    private synchronized Bill bill(Usage used, Money settled, boolean isAbandoned) {
        return new Bill(used, hold.cost(), settled, source(), unpricedTier(), hold.isAdjusted(), isAbandoned);
    }

    /** Books the hold for a ride that nobody ended in time; a later settlement adjusts it. Null when it has ended. */
    @Nullable
    Bill expire() {
        long[] amounts;
        synchronized (this) {
            amounts = hold.amounts();
        }
        if (!hold.expire(amounts)) {
            return null;
        }
        synchronized (this) {
            return bill(used(), heldCost(), false);
        }
    }

    synchronized void requireOpen() {
        if (closed) {
            throw RideHold.ended();
        }
    }
}
