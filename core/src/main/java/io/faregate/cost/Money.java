package io.faregate.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount in the currency of the price tables, in whole nano-units (a billionth of a dollar). One dollar per million
 * tokens is exactly 1,000 nano-dollars a token. Sums that overflow throw {@link ArithmeticException}; nothing wraps.
 *
 * @param nanos billionths; negative for a refund
 */
public record Money(long nanos) implements Comparable<Money> {

    /** Nothing. */
    public static final Money ZERO = new Money(0);

    private static final int SCALE = 9;

    /**
     * An amount written in decimal, as {@code 0.50}.
     *
     * @param decimal dollars; more than nine decimals are rounded up
     * @return the amount
     * @throws NumberFormatException when it is not a decimal number
     * @throws ArithmeticException when it is beyond nine billion
     */
    public static Money of(String decimal) {
        return of(new BigDecimal(decimal));
    }

    /**
     * An amount.
     *
     * @param decimal dollars; more than nine decimals are rounded up
     * @return the amount
     * @throws ArithmeticException when it is beyond nine billion
     */
    public static Money of(BigDecimal decimal) {
        if (decimal.signum() == 0) {
            return ZERO;
        }
        // an exponent of a billion would otherwise be written out, digit by digit
        long magnitude = (long) decimal.precision() - decimal.scale();
        if (magnitude > Long.SIZE) {
            throw new ArithmeticException("beyond nine billion: " + decimal);
        }
        if (magnitude < -SCALE) {
            return new Money(decimal.signum() > 0 ? 1 : 0);
        }
        return new Money(
                decimal.setScale(SCALE, RoundingMode.CEILING).unscaledValue().longValueExact());
    }

    /**
     * The sum.
     *
     * @param other what is added
     * @return this and the other
     */
    public Money plus(Money other) {
        return new Money(Math.addExact(nanos, other.nanos));
    }

    /**
     * The difference.
     *
     * @param other what is taken away
     * @return this less the other
     */
    public Money minus(Money other) {
        return new Money(Math.subtractExact(nanos, other.nanos));
    }

    /**
     * Many times this.
     *
     * @param factor how many times
     * @return the product
     */
    public Money times(long factor) {
        return new Money(Math.multiplyExact(nanos, factor));
    }

    /**
     * An equal share, rounded up.
     *
     * @param parts how many shares make the whole, one or more
     * @return the share
     * @throws IllegalArgumentException when there are no parts
     */
    public Money share(long parts) {
        if (parts < 1) {
            throw new IllegalArgumentException("a share of " + parts + " parts");
        }
        return new Money(nanos / parts + (nanos % parts > 0 ? 1 : 0));
    }

    /**
     * The larger of two.
     *
     * @param other another amount
     * @return the larger one
     */
    public Money max(Money other) {
        return nanos >= other.nanos ? this : other;
    }

    /**
     * The amount in whole currency units.
     *
     * @return dollars, exactly, without trailing zeros
     */
    public BigDecimal toDecimal() {
        BigDecimal exact = BigDecimal.valueOf(nanos, SCALE).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(nanos, other.nanos);
    }

    @Override
    public String toString() {
        return toDecimal().toPlainString();
    }
}
