package io.faregate.body;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in JSON documents and what is said of it; the root of a tree that a declaration's pointers make. Changed
 * only while it is declared.
 */
final class Place<T> {
    private static final String ANY_ELEMENT = "*";

    private final @Nullable Place<T> parent;
    private final String name;
    private final Map<String, Place<T>> names = new LinkedHashMap<>();

    /** The same places and, where both are taken, under the names that they have in snake case. */
    private final NameTable<Place<T>> found = new NameTable<>();

    private boolean eitherCase;
    private @Nullable Place<T> elements;
    private int required;
    private T said;

    private Place(@Nullable Place<T> parent, String name, T said) {
        this.parent = parent;
        this.name = name;
        this.said = said;
    }

    static <T> Place<T> root(T said) {
        return new Place<>(null, "", said);
    }

    /** The place of a pointer, whose {@code *} is any element of an array; steps that are new say {@code fresh}. */
    Place<T> at(String pointer, T fresh) {
        Place<T> place = this;
        for (String step : steps(pointer)) {
            place = place.step(step, fresh);
        }
        return place;
    }

    /** From here on, places are found by their names in snake case too. */
    void inEitherCase() {
        eitherCase = true;
    }

    private Place<T> step(String step, T fresh) {
        if (!step.equals(ANY_ELEMENT)) {
            return names.computeIfAbsent(step, key -> named(key, fresh));
        }
        if (elements == null) {
            elements = below(ANY_ELEMENT, fresh);
        }
        return elements;
    }

    private Place<T> below(String key, T fresh) {
        Place<T> place = new Place<>(this, key, fresh);
        if (eitherCase) {
            place.eitherCase = true;
        }
        return place;
    }

    private Place<T> named(String key, T fresh) {
        Place<T> place = below(key, fresh);
        found.put(key, place);
        if (eitherCase) {
            found.put(snake(key), place);
        }
        return place;
    }

    private static String snake(String camel) {
        return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static String[] steps(String pointer) {
        if (!pointer.startsWith("/")) {
            throw new IllegalArgumentException("not a JSON pointer: " + pointer);
        }
        String[] steps = pointer.substring(1).split("/", -1);
        for (int i = 0; i < steps.length; i++) {
            steps[i] = steps[i].replace("~1", "/").replace("~0", "~");
        }
        return steps;
    }

    @Nullable
    Place<T> name(String key) {
        return found.get(key);
    }

    @Nullable
    Place<T> name(JsonString key) {
        return found.get(key);
    }

    /** From here on, its object must have it. */
    void require() {
        above().required++;
    }

    /** How many of its names must be there. */
    int required() {
        return required;
    }

    Map<String, Place<T>> names() {
        return names;
    }

    @Nullable
    Place<T> elements() {
        return elements;
    }

    boolean isLeaf() {
        return names.isEmpty() && elements == null;
    }

    @Nullable
    Place<T> parent() {
        return parent;
    }

    /** The parent of a place that is not the root. */
    Place<T> above() {
        return Objects.requireNonNull(parent, "the root has no parent");
    }

    String name() {
        return name;
    }

    boolean isElement() {
        return parent != null && parent.elements == this;
    }

    T said() {
        return said;
    }

    void say(T what) {
        this.said = what;
    }
}
