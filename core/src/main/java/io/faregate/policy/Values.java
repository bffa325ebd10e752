package io.faregate.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a section of the file has, read. A key that is missing or a mistake has no value.
 *
 * @param path where the section is
 * @param byKey the values by the names of their keys
 */
record Values(String path, Map<String, Object> byKey) {

    @SuppressWarnings("unchecked") // a key's own kind has read it
    <T> Optional<T> get(Key<T> key) {
        return Optional.ofNullable((T) byKey.get(key.name()));
    }

    <T> void give(Key<T> key, Consumer<T> taker) {
        get(key).ifPresent(taker);
    }

    <T> List<T> all(Key<List<T>> key) {
        return get(key).orElse(List.of());
    }

    String at(Key<?> key) {
        return Paths.key(path, key.name());
    }
}
