package io.faregate.policy;

import io.faregate.body.Cap;
import io.faregate.body.Capped;
import java.util.EnumMap;
import java.util.Map;

/** Reads the caps of a section. */
final class CapReader {
    private CapReader() {}

    /** The caps written; a default above its max is noted. */
    static Map<Capped, Cap> read(Values caps, Mistakes mistakes) {
        Map<Capped, Cap> read = new EnumMap<>(Capped.class);
        CapKeys.CAPS.forEach((what, key) -> caps.give(key, values -> {
            Key<Long> preset = CapKeys.preset(what);
            Long max = values.get(CapKeys.max(what)).orElse(null);
            if (max == null) {
                return;
            }
            long least = values.get(preset).orElse(max);
            if (least > max) {
                mistakes.add(values.at(preset), "'" + least + "'", "at most max, which is " + max);
            } else {
                read.put(what, new Cap(max, least));
            }
        }));
        return read;
    }
}
