package io.faregate.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Policies that differ from a good one in one value: replaced, left out, or joined by a key of no meaning. */
final class Mutants {
    private static final List<@Nullable Object> STRANGE = Arrays.asList(
            null, true, 0, -1, 1.5, "", "?", "\u00e9 b", List.of(), List.of("?"), Map.of(), Map.of("?", 1));

    private final List<String> found = new ArrayList<>();
    private final Object root;

    private Mutants(Object root) {
        this.root = root;
    }

    static List<String> of(String yaml) {
        Mutants mutants = new Mutants(new Load(LoadSettings.builder().build()).loadFromString(yaml));
        mutants.visit(mutants.root);
        return mutants.found;
    }

    @SuppressWarnings("unchecked")
    private void visit(@Nullable Object node) {
        if (node instanceof Map<?, ?> map) {
            mutate((Map<Object, @Nullable Object>) map);
        } else if (node instanceof List<?> list) {
            mutate((List<@Nullable Object>) list);
        }
    }

    private void mutate(Map<Object, @Nullable Object> map) {
        for (Map.Entry<Object, @Nullable Object> entry : map.entrySet()) {
            Object good = entry.getValue();
            STRANGE.forEach(value -> {
                entry.setValue(value);
                keep();
            });
            entry.setValue(good);
            visit(good);
        }
        Map<Object, @Nullable Object> good = new LinkedHashMap<>(map);
        good.keySet().forEach(key -> {
            map.remove(key);
            keep();
            map.clear();
            map.putAll(good);
        });
        map.put("a-key-of-no-meaning", 1);
        keep();
        map.remove("a-key-of-no-meaning");
    }

    private void mutate(List<@Nullable Object> list) {
        for (int i = 0; i < list.size(); i++) {
            Object good = list.get(i);
            for (Object value : STRANGE) {
                list.set(i, value);
                keep();
            }
            list.set(i, good);
            visit(good);
        }
    }

    private void keep() {
        found.add(new Dump(DumpSettings.builder().build()).dumpToString(root));
    }
}
