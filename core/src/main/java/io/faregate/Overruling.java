package io.faregate;

import io.faregate.ModelLadder.Rung;
import io.faregate.body.Cap;
import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.budget.Mode;
import io.faregate.control.Restriction;
import io.faregate.control.RuntimeOverride;
import io.faregate.control.Verdict;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the kill switch makes of one request. A route in mode observe edits nothing, so that only a block made by hand
 * counts there. Used by one thread.
 */
final class Overruling {
    private final Attempt attempt;
    private RuleSet rules;

    Overruling(Attempt attempt) {
        this.attempt = attempt;
        this.rules = attempt.rules;
    }

    /** Looks who asks for which route. */
    @Nullable
    Refusal look() {
        rules = attempt.rules;
        if (!isObserved(attempt)) {
            gate().suspicion().seen(attempt.caller);
        }
        Verdict verdict = caller(attempt);
        RuntimeOverride block = verdict.block();
        if (block != null && counts(attempt, block)) {
            return refusal(attempt, block);
        }
        if (block != null) {
            attempt.wouldRefuse = attempt.wouldRefuse.isEmpty() ? block.rule() : attempt.wouldRefuse;
        } else if (!isObserved(attempt)) {
            attempt.restriction = verdict.restriction();
        }
        return null;
    }

    /** The rung that is given in place of another; narrows the caps of the ride. */
    Rung rung(Rung wanted) {
        if (isObserved(attempt)) {
            return wanted;
        }
        Rung given = cheaper(wanted, attempt.restriction);
        Restriction ofModel = gate().killSwitch().look(given.model()).restriction();
        attempt.rules = narrowed(attempt.restriction.and(ofModel));
        return cheaper(given, ofModel);
    }

    /** A model without a price is given too: the ride is refused for it, rather than served by a dearer one. */
    private Rung cheaper(Rung rung, Restriction by) {
        boolean isOwn = by.model().isEmpty() || by.model().equals(rung.model());
        boolean isDearer = !isOwn
                && attempt.costs().price(by.model()).isPresent()
                && !ModelLadder.isCheaper(by.model(), rung.model(), attempt.costs());
        return isOwn || isDearer ? rung : new Rung(by.model(), "restricted");
    }

    private RuleSet narrowed(Restriction by) {
        if (by.outputPercent() == 100 && !by.toolsOff()) {
            return rules;
        }
        Cap output = rules.caps().of(Capped.OUTPUT_TOKENS);
        long most = by.outputOf(output.max());
        Map<Capped, Cap> less = new EnumMap<>(Capped.class);
        less.put(Capped.OUTPUT_TOKENS, new Cap(most, Math.min(most, output.preset())));
        if (by.toolsOff()) {
            less.put(Capped.TOOL_CALLS, Cap.of(0));
        }
        return rules.with(rules.caps().narrow(Caps.of(less)));
    }

    /** The refusal of a model that is blocked, or null. */
    static @Nullable Refusal ofModel(Attempt attempt) {
        RuntimeOverride block =
                attempt.gate().killSwitch().look(attempt.rung.model()).block();
        return block == null ? null : refusal(attempt, block);
    }

    /** The refusal of a ride that was blocked while it was let in, or null. */
    static @Nullable Refusal late(Attempt attempt) {
        RuntimeOverride block = caller(attempt).block();
        return block != null && counts(attempt, block) ? refusal(attempt, block) : ofModel(attempt);
    }

    private static Verdict caller(Attempt attempt) {
        return attempt.gate()
                .killSwitch()
                .look(attempt.caller, attempt.rules.route().path());
    }

    private static boolean counts(Attempt attempt, RuntimeOverride block) {
        return !block.isAutomatic() || !isObserved(attempt);
    }

    static boolean isObserved(Attempt attempt) {
        return attempt.rules.route().mode() == Mode.OBSERVE;
    }

    private static Refusal refusal(Attempt attempt, RuntimeOverride block) {
        Duration wait = block.left(attempt.gate().ticker().now()).orElse(null);
        String message =
                "This request is blocked." + (wait == null ? "" : " Try again in " + Refusals.words(wait) + ".");
        return new Refusal(attempt.id(), Reason.BLOCKED, block.rule(), message, null, wait);
    }

    private Gate gate() {
        return attempt.gate();
    }
}
