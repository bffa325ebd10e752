package io.faregate.policy;

import io.faregate.ride.CallerResolver;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What has been said of who asks. Not thread-safe. */
final class WhoAsks {
    private @Nullable CallerResolver resolver;
    private @Nullable Callers callers;
    private @Nullable String preset;

    void resolver(CallerResolver own) {
        if (callers != null) {
            throw new IllegalStateException("callers is set already, before " + own);
        }
        resolver = Once.set(resolver, own, "callers");
    }

    void callers(Callers said) {
        if (resolver != null) {
            throw new IllegalStateException("callers is set already: " + resolver);
        }
        if (callers != null) {
            throw new IllegalStateException("callers is set already");
        }
        callers = Objects.requireNonNull(said, "callers");
    }

    void preset(String plan) {
        preset = Once.set(preset, plan, "default plan");
    }

    /** Where user, plan and address are; null when nobody said, or the application finds out by itself. */
    @Nullable
    Callers callers() {
        return callers;
    }

    /** The plan of a caller without one; empty when there is none. */
    String preset() {
        return preset == null ? "" : preset;
    }

    CallerResolver resolver(List<String> plans) {
        Callers said = callers == null ? new Callers() : callers;
        return resolver == null ? said.build(plans, preset()) : resolver;
    }
}
