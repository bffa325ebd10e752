package io.faregate.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One of a few words; they are in the order of the docs. */
record OneOf<T>(Map<String, T> words) implements Kind.Plain<T> {
    OneOf {
        words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
    }

    static <T> OneOf<T> of(List<T> values, Function<T, String> word) {
        Map<String, T> words = new LinkedHashMap<>();
        values.forEach(value -> words.put(word.apply(value), value));
        return new OneOf<>(words);
    }

    static <T> OneOf<T> either(String word, T value, String otherWord, T otherValue) {
        Map<String, T> words = new LinkedHashMap<>();
        words.put(word, value);
        words.put(otherWord, otherValue);
        return new OneOf<>(words);
    }

    static OneOf<String> of(String... words) {
        return of(List.of(words), Function.identity());
    }

    @Override
    public @Nullable T parse(Yaml value) {
        return value instanceof Yaml.Text text && text.type() == Yaml.Type.WORDS ? words.get(text.value()) : null;
    }

    @Override
    public String allowed() {
        return String.join(", ", words.keySet());
    }

    @Override
    public String allowed(Yaml value) {
        return value instanceof Yaml.Text text
                ? Spelling.allowed(allowed(), text.written(), words.keySet())
                : allowed();
    }
}
