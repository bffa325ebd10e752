package io.faregate.policy;

import io.faregate.body.AppFields;
import io.faregate.body.Dialect;
import io.faregate.body.DialectBuilder;
import io.faregate.body.Dialects;
import io.faregate.body.ProviderHabit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The dialects that a policy may name, those that are built in and its own; and which of them providers speak. */
final class NamedDialects {
    private final Map<String, DialectBuilder> own = new LinkedHashMap<>();
    private final Map<String, Dialect> providers = new LinkedHashMap<>();
    private final Set<String> habits = new HashSet<>();

    void add(String name, Consumer<DialectBuilder> says) {
        if (!Kinds.OWN_DIALECT.pattern().matcher(name).matches()) {
            throw new IllegalArgumentException("found '" + name + "', allowed: " + Kinds.OWN_DIALECT.allowed());
        }
        DialectBuilder dialect = new DialectBuilder(name);
        says.accept(dialect);
        own.put(name, Once.set(own.get(name), dialect, "dialect " + name));
    }

    void provider(String place, String dialect) {
        if (!Kinds.PLACE.pattern().matcher(place).matches()) {
            throw new IllegalArgumentException("found '" + place + "', allowed: " + Kinds.PLACE.allowed());
        }
        Dialect named = named(dialect, AppFields.DEFAULT);
        providers.put(place, Once.set(providers.get(place), named, place));
    }

    /** What the provider of a place does; each of its habits is said once. */
    void habit(String place, ProviderHabit habit) {
        Dialect dialect = providers.get(place);
        if (dialect == null) {
            throw new IllegalArgumentException("no provider is said to be at " + place);
        }
        if (!habits.add(place + (habit == ProviderHabit.SHOWS_THINKING ? " thinking" : " after-abort"))) {
            throw new IllegalArgumentException("more is said of " + place + " than once: " + habit);
        }
        providers.put(place, habit.of(dialect));
    }

    Map<String, Dialect> providers() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(providers));
    }

    List<String> names() {
        List<String> names = new ArrayList<>(Dialects.names());
        names.addAll(own.keySet());
        return names;
    }

    void require(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("no dialect: " + name + "; there are " + names());
        }
    }

    Dialect named(String name, AppFields route) {
        require(name);
        DialectBuilder defined = own.get(name);
        return defined == null ? Dialects.named(name, route).orElseThrow() : defined.build(route);
    }
}
