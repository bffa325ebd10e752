package io.faregate.policy;

import io.faregate.body.Caps;
import io.faregate.budget.Limit;
import java.util.List;
import java.util.Objects;

/**
 * What a group of callers may have. Immutable.
 *
 * @param name the plan's name
 * @param models the models it may use, cheapest first; empty means that only a route's own list counts
 * @param caps the most of one request, beside the route's own
 * @param limits the most in a window
 */
public record Plan(String name, List<String> models, Caps caps, List<Limit> limits) {

    /**
     * Copies the lists.
     *
     * @param name the plan's name
     * @param models the models it may use, cheapest first; empty means that only a route's own list counts
     * @param caps the most of one request, beside the route's own
     * @param limits the most in a window
     */
    public Plan {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(caps, "caps");
        models = List.copyOf(models);
        limits = List.copyOf(limits);
    }
}
