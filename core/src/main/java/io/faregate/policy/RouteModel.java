package io.faregate.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has been said of a route's model. Not thread-safe. */
final class RouteModel {
    private final Map<String, List<String>> tasks = new LinkedHashMap<>();
    private @Nullable String use;
    private @Nullable String preset;
    private @Nullable List<String> allow;
    private ModelPolicy.@Nullable Downgrade downgrade;
    private @Nullable Long shortestReply;

    void use(String model) {
        if (preset != null || allow != null) {
            throw new IllegalStateException("the one model is " + model + ", but there is a default or a list already");
        }
        use = Once.set(use, model, "use");
    }

    void preset(String model) {
        requireChoice(model);
        preset = Once.set(preset, model, "default model");
    }

    void allow(List<String> models) {
        requireChoice(String.join(", ", models));
        allow = Once.set(allow, models, "allowed models");
    }

    private void requireChoice(String models) {
        if (use != null) {
            throw new IllegalStateException("the one model is " + use + " already, so there is no choice of " + models);
        }
    }

    void task(String name, List<String> models) {
        tasks.put(name, Once.set(tasks.get(name), models, "task " + name));
    }

    void downgrade(ModelPolicy.Downgrade to) {
        downgrade = Once.set(downgrade, to, "downgrade");
    }

    void shortestReply(long tokens) {
        shortestReply = Once.set(shortestReply, tokens, "shortestReply");
    }

    ModelPolicy policy() {
        return new ModelPolicy(
                use,
                preset,
                allow == null ? List.of() : allow,
                tasks,
                downgrade,
                shortestReply == null ? 0 : shortestReply);
    }
}
