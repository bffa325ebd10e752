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
import org.jspecify.annotations.Nullable;

/** Says what a group of callers may have. Setting a part twice fails at that call. Not thread-safe. */
public final class PlanBuilder {
    private final String name;
    private final Map<Capped, Cap> caps = new EnumMap<>(Capped.class);
    private final List<Limits> limits = new ArrayList<>();
    private @Nullable List<String> models;

    PlanBuilder(String name) {
        this.name = name;
    }

    /**
     * The models it may use; without them only a route's own list counts.
     *
     * @param names exact names, cheapest first
     * @return this builder
     */
    public PlanBuilder models(String... names) {
        models = Once.set(models, List.of(names), "models");
        return this;
    }

    /**
     * The most of one request.
     *
     * @param what what is bounded
     * @param max the most
     * @return this builder
     */
    public PlanBuilder cap(Capped what, long max) {
        return cap(what, max, max);
    }

    /**
     * The most of one request.
     *
     * @param what what is bounded
     * @param max the most
     * @param preset what a request gets that names none
     * @return this builder
     */
    public PlanBuilder cap(Capped what, long max, long preset) {
        caps.put(what, Once.set(caps.get(what), new Cap(max, preset), what.key()));
        return this;
    }

    /**
     * The most in a window. With {@code per} it counts for all plans together, so that who changes plan keeps what was
     * used; a pool is this plan's alone.
     *
     * @param limit the limit
     * @return this builder
     */
    public PlanBuilder limit(Limits limit) {
        limits.add(limit);
        return this;
    }

    Plan build(Mode mode) {
        List<Limit> built = new ArrayList<>();
        for (Limits limit : limits) {
            String scope = limit.isPool() ? "plan:" + name : "plans";
            built.add(limit.at(scope, Paths.key("plans", name) + ".limits[" + built.size() + "]", mode));
        }
        return new Plan(name, models == null ? List.of() : models, Caps.of(caps), built);
    }
}
