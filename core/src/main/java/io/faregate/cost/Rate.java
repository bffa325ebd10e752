package io.faregate.cost;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The price of one unit in pico-dollars: a token price of six decimals per million is then a whole number, so that
 * $0.0028 per million tokens stays exact.
 *
 * @param picos millionths of a millionth of a dollar; a thousand are a nano-dollar
 * @param written what the operator wrote
 */
record Rate(long picos, String written) {
    private static final int TOKEN_DECIMALS = 6;
    private static final int EACH_DECIMALS = 12;
    private static final Pattern TOKEN = Pattern.compile("\\d{1,6}(\\.\\d{1,6})?|1000000(\\.0{1,6})?");
    private static final Pattern EACH = Pattern.compile("\\d{1,3}(\\.\\d{1,12})?|1000(\\.0{1,12})?");

    static Optional<Rate> parse(Unit unit, String text) {
        if (!(unit.isTokens() ? TOKEN : EACH).matcher(text).matches()) {
            return Optional.empty();
        }
        long picos = new BigDecimal(text).movePointRight(decimals(unit)).longValueExact();
        return Optional.of(new Rate(picos, text));
    }

    static String allowed(Unit unit) {
        return unit.isTokens()
                ? "a decimal from 0 to 1000000 with at most 6 decimals, dollars per million tokens"
                : "a decimal from 0 to 1000 with at most 12 decimals, dollars for one";
    }

    /** A price as a table would write it. */
    static String decimal(Unit unit, long picos) {
        BigDecimal exact = BigDecimal.valueOf(picos, decimals(unit)).stripTrailingZeros();
        return exact.toPlainString();
    }

    /** The unit's column in a price file: token prices without the word, the others as their unit is called. */
    static String column(Unit unit) {
        String key = unit.key();
        return unit.isTokens() ? key.substring(0, key.length() - "-tokens".length()) : key;
    }

    private static int decimals(Unit unit) {
        return unit.isTokens() ? TOKEN_DECIMALS : EACH_DECIMALS;
    }
}
