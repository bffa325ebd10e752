package io.faregate.policy;

import io.faregate.policy.Yaml.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keys and their values: one part of the key table.
 *
 * @param name what the schema and the docs call it
 * @param keys its keys, in the order of the docs
 * @param relations what the keys have to do with each other
 * @param bare the key whose value may be written in place of the section; null for none
 */
record Section(
        String name,
        List<Key<?>> keys,
        List<Relation> relations,
        @Nullable Key<?> bare) implements Kind<Values> {

    private static final int SHOWN = 6;

    Section {
        keys = List.copyOf(keys);
        relations = List.copyOf(relations);
    }

    static Section of(String name, Key<?>... keys) {
        return new Section(name, List.of(keys), List.of(), null);
    }

    Section where(Relation... more) {
        List<Relation> all = new ArrayList<>(relations);
        all.addAll(List.of(more));
        return new Section(name, keys, all, bare);
    }

    Section bare(Key<?> key) {
        return new Section(name, keys, relations, key);
    }

    /** Reads the section; a value that is none is noted, and read as an empty one. */
    @Override
    public Values read(Yaml value, String path, Mistakes mistakes) {
        if (value instanceof Yaml.Entries entries) {
            return entries(entries, path, mistakes);
        }
        Map<String, Object> read = new HashMap<>();
        Object alone = bare == null ? null : alone(bare, value, path, mistakes);
        if (bare != null && alone != null) {
            read.put(bare.name(), alone);
        } else {
            mistakes.wrong(value, path, allowed());
        }
        return new Values(path, read);
    }

    /** What stands in place of the section; a list notes by itself what is wrong in it. */
    private static @Nullable Object alone(Key<?> bare, Yaml value, String path, Mistakes mistakes) {
        if (bare.kind() instanceof ListOf<?> list) {
            boolean isItem = list.single() != null && list.single().parse(value) != null;
            return isItem || value instanceof Yaml.Items ? list.read(value, path, mistakes) : null;
        }
        return bare.kind() instanceof Plain<?> plain ? plain.parse(value) : null;
    }

    private Values entries(Yaml.Entries entries, String path, Mistakes mistakes) {
        Map<String, Object> read = new HashMap<>();
        Set<String> present = new LinkedHashSet<>();
        for (Yaml.Entry entry : entries.entries()) {
            Key<?> key = key(entry.key());
            String at = Paths.key(path, entry.key());
            if (key == null) {
                mistakes.add(entry.mark(), at, "an unknown key", Spelling.allowed(names(), entry.key(), nameSet()));
                continue;
            }
            present.add(key.name());
            Object one = key.kind().read(entry.value(), at, mistakes);
            if (one != null) {
                read.put(key.name(), one);
            }
        }
        check(present, entries.mark(), path, mistakes);
        return new Values(path, read);
    }

    private void check(Set<String> present, Mark mark, String path, Mistakes mistakes) {
        for (Key<?> key : keys) {
            if (key.needed() && !present.contains(key.name())) {
                mistakes.add(
                        mark, Paths.key(path, key.name()), "nothing", key.kind().allowed());
            }
        }
        for (Relation relation : relations) {
            Relation.Broken broken = relation.check(present);
            if (broken != null) {
                mistakes.add(mark, path, broken.found(), broken.allowed());
            }
        }
    }

    private @Nullable Key<?> key(String named) {
        return keys.stream().filter(key -> key.name().equals(named)).findFirst().orElse(null);
    }

    private Set<String> nameSet() {
        return keys.stream().map(Key::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private String names() {
        return String.join(", ", nameSet());
    }

    @Override
    public String allowed() {
        List<String> some = keys.stream().limit(SHOWN).map(Key::name).toList();
        String all = "{" + String.join(", ", some) + (keys.size() > SHOWN ? ", ...}" : "}");
        return bare == null ? all : bare.kind().allowed() + ", or " + all;
    }
}
