package io.faregate.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values under names that the policy chooses.
 *
 * @param name what the names are
 * @param placeholder what the docs write for a name
 * @param value what the values are
 */
record MapOf<V>(Scalar<String> name, String placeholder, Kind<V> value) implements Kind<Map<String, V>> {

    @Override
    public @Nullable Map<String, V> read(Yaml from, String path, Mistakes mistakes) {
        if (!(from instanceof Yaml.Entries entries)) {
            mistakes.wrong(from, path, allowed());
            return null;
        }
        Map<String, V> read = new LinkedHashMap<>();
        for (Yaml.Entry entry : entries.entries()) {
            String at = Paths.key(path, entry.key());
            V one = value.read(entry.value(), at, mistakes);
            if (!name.pattern().matcher(entry.key()).matches()) {
                mistakes.add(entry.mark(), at, "the name '" + entry.key() + "'", name.allowed());
            } else if (one != null) {
                read.put(entry.key(), one);
            }
        }
        return read;
    }

    @Override
    public String allowed() {
        return "for each " + placeholder + ": " + value.allowed();
    }
}
