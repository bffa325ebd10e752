package io.faregate.policy;

import java.time.DateTimeException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One text or number.
 *
 * @param allowed what may be written, with an example
 * @param pattern what all of it must match; in a form that JSON Schema understands too
 * @param number which plain numbers it takes
 * @param parser makes the value of a text that matches; may throw IllegalArgumentException or ArithmeticException
 */
record Scalar<T>(String allowed, Pattern pattern, Numbers number, Function<String, T> parser) implements Kind.Plain<T> {

    /** Which plain numbers a value may be. */
    enum Numbers {
        NONE,
        WHOLE,
        DECIMAL,
        POSITIVE
    }

    static <T> Scalar<T> words(String allowed, String pattern, Function<String, T> parser) {
        return new Scalar<>(allowed, Pattern.compile(pattern), Numbers.NONE, parser);
    }

    static <T> Scalar<T> number(String allowed, String pattern, Numbers number, Function<String, T> parser) {
        return new Scalar<>(allowed, Pattern.compile(pattern), number, parser);
    }

    @Override
    public @Nullable T parse(Yaml value) {
        if (!(value instanceof Yaml.Text text) || !isType(text.type())) {
            return null;
        }
        if (!pattern.matcher(text.value()).matches()) {
            return null;
        }
        try {
            return parser.apply(text.value());
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException notOfThisKind) {
            return null;
        }
    }

    private boolean isType(Yaml.Type type) {
        return type == Yaml.Type.WORDS || (type == Yaml.Type.NUMBER && number != Numbers.NONE);
    }
}
