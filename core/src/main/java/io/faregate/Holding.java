package io.faregate;

import io.faregate.ModelLadder.Rung;
import io.faregate.body.Capped;
import io.faregate.budget.Balance;
import io.faregate.budget.Charge;
import io.faregate.budget.Held;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Reservation;
import io.faregate.cost.Price;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last station: a model, its price and the worst case, held on every limit that applies. Only money, or a
 * blocked model, walks the ladder of models, and money may shorten the reply; a count, a rate or a concurrency limit refuses at once.
 */
final class Holding {
    /** How often others may take of the money that a shorter reply was measured by. */
    private static final int TRIES = 5;

    private final Attempt attempt;
    private final Gate gate;
    private final Charging charging;
    private final Overruling overruling;
    private @Nullable String counted;
    private long prompt;

    Holding(Attempt attempt, Charging charging, Overruling overruling) {
        this.overruling = overruling;
        this.attempt = attempt;
        this.gate = attempt.gate();
        this.charging = charging;
    }

    /** Holds; null, or the refusal of the last model that was tried. */
    @Nullable
    Refusal hold() {
        String asked = attempt.shape.model().orElse(null);
        if (attempt.shape instanceof Unread unread && unread.asksAll()) {
            return hold(ModelLadder.ofAny(attempt.rules, attempt.costs(), ofTask(), asked), Long.MAX_VALUE);
        }
        Optional<Rung> first =
                ModelLadder.first(attempt.rules, gate.rules().policy().modelNames(), ofTask(), asked);
        String wanted = asked == null ? attempt.rules.route().model().use() : asked;
        if (first.isEmpty() && wanted != null) {
            Refusal stranger = attempt.unlessObserved(stranger(asked));
            if (stranger != null) {
                return stranger;
            }
            first = Optional.of(new Rung(wanted, asked == null ? "route" : "asked"));
        }
        List<Rung> tried = new ArrayList<>();
        Refusal refusal = null;
        Refusal shortOfMoney = null;
        for (Rung next : rungs(first.orElse(Rung.NONE))) {
            Rung rung = next.after(refusal);
            tried.add(rung);
            refusal = hold(rung, Long.MAX_VALUE);
            if (!isShortOfMoney(refusal) && !isBlocked(refusal)) {
                return refusal;
            }
            shortOfMoney = isShortOfMoney(refusal) ? refusal : shortOfMoney;
        }
        return shortest() == 0 || shortOfMoney == null ? refusal : holdShorter(tried, shortOfMoney);
    }

    private Refusal stranger(@Nullable String asked) {
        return attempt.refuse(
                Reason.MODEL_NOT_ALLOWED,
                attempt.rule("model"),
                asked == null
                        ? "The caller's plan does not include the model of this route."
                        : "The model asked for is not allowed here.");
    }

    /** The model of what the application is about to do, as it said on the request. */
    private @Nullable String ofTask() {
        return attempt.request().attribute(Inference.TASK).orElse(null) instanceof String task
                ? new Tasks(attempt, Rung.NONE).given(task).orElse(null)
                : null;
    }

    private static boolean isShortOfMoney(@Nullable Refusal refusal) {
        return refusal != null && refusal.reason() == Reason.BUDGET_SPENT;
    }

    private static boolean isBlocked(@Nullable Refusal refusal) {
        return refusal != null && refusal.reason() == Reason.BLOCKED;
    }

    private List<Rung> rungs(Rung first) {
        return ModelLadder.from(attempt.rules, first, attempt.costs(), () -> fullest(first));
    }

    /** The share, in percent, of the fullest cost limit of this ride before its own hold. */
    private int fullest(Rung first) {
        int fullest = 0;
        for (Charge charge : charging.looks(limit -> limit.measure().equals(Measure.COST), first.listed(), 0)) {
            Balance balance = gate.store().balance(charge);
            double share = 100.0 * (balance.held() + balance.spent()) / Math.max(1, balance.amount());
            fullest = Math.max(fullest, (int) Math.min(100, share));
        }
        return fullest;
    }

    private long shortest() {
        return attempt.rules.route().model().shortestReply();
    }

    /** Holds the longest reply that the money left allows, of the first model where that is of use. */
    private @Nullable Refusal holdShorter(List<Rung> rungs, @Nullable Refusal refusal) {
        for (Rung rung : rungs) {
            for (int i = 0; i < TRIES; i++) {
                long longest = longest(rung);
                if (longest < shortest()) {
                    break;
                }
                Refusal again = hold(rung, longest);
                if (isBlocked(again)) {
                    break;
                }
                if (!isShortOfMoney(again)) {
                    return again;
                }
            }
        }
        return refusal;
    }

