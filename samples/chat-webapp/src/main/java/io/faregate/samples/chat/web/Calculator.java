package io.faregate.samples.chat.web;

import java.math.BigDecimal;
import java.math.MathContext;

/** Arithmetic with + - * / and parentheses; short expressions only, so that nobody can make it work for long. */
final class Calculator {
    private static final int LONGEST = 200;

    private final String text;
    private int at;

    private Calculator(String text) {
        this.text = text;
    }

    /**
     * The value of an expression.
     *
     * @throws ArithmeticException when it has none
     * @throws NumberFormatException when it is not an expression
     */
    static BigDecimal compute(String expression) {
        String text = expression.replace(" ", "");
        if (text.length() > LONGEST) {
            throw new NumberFormatException("it is longer than " + LONGEST + " characters");
        }
        Calculator calculator = new Calculator(text);
        BigDecimal value = calculator.sum();
        if (calculator.at < text.length()) {
            throw calculator.unexpected();
        }
        return value;
    }

    private BigDecimal sum() {
        BigDecimal value = product();
        while (isNext('+') || isNext('-')) {
            value = text.charAt(at++) == '+'
                    ? value.add(product(), MathContext.DECIMAL64)
                    : value.subtract(product(), MathContext.DECIMAL64);
        }
        return value;
    }

    private BigDecimal product() {
        BigDecimal value = factor();
        while (isNext('*') || isNext('/')) {
            value = text.charAt(at++) == '*'
                    ? value.multiply(factor(), MathContext.DECIMAL64)
                    : value.divide(factor(), MathContext.DECIMAL64);
        }
        return value;
    }

    private BigDecimal factor() {
        if (isNext('-')) {
            at++;
            return factor().negate();
        }
        if (!isNext('(')) {
            return number();
        }
        at++;
        BigDecimal value = sum();
        if (!isNext(')')) {
            throw unexpected();
        }
        at++;
        return value;
    }

    private BigDecimal number() {
        int start = at;
        while (at < text.length() && (Character.digit(text.charAt(at), 10) >= 0 || text.charAt(at) == '.')) {
            at++;
        }
        if (start == at) {
            throw unexpected();
        }
        return new BigDecimal(text.substring(start, at));
    }

    private boolean isNext(char wanted) {
        return at < text.length() && text.charAt(at) == wanted;
    }

    private NumberFormatException unexpected() {
        return new NumberFormatException(
                at < text.length() ? "'" + text.charAt(at) + "' is not expected" : "it ends too early");
    }
}
