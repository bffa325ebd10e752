package io.faregate;

import io.faregate.body.Capped;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.ToolPolicy;
import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the application does for a ride beside its calls of models: steps, calls of tools, documents. Each is counted
 * before it is done, with its price, and refused beyond its cap. Thread-safe: counts are under one lock, taken before
 * that of the account.
 */
final class CountedWork {
    /** How often a model may insist on calls that are refused and no longer counted, before its ride ends. */
    static final int MOST_IN_VAIN = 20;

    private static final Optional<CancelReason> STEPS_SPENT = Optional.of(CancelReason.STEPS_SPENT);

    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private final Ride ride;
    private final Map<String, Long> calls = new HashMap<>();
    private int inVain;
    private long results;
    private long retrievedChars;

    CountedWork(Ride ride) {
        this.ride = ride;
    }

    synchronized void step() {
        long most = ride.estimate().steps();
        if (counted(Unit.STEPS) >= most) {
            throw over("caps.steps", "The request may take " + most + " steps, and took them.");
        }
        ride.cancellation().throwIfCancelled();
        count(Unit.STEPS, 1, Money.ZERO);
    }

    /** A run that goes on beyond its caps ends with all that works for it; one that was stopped before, by that reason. */
    private RideOverException over(String rule, String message) {
        CancellationToken token = ride.cancellation();
        RideOverException spent = spent(rule, message);
        if (!token.cancel(CancelReason.STEPS_SPENT, spent) && !token.reason().equals(STEPS_SPENT)) {
            token.throwIfCancelled();
        }
        return spent;
    }

    /** A check may take its time, so that it is made outside the lock. */
    ToolCall tool(String name, String arguments) {
        ride.cancellation().throwIfCancelled();
        ride.account().requireOpen();
        ToolPolicy.Rule rule = ride.route().tools().allow().get(name);
        if (rule == null) {
            return unavailable();
        }
        ToolCall spent = spent(name, rule);
        return spent == null ? count(name, rule, fault(rule, arguments)) : spent;
    }

    /** It counts as a call while there are any, and costs nothing. */
    private synchronized ToolCall unavailable() {
        if (hasCalls()) {
            ride.account().count(Unit.TOOL_CALLS, 1, Money.ZERO);
        } else {
            inVain();
        }
        return ToolCall.refused(
                "This tool is not available.",
                new RideOverException(
                        Reason.TOOL_NOT_ALLOWED, "tools.allow", "A tool was called that is not allowed here."));
    }

    private boolean hasCalls() {
        return counted(Unit.TOOL_CALLS) < ride.caps().max(Capped.TOOL_CALLS);
    }

    /** An application may pass every refusal on to a model that does not listen: somebody must end it. */
    private void inVain() {
        if (inVain >= MOST_IN_VAIN) {
            throw over("caps.tool-calls", "The request called tools again and again that it may not call.");
        }
        inVain++;
    }

    private synchronized @Nullable ToolCall spent(String name, ToolPolicy.Rule rule) {
        boolean ofTool = calls.getOrDefault(name, 0L) >= rule.max();
        if (!ofTool && hasCalls()) {
            return null;
        }
        inVain();
        return ToolCall.refused(
                "No more calls of this tool are allowed. Answer with what you have.",
                spent(
                        ofTool ? "tools.allow." + name + ".max" : "caps.tool-calls",
                        "The request may call no more tools."));
    }

    private Optional<String> fault(ToolPolicy.Rule rule, String arguments) {
        try {
            return rule.arguments().fault(arguments);
        } catch (RuntimeException | LinkageError | StackOverflowError failure) {
            if (ride.gate().failures().isDue()) {
                LOG.error("A check of a tool's arguments failed; the call is refused", failure);
            }
            return Optional.of("The arguments could not be checked.");
        }
    }

    /** A call with wrong arguments never reaches the tool: it counts, and costs nothing. */
    private synchronized ToolCall count(String name, ToolPolicy.Rule rule, Optional<String> fault) {
        ToolCall spent = spent(name, rule);
        if (spent != null) {
            return spent;
        }
        if (fault.isPresent()) {
            ride.account().count(Unit.TOOL_CALLS, 1, Money.ZERO);
        } else {
            count(Unit.TOOL_CALLS, 1, rule.cost());
        }
        calls.merge(name, 1L, Long::sum);
        return fault.map(message -> refused(name, message)).orElse(ToolCall.ALLOWED);
    }

    private static ToolCall refused(String name, String message) {
        return ToolCall.refused(
                message,
                new RideOverException(
                        Reason.TOOL_NOT_ALLOWED,
                        "tools.allow." + name + ".schema",
                        "A tool was called with arguments that it does not take."));
    }

    synchronized void result(long chars) {
        ride.cancellation().throwIfCancelled();
        requireNotNegative(chars);
        if (results >= counted(Unit.TOOL_CALLS)) {
            throw new IllegalStateException("a result without a call: ask tool(...) before each");
        }
        if (chars > ride.caps().max(Capped.TOOL_RESULT_CHARS)) {
            throw spent("caps.tool-result-chars", "The result of a tool is too long.");
        }
        results++;
    }

    synchronized void retrieved(int documents, long chars) {
        ride.cancellation().throwIfCancelled();
        requireNotNegative(documents);
        requireNotNegative(chars);
        long most = ride.estimate().documents();
        if (documents > most - counted(Unit.RETRIEVED_DOCUMENTS)) {
            throw spent("caps.retrieved-documents", "The request may use " + most + " retrieved documents.");
        }
        if (chars > ride.caps().max(Capped.RETRIEVED_CHARS) - retrievedChars) {
            throw spent("caps.retrieved-chars", "The retrieved documents are too long.");
        }
        count(Unit.RETRIEVED_DOCUMENTS, documents, Money.ZERO);
        retrievedChars += chars;
    }

    synchronized void files(int count) {
        requireNotNegative(count);
        count(Unit.FILES, count, Money.ZERO);
    }

    private static void requireNotNegative(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("nothing can be counted " + count + " times");
        }
    }

    private long counted(Unit unit) {
        return ride.account().counted(unit);
    }

    private void count(Unit unit, long more, Money cost) {
        ride.account().count(unit, more, cost.plus(listed(unit, more)));
    }

    /** What the price of the ride's model says of it; most prices say nothing. */
    private Money listed(Unit unit, long count) {
        String model = ride.rung().model();
        return model.isEmpty()
                ? Money.ZERO
                : ride.account()
                        .price(model)
                        .flatMap(price -> price.of(Usage.NONE.with(unit, count)))
                        .map(Fare::notNegative)
                        .orElseThrow(() -> new RideOverException(
                                Reason.MODEL_NOT_PRICED, "costs", "The model has no price for " + unit.key() + "."));
    }

    private static RideOverException spent(String rule, String message) {
        return new RideOverException(Reason.RIDE_SPENT, rule, message);
    }
}
