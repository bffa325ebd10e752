package io.faregate.policy;

import io.faregate.body.Cap;
import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.budget.Limit;
import io.faregate.budget.Mode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What has been said of the most of one request, and of the most in a window, at one place. Not thread-safe. */
final class Allowance {
    private final Map<Capped, Cap> caps = new EnumMap<>(Capped.class);
    private final List<Limits> limits = new ArrayList<>();

    void cap(Capped what, long max, long preset) {
        caps.put(what, Once.set(caps.get(what), new Cap(max, preset), what.key()));
    }

    void limit(Limits limit) {
        limits.add(limit);
    }

    Caps caps() {
        return Caps.of(caps);
    }

    /**
     * The limits, each under the name of its place.
     *
     * @param scope what a limit counts in, for its accounts
     * @param place where they are written; empty for the top of the policy
     * @param mode what those do that say nothing else
     */
    List<Limit> limits(Function<Limits, String> scope, String place, Mode mode) {
        String prefix = place.isEmpty() ? "" : place + ".";
        List<Limit> built = new ArrayList<>();
        for (Limits limit : limits) {
            built.add(limit.at(scope.apply(limit), prefix + "limits[" + built.size() + "]", mode));
        }
        return built;
    }
}
