package io.faregate.policy;

import io.faregate.budget.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says the limits of a section to a builder. */
final class LimitReader {
    private LimitReader() {}

    /** The limits that have an amount and a window; the others are mistakes already. */
    static List<Limits> read(List<Values> limits) {
        List<Limits> read = new ArrayList<>();
        for (Values values : limits) {
            if (isWhole(values)) {
                read.add(limit(values));
            }
        }
        return read;
    }

    private static boolean isWhole(Values values) {
        boolean carries = values.get(LimitKeys.DEBT).orElse(false);
        return count(values, LimitKeys.MEASURES) == 1
                && count(values, LimitKeys.WINDOWS) == 1
                && (!carries || values.get(LimitKeys.EVERY).isPresent());
    }

    private static long count(Values values, List<String> keys) {
        return keys.stream().filter(values.byKey()::containsKey).count();
    }

    private static Limits limit(Values values) {
        Limits limit = Limits.per(values.all(LimitKeys.PER)).place(values.path());
        values.give(LimitKeys.COST, money -> limit.amount(Measure.COST, money.nanos()));
        for (Map.Entry<Measure, Key<Long>> count : LimitKeys.COUNTS.entrySet()) {
            values.give(count.getValue(), amount -> count(limit, count.getKey(), amount));
        }
        values.give(LimitKeys.EVERY, limit::every);
        values.give(LimitKeys.WITHIN, limit::within);
        values.give(LimitKeys.MODE, limit::mode);
        if (values.get(LimitKeys.DEBT).orElse(false)) {
            limit.carryDebt();
        }
        return limit;
    }

    private static void count(Limits limit, Measure measure, long amount) {
        if (measure.equals(Measure.CONCURRENT)) {
            limit.concurrent(amount);
        } else {
            limit.amount(measure, amount);
        }
    }
}
