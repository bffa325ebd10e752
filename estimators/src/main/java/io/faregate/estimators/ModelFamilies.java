package io.faregate.estimators;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the family of a model by its name. The first thousand names are remembered. Thread-safe. */
final class ModelFamilies {
    private static final int REMEMBERED = 1_024;

    private final Map<String, ModelFamily> known = new ConcurrentHashMap<>();
    private final Map<String, String> deployments;

    ModelFamilies(Map<String, String> deployments) {
        this.deployments = Map.copyOf(deployments);
    }

    ModelFamily of(String model) {
        ModelFamily family = known.get(model);
        if (family == null) {
            family = ModelFamily.of(plain(named(model)));
            if (known.size() < REMEMBERED) {
                known.put(model, family);
            }
        }
        return family;
    }

    /** The model of a deployment; any other name is that of a model. */
    String named(String model) {
        return deployments.getOrDefault(model, model);
    }

    /** Without the provider's path, as {@code openai/}, and the mark of a model that was trained further. */
    private static String plain(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        name = name.startsWith("ft:") ? name.substring(3) : name;
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
