package io.faregate.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list. Words and numbers may not be in it twice.
 *
 * @param item what its items are
 * @param least how many items it has at least
 * @param single what may be written in place of a list; null for nothing
 */
record ListOf<T>(Kind<T> item, int least, @Nullable Plain<List<T>> single) implements Kind<List<T>> {
    private static final String OR_LIST = ", or a list of them";

    static <T> ListOf<T> some(Kind<T> item) {
        return new ListOf<>(item, 1, null);
    }

    static <T> ListOf<T> any(Kind<T> item) {
        return new ListOf<>(item, 0, null);
    }

    @Override
    public @Nullable List<T> read(Yaml value, String path, Mistakes mistakes) {
        if (value instanceof Yaml.Items list) {
            return items(list, path, mistakes);
        }
        List<T> alone = single == null ? null : single.parse(value);
        if (alone == null) {
            mistakes.wrong(value, path, single == null ? allowed() : single.allowed(value) + OR_LIST);
        }
        return alone;
    }

    private List<T> items(Yaml.Items list, String path, Mistakes mistakes) {
        if (list.items().size() < least) {
            mistakes.add(list.mark(), path, "an empty list", allowed());
        }
        List<T> read = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < list.items().size(); i++) {
            Yaml each = list.items().get(i);
            String at = path + "[" + i + "]";
            T one = item.read(each, at, mistakes);
            if (one != null) {
                read.add(one);
            }
            if (isUnique() && each instanceof Yaml.Text text && !seen.add(text.value())) {
                mistakes.add(each.mark(), at, each.said() + " twice", "each once");
            }
        }
        return read;
    }

    boolean isUnique() {
        return item instanceof Plain;
    }

    @Override
    public String allowed() {
        if (single != null) {
            return single.allowed() + OR_LIST;
        }
        return item instanceof Plain ? "a list of these: " + item.allowed() : "a list, each " + item.allowed();
    }
}
