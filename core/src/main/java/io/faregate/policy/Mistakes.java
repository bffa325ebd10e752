package io.faregate.policy;

import io.faregate.policy.Yaml.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the mistakes of one file, and knows where each key stands. Not thread-safe. */
final class Mistakes {
    private final String file;
    private final List<Mistake> found = new ArrayList<>();
    private final Map<String, Mark> places = new HashMap<>();

    Mistakes(String file) {
        this.file = file;
    }

    /** Remembers the place of a key's value, for mistakes that are noticed later. */
    void place(String path, Mark mark) {
        places.put(path, mark);
    }

    /** A value that is not what is allowed; one that is a mistake already is no second one. */
    void wrong(Yaml value, String path, String allowed) {
        if (!(value instanceof Yaml.Unreadable)) {
            add(value.mark(), path, value.said(), allowed);
        }
    }

    void add(Mark mark, String path, String what, String allowed) {
        found.add(new Mistake(file, mark.line(), mark.column(), path, what, allowed));
    }

    /** A mistake at a key, or at the nearest key above it that the file has. */
    void add(String path, String what, String allowed) {
        add(mark(path), path, what, allowed);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    PolicyException exception() {
        found.sort(Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column));
        return new PolicyException(found);
    }

    private Mark mark(String path) {
        String above = path;
        while (!above.isEmpty()) {
            Mark mark = places.get(above);
            if (mark != null) {
                return mark;
            }
            above = above.substring(0, Math.max(0, Math.max(above.lastIndexOf('.'), above.lastIndexOf('['))));
        }
        return Mark.BEGINNING;
    }
}
