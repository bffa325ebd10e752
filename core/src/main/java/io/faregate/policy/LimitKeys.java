package io.faregate.policy;

import io.faregate.budget.Dimension;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window.Period;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of one limit. */
final class LimitKeys {
    private static final OneOf<Dimension> DIMENSION = OneOf.of(List.of(Dimension.values()), Dimension::key);

    static final Key<List<Dimension>> PER = Key.of(
            "per",
            new ListOf<>(DIMENSION, 1, singles()),
            "none: one pool for all",
            "[user, model]",
            "Who has an amount of their own. `user` counts a caller without a user id by network");
    static final Key<Money> COST = Key.of("cost", Kinds.MONEY, "", "0.50", "The most money");
    static final Map<Measure, Key<Long>> COUNTS = counts();
    static final Key<Period> EVERY = Key.of(
            "every",
            OneOf.of(List.of(Period.values()), Kinds::lower),
            "",
            "day",
            "Starts anew with each calendar period in the policy's zone");
    static final Key<Duration> WITHIN = Key.of(
            "within",
            Kinds.SECONDS,
            "",
            "10m",
            "Refills steadily over this time; at most twice the amount in any window of this length");
    static final Key<Mode> MODE =
            Key.of("mode", Kinds.MODE, "that of the route, else of the policy", "observe", "What the limit does");
    static final Key<Boolean> DEBT = Key.of(
            "debt",
            OneOf.either("forgive", false, "carry", true),
            "forgive",
            "carry",
            "Whether what was used beyond the amount counts in the next period too");

    static final List<String> MEASURES = measures();
    static final List<String> WINDOWS = List.of(EVERY.name(), WITHIN.name(), Measure.CONCURRENT.key());
    static final Section LIMIT = section();

    private LimitKeys() {}

    private static OneOf<List<Dimension>> singles() {
        Map<String, List<Dimension>> words = new LinkedHashMap<>();
        for (Dimension dimension : Dimension.values()) {
            words.put(dimension.key(), List.of(dimension));
        }
        words.put("none", List.of());
        return new OneOf<>(words);
    }

    private static Map<Measure, Key<Long>> counts() {
        Map<Measure, Key<Long>> keys = new LinkedHashMap<>();
        put(keys, Measure.REQUESTS, "The most rides let in; never given back");
        put(keys, Measure.TOKENS, "The most tokens of all kinds, in and out");
        put(keys, Measure.CONCURRENT, "The most rides at once; has no window");
        for (Unit unit : Unit.values()) {
            if (unit != Unit.REQUESTS) {
                put(
                        keys,
                        Measure.of(unit.key()).orElseThrow(),
                        "The most " + unit.key().replace('-', ' '));
            }
        }
        return keys;
    }

    private static void put(Map<Measure, Key<Long>> keys, Measure measure, String text) {
        keys.put(measure, Key.of(measure.key(), Kinds.COUNT, "", "20", text));
    }

    private static List<String> measures() {
        List<String> names = new ArrayList<>(List.of(COST.name()));
        COUNTS.values().forEach(key -> names.add(key.name()));
        return List.copyOf(names);
    }

    private static Section section() {
        List<Key<?>> keys = new ArrayList<>(List.of(PER, COST));
        keys.addAll(COUNTS.values());
        keys.addAll(List.of(EVERY, WITHIN, MODE, DEBT));
        return new Section("limit", keys, List.of(), null)
                .where(
                        new Relation.ExactlyOne(MEASURES),
                        new Relation.ExactlyOne(WINDOWS),
                        new Relation.Needs(DEBT.name(), EVERY.name()));
    }
}
