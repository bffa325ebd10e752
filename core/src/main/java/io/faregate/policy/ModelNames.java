package io.faregate.policy;

import io.faregate.cost.DatedName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What requests may call the models of the lists, beside their exact names. Immutable.
 *
 * @param aliases further names, each with the model that is given for it
 * @param dated whether a model may be asked for by its name and the date of a snapshot; the snapshot is given, and counts
 *     as the model that is listed
 */
public record ModelNames(Map<String, String> aliases, boolean dated) {

    /** Exact names alone. */
    public static final ModelNames EXACT = new ModelNames(Map.of(), false);

    /**
     * Copies the aliases, keeping their order.
     *
     * @param aliases further names, each with the model that is given for it
     * @param dated whether a model may be asked for by its name and the date of a snapshot
     */
    public ModelNames {
        aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
    }

    /**
     * The model of a list that a dated name counts as.
     *
     * @param asked a name that is not in the list itself
     * @param models the list
     * @return the model; empty when dates are refused, or it is none of the list
     */
    public Optional<String> undated(String asked, List<String> models) {
        return dated ? DatedName.undated(asked).filter(models::contains) : Optional.empty();
    }
}
