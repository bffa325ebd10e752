package io.faregate.body;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names in other case or with other separators, as some servers would read them for one of a table's. */
final class LikeNames {
    private LikeNames() {}

    /** The place that a name is written like; null when it is like none. */
    static @Nullable Place<Rule> find(Place<Rule> place, String name) {
        String folded = folded(name);
        for (Place<Rule> known : place.names().values()) {
            if (folded(known.name()).equals(folded)) {
                return known;
            }
        }
        return null;
    }

    /** Upper case first, so that the long s and the Kelvin sign fold as Go's JSON folds them. */
    private static String folded(String name) {
        return name.toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .replace("_", "")
                .replace("-", "");
    }
}
