package io.faregate.policy;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the keys of one section have to do with each other. */
sealed interface Relation {

    /** What is wrong, when these keys are there; null for nothing. */
    @Nullable
    Broken check(Set<String> present);

    /** A broken relation: what was found, what is allowed. */
    record Broken(String found, String allowed) {}

    /** One of them, and only one. */
    record ExactlyOne(List<String> keys) implements Relation {
        @Override
        public @Nullable Broken check(Set<String> present) {
            List<String> there = keys.stream().filter(present::contains).toList();
            return there.size() == 1
                    ? null
                    : new Broken(
                            there.isEmpty() ? "none of them" : String.join(" and ", there),
                            "exactly one of " + String.join(", ", keys));
        }
    }

    /** One makes no sense without the other. */
    record Needs(String key, String other) implements Relation {
        @Override
        public @Nullable Broken check(Set<String> present) {
            return !present.contains(key) || present.contains(other)
                    ? null
                    : new Broken(key + " without " + other, key + " beside " + other);
        }
    }

    /** One makes no sense beside the other. */
    record Excludes(String key, String other) implements Relation {
        @Override
        public @Nullable Broken check(Set<String> present) {
            return !present.contains(key) || !present.contains(other)
                    ? null
                    : new Broken(key + " and " + other, "one of them");
        }
    }
}
