package io.faregate.body;

import io.faregate.ride.Reason;
import io.faregate.ride.RequestHead;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A dialect's headers that a provider takes for fields of the request: they switch on what costs more, or say who pays.
 * Each has the values that change nothing of it; a header that is not in the table is none of these. Immutable.
 */
final class HeadFields {
    private final Map<String, Set<String>> harmless;

    private HeadFields(Map<String, Set<String>> harmless) {
        this.harmless = harmless;
    }

    static HeadFields none() {
        return new HeadFields(Map.of());
    }

    /** With a header, whose value is a list: what of it is let in. */
    HeadFields header(String name, String... values) {
        Map<String, Set<String>> more = new LinkedHashMap<>(harmless);
        more.put(name, Set.of(values));
        return new HeadFields(more);
    }

    /** What of a request's head is not let in, or empty. */
    Optional<BodyRejected> check(RequestHead head) {
        for (Map.Entry<String, Set<String>> header : harmless.entrySet()) {
            if (!isHarmless(head.headers(header.getKey()), header.getValue())) {
                String message = "The header " + header.getKey() + " is not allowed on this route with this value.";
                return Optional.of(new BodyRejected(Reason.FIELD_NOT_ALLOWED, message, header.getKey()));
            }
        }
        return Optional.empty();
    }

    private static boolean isHarmless(List<String> lines, Set<String> values) {
        for (String line : lines) {
            for (String value : line.split(",", -1)) {
                if (!value.isBlank() && !values.contains(value.strip())) {
                    return false;
                }
            }
        }
        return true;
    }
}
