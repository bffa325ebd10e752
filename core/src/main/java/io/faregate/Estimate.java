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
 * @param ofModel the part of the usage that the calls of the model may have
 * @param price of the model; null when there is none
 * @param fare how the calls ask to be served, and which of the provider's own tools they may call
 * @param output the tokens of one reply
 * @param choices the replies to one prompt
 * @param steps the turns
 * @param documents the documents of retrieval
 */
record Estimate(
        Usage usage,
        Money cost,
        Usage ofModel,
        @Nullable Price price,
        Fare fare,
        long output,
        long choices,
        long steps,
        long documents) {

    static final Estimate NOTHING_YET = new Estimate(Usage.NONE, Money.ZERO, Usage.NONE, null, Fare.USUAL, 0, 1, 1, 0);

    /**
     * The worst case of one ride.
     *
     * @return the estimate, or empty when the model has no price for it
     */
    static Optional<Estimate> of(
            RequestShape shape, Caps caps, ToolPolicy tools, long prompt, @Nullable Price price, long longest) {
        long output = shape.fixedOutput()
                .orElseGet(() -> Math.min(longest, clamp(shape, Choice.OUTPUT_TOKENS, caps, Capped.OUTPUT_TOKENS)));
        long choices = choices(shape, caps);
        long steps = clamp(shape, Choice.STEPS, caps, Capped.STEPS);
        long documents = clamp(shape, Choice.RETRIEVED_DOCUMENTS, caps, Capped.RETRIEVED_DOCUMENTS);
        long times = Math.max(1, steps);
        long written = times(choices, output);
        Usage calls = shape.most(input(caps, prompt, written, times, documents), times(times, written));
        Usage model = calls.with(Unit.WEB_SEARCHES, times(times, calls.get(Unit.WEB_SEARCHES)));
        Usage all = model.with(Unit.REQUESTS, 1)
                .with(Unit.TOOL_CALLS, caps.max(Capped.TOOL_CALLS))
                .with(Unit.STEPS, steps)
                .with(Unit.RETRIEVED_DOCUMENTS, documents)
                .with(Unit.FILES, caps.max(Capped.FILES));
        return Fare.of(shape, tools, price)
                .map(one -> one.times(times))
                .flatMap(fare -> cost(price, fare, all, times)
                        .map(dearest(tools, caps)::plus)
                        .map(cost -> new Estimate(all, cost, model, price, fare, output, choices, steps, documents)));
    }

    /** Replies to each prompt: those to all prompts of a body together are no more than the cap. */
    static long choices(RequestShape shape, Caps caps) {
        long most = Math.max(1, caps.max(Capped.CHOICES) / shape.prompts());
        return Math.max(1, Math.min(shape.asked(Choice.CHOICES).orElse(1), most));
    }

    /**
     * Each step reads the prompt again, the documents, and all that was written and found before it: S steps of a prompt
     * P with documents D, replies O, and results T of tools that may all be called in the first one, read at most
     * S*(P+D) + O*S*(S-1)/2 + T*(S-1) tokens. What the application adds is in none of them: a call is priced again by
     * the body that goes out.
     */
    private static long input(Caps caps, long prompt, long written, long steps, long documents) {
        long read = documents == 0 ? 0 : tokens(caps, Capped.RETRIEVED_CHARS);
        long found = times(caps.max(Capped.TOOL_CALLS), tokens(caps, Capped.TOOL_RESULT_CHARS));
        long history = times(written, pairs(steps));
        return plus(plus(times(steps, plus(prompt, read)), history), times(found, steps - 1));
    }

    /** One token for each character; only a cap that is written multiplies the hold. */
    private static long tokens(Caps caps, Capped chars) {
        return caps.has(chars) ? caps.max(chars) : 0;
    }

    /** How often a step comes after another. */
    private static long pairs(long steps) {
        return steps % 2 == 0 ? times(steps / 2, steps - 1) : times(steps, (steps - 1) / 2);
    }

    /** The price of what the calls of the model may use, with the provider's own tools: one request a step. */
    Money costOfModel() {
        return cost(price, fare, ofModel, Math.max(1, steps)).orElse(cost);
    }

    private static Optional<Money> cost(@Nullable Price price, Fare fare, Usage usage, long requests) {
        return price == null ? Optional.of(fare.tools().most()) : fare.most(price, usage, requests);
    }

    /** An equal share of one step: what a call is held at whose body nobody could read. */
    Estimate perStep() {
        long times = Math.max(1, steps);
        Usage share = ofModel.share(times);
        Money one = costOfModel().share(times);
        return new Estimate(share, one, share, price, fare.share(times), output, choices, 1, documents);
    }

    private static long clamp(RequestShape shape, Choice choice, Caps caps, Capped capped) {
        return Math.min(shape.asked(choice).orElse(caps.of(capped).preset()), caps.max(capped));
    }

    /** What the dearest mix of tools costs that the caps let through. */
    private static Money dearest(ToolPolicy tools, Caps caps) {
        Money sum = Money.ZERO;
        long left = caps.max(Capped.TOOL_CALLS);
        if (left == 0 || tools.allow().isEmpty()) {
            return sum;
        }
        List<ToolPolicy.Rule> dear = tools.allow().values().stream()
                .sorted(Comparator.comparing(ToolPolicy.Rule::cost).reversed())
                .toList();
        for (ToolPolicy.Rule rule : dear) {
            long taken = Math.min(left, rule.max());
            sum = sum.plus(rule.cost().times(taken));
            left -= taken;
        }
        return sum;
    }

    /** A product of counts, saturated. */
    static long times(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    /** A sum of counts, saturated. */
    static long plus(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }
}
