package io.faregate.samples.chat.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CalculatorTest {

    @ParameterizedTest
    @CsvSource({"1+2*3, 7", "(1 + 2) * 3, 9", "10/4, 2.5", "-(2-5), 3", "8/2/2, 2", "2--2, 4", "0.1+0.2, 0.3"})
    void computesAsAPersonWould(String expression, String value) {
        assertThat(Calculator.compute(expression)).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1+", "(1", "1)", "two", "1..2", "1 2a", "System.exit(1)"})
    void saysWhatIsNotAnExpression(String text) {
        assertThatThrownBy(() -> Calculator.compute(text)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void divisionByZeroHasNoValue() {
        assertThatThrownBy(() -> Calculator.compute("1/0")).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void staysSmallUnderLargeInput() {
        assertThatThrownBy(() -> Calculator.compute("(".repeat(100_000))).isInstanceOf(NumberFormatException.class);
        assertThat(Calculator.compute("9".repeat(99) + "*" + "9".repeat(99)).precision())
                .isLessThanOrEqualTo(16);
    }
}
