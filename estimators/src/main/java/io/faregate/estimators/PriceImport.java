package io.faregate.estimators;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.List;

/**
 * Makes price files of the lists that others keep. A list has many providers' prices of one model; whose count is said
 * by naming providers, the first before the second. A model is then called what its provider bills it as.
 *
 * <pre>{@code
 * ImportedPrices imported = PriceImport.liteLlm(json, List.of("openai", "gemini"), LocalDate.now(ZoneOffset.UTC));
 * Files.writeString(Path.of("litellm.csv"), imported.csv());
 * imported.remarks().forEach(System.err::println);
 * }</pre>
 *
 * <p>Numbers are read as they are written, and rounded up where a table keeps fewer decimals. Where several prices have
 * to share a unit (text and pictures that are both input), a mark (two cliffs) or a day (peak hours), the highest
 * counts. What has no price stays without one, so that it is refused. A service tier is a row of its own, and so is a change
 * that is announced, from its day on; what a list says of batches is left out.
 */
public final class PriceImport {
    private PriceImport() {}

    /**
     * Reads LiteLLM's {@code model_prices_and_context_window.json}.
     *
     * @param json the list; read to its end, not closed
     * @param providers values of {@code litellm_provider}, as {@code openai}; one at least
     * @param today the day that the rows are marked as checked
     * @return a price file
     * @throws IOException when the list can not be read, or is not what it should be
     * @throws IllegalArgumentException when no provider is named, or one in a way that none can be
     */
    public static ImportedPrices liteLlm(InputStream json, List<String> providers, LocalDate today) throws IOException {
        ImportedRows rows = new ImportedRows("litellm", providers, today);
        new LiteLlmList(rows).read(JsonTree.read(json));
        return rows.prices();
    }

    /**
     * Reads the {@code data.json} or {@code data_slim.json} of genai-prices. Prices that hold today count, those to come on
     * their day, and of those that change by the hour the highest.
     *
     * @param json the list; read to its end, not closed
     * @param providers ids of providers, as {@code openai}; one at least
     * @param today the day whose prices count, that the rows are marked as checked
     * @return a price file
     * @throws IOException when the list can not be read, or is not what it should be
     * @throws IllegalArgumentException when no provider is named, or one in a way that none can be
     */
    public static ImportedPrices genaiPrices(InputStream json, List<String> providers, LocalDate today)
            throws IOException {
        ImportedRows rows = new ImportedRows("genai-prices", providers, today);
        new GenaiPricesList(rows, today).read(JsonTree.read(json));
        return rows.prices();
    }
}
