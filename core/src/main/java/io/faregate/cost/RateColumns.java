package io.faregate.cost;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The columns of a price file that have prices: of each unit the usual one, of tokens a long one too, and their mark. */
final class RateColumns {
    private static final String ABOVE = Rates.LONG + "above";
    private static final Map<String, Unit> USUAL = new HashMap<>();
    private static final Map<String, Unit> LONGER = new HashMap<>();

    static {
        for (Unit unit : Unit.values()) {
            USUAL.put(Rate.column(unit), unit);
            if (unit.isTokens()) {
                LONGER.put(Rates.LONG + Rate.column(unit), unit);
            }
        }
    }

    private RateColumns() {}

    static Set<String> names() {
        Set<String> names = new HashSet<>(USUAL.keySet());
        names.addAll(LONGER.keySet());
        names.add(ABOVE);
        return names;
    }

    /** Puts what a cell says into rates; says what is allowed there when that is no price. Other columns have none. */
    static Optional<String> put(Rates rates, String column, String text) {
        Unit usual = USUAL.get(column);
        Unit longer = LONGER.get(column);
        if (usual != null) {
            return put(rates, usual, text);
        }
        if (longer != null) {
            return put(rates.longer(), longer, text);
        }
        return column.equals(ABOVE) && !rates.above(text) ? Optional.of(Rates.allowedAbove()) : Optional.empty();
    }

    private static Optional<String> put(Rates rates, Unit unit, String text) {
        Optional<Rate> rate = Rate.parse(unit, text);
        rate.ifPresent(price -> rates.put(unit, price));
        return rate.isPresent() ? Optional.empty() : Optional.of(Rate.allowed(unit));
    }
}
