package io.faregate.body;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by names that are looked up as they stand in a body, undecoded. Filled before it is shared. */
final class NameTable<V> {
    private final Map<String, V> values = new HashMap<>();

    /** Open addressing, at most half full; a power of two. */
    private @Nullable Entry<?>[] slots = new Entry<?>[4];

    private static final class Entry<V> {
        private final byte[] name;
        private final long word;
        private final V value;

        private Entry(String name, V value) {
            this.name = name.getBytes(StandardCharsets.UTF_8);
            this.word = NameHash.word(this.name, 0, this.name.length);
            this.value = value;
        }
    }

    /** Puts a value under a name, unless it has one. */
    void put(String name, V value) {
        if (values.putIfAbsent(name, value) == null) {
            slots = new Entry<?>[Math.max(slots.length, 4 * Integer.highestOneBit(values.size()))];
            values.forEach((known, there) -> enter(new Entry<>(known, there)));
        }
    }

    private void enter(Entry<V> entry) {
        int slot = slot(entry.word);
        while (slots[slot] != null) {
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = entry;
    }

    private int slot(long word) {
        return NameHash.slot(word) & slots.length - 1;
    }

    @Nullable
    V get(String name) {
        return values.get(name);
    }

    @Nullable
    V get(JsonString name) {
        long word = name.word();
        int slot = slot(word);
        for (Entry<V> entry = at(slot); entry != null; entry = at(slot)) {
            if (entry.word == word && name.is(entry.name)) {
                return entry.value;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return null;
    }

    @SuppressWarnings("unchecked") // only enter() fills the slots
    private @Nullable Entry<V> at(int slot) {
        return (Entry<V>) slots[slot];
    }
}
