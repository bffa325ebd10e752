package io.faregate;

import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.body.Choice;
import io.faregate.body.RequestShape;
import io.faregate.cost.Money;
import io.faregate.cost.Price;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.ToolPolicy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The most a ride could use and cost, by what it will be clamped to, not by what was asked. Immutable.
 *
 * @param usage the worst case
 * @param cost its price, tools included
 * @param tools the part of it that is for the provider's own tools
 * @param output the tokens of one reply
 * @param choices the replies to one prompt
 * @param steps the turns
 * @param documents the documents of retrieval
 */
record Estimate(Usage usage, Money cost, Money tools, long output, long choices, long steps, long documents) {

    /**
     * The worst case of one ride. Each step sends the prompt again with all that was written before, so S steps of a
     * prompt P and replies O read at most S*P + O*S*(S-1)/2 tokens.
     *
     * @return the estimate, or empty when the model has no price for it
     */
    static Optional<Estimate> of(
            RequestShape shape, Caps caps, ToolPolicy tools, long prompt, @Nullable Price price, long longest) {
        long output = Math.min(longest, clamp(shape, Choice.OUTPUT_TOKENS, caps, Capped.OUTPUT_TOKENS));
        long choices = shape.asked(Choice.CHOICES).isPresent() ? clamp(shape, Choice.CHOICES, caps, Capped.CHOICES) : 1;
        long steps = clamp(shape, Choice.STEPS, caps, Capped.STEPS);
        long documents = clamp(shape, Choice.RETRIEVED_DOCUMENTS, caps, Capped.RETRIEVED_DOCUMENTS);
        long times = Math.max(1, steps);
        long written = times(choices, output);
        Usage model = shape.most(
                plus(times(times, prompt), times(written, times(times, times - 1) / 2)), times(times, written));
        Usage all = model.with(Unit.REQUESTS, 1)
                .with(Unit.TOOL_CALLS, caps.max(Capped.TOOL_CALLS))
                .with(Unit.STEPS, steps)
                .with(Unit.RETRIEVED_DOCUMENTS, documents)
                .with(Unit.FILES, caps.max(Capped.FILES));
        Optional<Money> cost = price == null ? Optional.of(Money.ZERO) : price.worst(model);
        Optional<Money> own = ProviderToolCost.of(shape, tools);
        if (cost.isEmpty() || own.isEmpty()) {
            return Optional.empty();
        }
        Money sum = cost.get().plus(own.get()).plus(dearest(tools, caps.max(Capped.TOOL_CALLS)));
        return Optional.of(new Estimate(all, sum, own.get(), output, choices, steps, documents));
    }

    /** The part that the model itself may use. */
    Usage ofModel() {
        return Usage.of(usage.get(Unit.INPUT_TOKENS), usage.get(Unit.OUTPUT_TOKENS))
                .with(Unit.WEB_SEARCHES, usage.get(Unit.WEB_SEARCHES));
    }

    /** An equal share of one step: what a call is held at whose body nobody could read. */
    Estimate perStep() {
        long times = Math.max(1, steps);
        Usage share = Usage.of(ceil(usage.get(Unit.INPUT_TOKENS), times), ceil(usage.get(Unit.OUTPUT_TOKENS), times));
        return new Estimate(share, new Money(ceil(cost.nanos(), times)), tools, output, choices, 1, documents);
    }

    private static long ceil(long whole, long parts) {
        return whole / parts + (whole % parts == 0 ? 0 : 1);
    }

    private static long clamp(RequestShape shape, Choice choice, Caps caps, Capped capped) {
        return Math.min(shape.asked(choice).orElse(caps.of(capped).preset()), caps.max(capped));
    }

    /** What the dearest mix of tools costs that the caps let through. */
    private static Money dearest(ToolPolicy tools, long calls) {
        if (calls == 0 || tools.allow().isEmpty()) {
            return Money.ZERO;
        }
        List<ToolPolicy.Rule> dear = tools.allow().values().stream()
                .sorted(Comparator.comparing(ToolPolicy.Rule::cost).reversed())
                .toList();
        Money sum = Money.ZERO;
        long left = calls;
        for (ToolPolicy.Rule rule : dear) {
            long taken = Math.min(left, rule.max());
            sum = sum.plus(rule.cost().times(taken));
            left -= taken;
        }
        return sum;
    }

    private static long times(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    private static long plus(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }
}
