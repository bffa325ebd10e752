package io.faregate.policy;

import io.faregate.body.Capped;
import io.faregate.budget.Limit;
import io.faregate.budget.Mode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what a group of callers may have. Setting a part twice fails at that call. Not thread-safe. */
public final class PlanBuilder {
    private final String name;
    private final Allowance allowance = new Allowance();
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
        allowance.cap(what, max, preset);
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
        allowance.limit(limit);
        return this;
    }

    Plan build(Mode mode) {
        List<Limit> limits =
                allowance.limits(limit -> limit.isPool() ? "plan:" + name : "plans", Paths.key("plans", name), mode);
        return new Plan(name, models == null ? List.of() : models, allowance.caps(), limits);
    }
}