    /** By bisection between a reply that is too short to be of use and the full one, which costs too much. */
    private long longest(Rung wanted) {
        Rung rung = overruling.rung(wanted);
        long tokens = promptTokens(rung);
        long left = moneyLeft(rung);
        long fits = shortest() - 1;
        long most = full(rung, tokens) - 1;
        while (fits < most) {
            long middle = fits + (most - fits + 1) / 2;
            long cost = estimate(rung, tokens, middle)
                    .map(estimate -> estimate.cost().nanos())
                    .orElse(Long.MAX_VALUE);
            if (cost <= left) {
                fits = middle;
            } else {
                most = middle - 1;
            }
        }
        return fits;
    }

    /** The full reply; none where it could cost more than can be counted. */
    private long full(Rung rung, long tokens) {
        try {
            return estimate(rung, tokens, Long.MAX_VALUE).map(Estimate::output).orElse(0L);
        } catch (ArithmeticException overflow) {
            return 0;
        }
    }

    private long moneyLeft(Rung rung) {
        long left = Long.MAX_VALUE;
        for (Charge charge : charging.looks(Holding::isMoney, rung.listed(), 0)) {
            left = Math.min(left, gate.store().balance(charge).free());
        }
        return left;
    }

    private static boolean isMoney(Limit limit) {
        return limit.measure().equals(Measure.COST) && limit.mode() == Mode.ENFORCE;
    }

    private @Nullable Refusal hold(Rung wanted, long longest) {
        Rung rung = overruling.rung(wanted);
        attempt.rung = rung;
        Refusal blocked = Overruling.ofModel(attempt);
        if (blocked != null) {
            return blocked;
        }
        if (price(rung) == null && !rung.model().isEmpty()) {
            return unpriced();
        }
        long tokens = promptTokens(rung);
        Refusal tooLong = attempt.tooMuch(Capped.INPUT_TOKENS, tokens, "prompt tokens, as estimated");
        Refusal tooMuch = attempt.unlessObserved(tooLong == null ? tooFine() : tooLong);
        return tooMuch == null ? reserve(rung, tokens, longest) : tooMuch;
    }

    private @Nullable Refusal tooFine() {
        // a form is judged when it is read
        long each = attempt.scanned == null ? 0 : attempt.shape.fixedOutput().orElse(0);
        return attempt.tooMuch(Capped.OUTPUT_TOKENS, each, "tokens for each picture, by its size and quality");
    }

    /** The price of a rung's model; null when it has none, or there is no model. */
    private @Nullable Price price(Rung rung) {
        return rung.model().isEmpty()
                ? null
                : attempt.costs().price(rung.model()).orElse(null);
    }

    /** Counted once for as long as the model is the same: a counter may take long over a hostile prompt. */
    private long promptTokens(Rung rung) {
        if (!rung.model().equals(counted)) {
            counted = rung.model();
            prompt = gate.tokens().promptTokens(counted, attempt.shape.prompt());
        }
        return prompt;
    }

    /** Of the models that the ride may come to call the dearest. */
    private Optional<Estimate> estimate(Rung rung, long tokens, long longest) {
        Optional<Estimate> dearest = estimate(price(rung), tokens, longest);
        for (String model : new Tasks(attempt, rung).models()) {
            Optional<Estimate> other = attempt.costs().price(model).flatMap(price -> estimate(price, tokens, longest));
            if (dearest.isEmpty() || other.isEmpty()) {
                return Optional.empty();
            }
            dearest = other.get().cost().compareTo(dearest.get().cost()) > 0 ? other : dearest;
        }
        return dearest;
    }

    private Optional<Estimate> estimate(@Nullable Price price, long tokens, long longest) {
        return Estimate.of(attempt.shape, attempt.caps(), attempt.rules.route().tools(), tokens, price, longest);
    }

    private @Nullable Refusal reserve(Rung rung, long tokens, long longest) {
        Optional<Estimate> estimate;
        try {
            estimate = estimate(rung, tokens, longest);
        } catch (ArithmeticException overflow) {
            return attempt.refuse(
                    Reason.CONTENT_TOO_LARGE, "costs", "The request could cost more than can be counted.");
        }
        if (estimate.isEmpty()) {
            return unpriced();
        }
        attempt.estimate = estimate.get();
        Held held = gate.store().reserve(charging.of(rung.listed(), attempt.estimate.usage(), attempt.estimate.cost()));
        if (held instanceof Held.Denied denied) {
            return Refusals.of(attempt.id(), denied);
        }
        attempt.reservation = (Reservation) held;
        return null;
    }

    private Refusal unpriced() {
        return attempt.refuse(
                Reason.MODEL_NOT_PRICED, "costs", "The model has no price for what this request may use.");
    }
}
