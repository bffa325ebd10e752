package io.faregate.servlet;

import java.util.Enumeration;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Those of some names that are chosen, one after another as they are asked for. Not thread-safe. */
@SuppressWarnings("JdkObsolete") // what servlets hand out
final class ChosenNames implements Enumeration<String> {
    private final Enumeration<String> all;
    private final Predicate<String> chosen;
    private @Nullable String next;

    ChosenNames(Enumeration<String> all, Predicate<String> chosen) {
        this.all = all;
        this.chosen = chosen;
    }

    @Override
    public boolean hasMoreElements() {
        while (next == null && all.hasMoreElements()) {
            String name = all.nextElement();
            next = chosen.test(name) ? name : null;
        }
        return next != null;
    }

    @Override
    public String nextElement() {
        String name = hasMoreElements() ? next : null;
        if (name == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return name;
    }
}
