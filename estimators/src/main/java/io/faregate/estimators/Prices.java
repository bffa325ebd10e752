package io.faregate.estimators;

import io.faregate.estimators.JsonTree.Written;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers that may be prices. */
final class Prices {
    private static final int LONGEST = 40;
    private static final int MOST_DECIMALS = 40;
    static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    private Prices() {}

    /**
     * A price, exactly as it is written.
     *
     * @return the price
     * @throws BadEntry when it is none: a text, NaN, below zero, absurdly long
     */
    static BigDecimal of(@Nullable Object value) {
        if (!(value instanceof Written written) || written.digits().length() > LONGEST) {
            throw new BadEntry("is no number");
        }
        BigDecimal price = number(written.digits());
        // checked before anything is done with it: 1e999999999 would fill the memory when it is written out
        if (price.signum() < 0 || Math.abs((long) price.scale()) > MOST_DECIMALS) {
            throw new BadEntry("is " + written.digits());
        }
        return price;
    }

    private static BigDecimal number(String digits) {
        try {
            return new BigDecimal(digits);
        } catch (NumberFormatException notFinite) {
            throw new BadEntry("is " + digits);
        }
    }
}
