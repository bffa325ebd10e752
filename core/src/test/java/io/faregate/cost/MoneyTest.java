package io.faregate.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.50, 500000000",
        "1, 1000000000",
        "0.000000001, 1",
        "0.0000000001, 1",
        "0.0000000010000001, 2",
        "-0.0000000015, -1",
        "9223372036.854775807, 9223372036854775807",
        "0e999999999, 0",
        "1e-999999999, 1",
        "-1e-999999999, 0",
    })
    void readsDecimalsAndRoundsUp(String decimal, long nanos) {
        assertThat(Money.of(decimal).nanos()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036.854775808", "9223372036.8547758071", "1e11", "1e999999999", "-1e999999999"})
    void whatIsBeyondALongThrowsAtOnce(String decimal) {
        assertThatThrownBy(() -> Money.of(decimal)).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NaN", "Infinity", "1,5", "$1", "0x10", " 1"})
    void whatIsNoDecimalThrows(String decimal) {
        assertThatThrownBy(() -> Money.of(decimal)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void sumsNeverWrap() {
        Money most = new Money(Long.MAX_VALUE);
        Money one = new Money(1);

        assertThatThrownBy(() -> most.plus(one)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Money(Long.MIN_VALUE).minus(one)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.times(2)).isInstanceOf(ArithmeticException.class);
        assertThat(most.max(one)).isEqualTo(most);
        assertThat(one.max(most)).isEqualTo(most);
    }

    @Test
    void isNeverShownWithAnExponent() {
        assertThat(new Money(1)).hasToString("0.000000001");
        assertThat(new Money(-1_500_000_000)).hasToString("-1.5");
        assertThat(Money.of("1000000000")).hasToString("1000000000");
        assertThat(Money.ZERO).hasToString("0");
    }

    @Test
    void agreesWithBigDecimal() {
        Random random = new Random(20261123);
        for (int i = 0; i < 20_000; i++) {
            BigDecimal decimal = BigDecimal.valueOf(random.nextLong() >> random.nextInt(63), random.nextInt(25));
            BigDecimal nanos = decimal.movePointRight(9).setScale(0, RoundingMode.CEILING);
            if (nanos.unscaledValue().bitLength() < Long.SIZE) {
                assertThat(Money.of(decimal).nanos()).as(decimal.toString()).isEqualTo(nanos.longValueExact());
                assertThat(Money.of(Money.of(decimal).toDecimal())).isEqualTo(Money.of(decimal));
            }
        }
    }
}
