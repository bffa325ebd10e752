package io.faregate.estimators;

import io.faregate.cost.CostTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Prices from somebody else's list. Immutable.
 *
 * @param csv a price file, for {@code costs.tables} in a policy; empty when no model was taken
 * @param models how many models are in it
 * @param remarks what was not taken, or not as it stood, model by model; none is left out without a word
 */
public record ImportedPrices(String csv, int models, List<String> remarks) {

    /**
     * Takes a copy of the remarks.
     *
     * @param csv a price file, for {@code costs.tables} in a policy; empty when no model was taken
     * @param models how many models are in it
     * @param remarks what was not taken, or not as it stood, model by model
     */
    public ImportedPrices {
        remarks = List.copyOf(remarks);
    }

    /**
     * The same as a table, to be laid over the built-in one: {@code mine.over(imported.table("litellm")).over(builtIn)}.
     *
     * @param name what records call it
     * @return the table
     * @throws IllegalStateException when no model was taken
     */
    public CostTable table(String name) {
        if (models == 0) {
            throw new IllegalStateException(
                    "no model was taken: " + remarks.stream().findFirst().orElse("none was there"));
        }
        try {
            return CostTable.read(name, new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException tooLarge) {
            throw new UncheckedIOException(tooLarge);
        }
    }
}
