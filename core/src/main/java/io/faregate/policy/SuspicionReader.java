package io.faregate.policy;

import io.faregate.budget.Dimension;
import io.faregate.control.Effect;
import io.faregate.control.Restriction;
import io.faregate.control.SuspicionRule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says what the section {@code suspicion} has. */
final class SuspicionReader {
    private SuspicionReader() {}

    /** The rules that are whole; the others are mistakes already. */
    static List<SuspicionRule> read(List<Values> rules) {
        return rules.stream()
                .map(SuspicionReader::rule)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<SuspicionRule> rule(Values rule) {
        Optional<Dimension> per =
                rule.get(WatchKeys.SUSPECT).map(name -> Dimension.valueOf(name.toUpperCase(Locale.ROOT)));
        Optional<Long> strikes = rule.get(WatchKeys.STRIKES);
        Optional<Duration> within = rule.get(WatchKeys.WITHIN);
        Optional<Values> then = rule.get(WatchKeys.THEN_KEY);
        if (per.isEmpty() || strikes.isEmpty() || within.isEmpty() || then.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SuspicionRule(
                rule.path(),
                per.get(),
                Math.max(1, strikes.get()),
                within.get(),
                effect(then.get()),
                rule.get(WatchKeys.LASTS).orElse(null)));
    }

    private static Effect effect(Values then) {
        if (then.get(WatchKeys.THEN_BLOCK).isPresent()) {
            return Effect.BLOCK;
        }
        Restriction restriction = Restriction.NONE
                .model(then.get(WatchKeys.THEN_MODEL).orElse(""))
                .output(then.get(WatchKeys.THEN_OUTPUT).orElse(100));
        return then.get(WatchKeys.THEN_TOOLS).isPresent() ? restriction.noTools() : restriction;
    }
}
