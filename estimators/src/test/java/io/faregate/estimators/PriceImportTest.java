package io.faregate.estimators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.faregate.cost.CostEstimator;
import io.faregate.cost.CostTable;
import io.faregate.cost.Money;
import io.faregate.cost.Price;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PriceImportTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 26);

    @ParameterizedTest
    @CsvSource({
        "house-large, INPUT_TOKENS, 1.25",
        "house-large, OUTPUT_TOKENS, 10",
        "house-large, CACHE_READ_TOKENS, 0.125",
        "house-large, CACHE_WRITE_TOKENS, 1.5625",
        "house-large, CACHE_WRITE_1H_TOKENS, 2.5",
        "house-small, INPUT_TOKENS, 0.1",
        "house-small, OUTPUT_TOKENS, 0.4",
        "house-voice, AUDIO_INPUT_TOKENS, 40",
        "house-voice, AUDIO_OUTPUT_TOKENS, 80",
        "house-third, INPUT_TOKENS, 0.333334",
        "house-third, OUTPUT_TOKENS, 1000000",
        "house-cliffs, INPUT_TOKENS, 0.05",
        "house-cliffs, OUTPUT_TOKENS, 0.4",
        "house-painter, INPUT_TOKENS, 8",
        "own, OUTPUT_TOKENS, 2",
    })
    void aMillionTokensOfLiteLlmCostToTheDigitWhatItSays(String model, Unit unit, String price) throws IOException {
        CostTable table = liteLlm("house", "reseller").table("litellm.csv");

        // ten thousand at a time: below every cliff
        assertThat(cost(table, model, Usage.NONE.with(unit, 10_000))
                        .orElseThrow()
                        .times(100))
                .isEqualTo(Money.of(price));
    }

    @Test
    void aCliffRepricesTheWholeRequestAndOfSeveralTheDearestBeginsAtTheFirst() throws IOException {
        CostTable table = liteLlm("house").table("litellm.csv");

        assertThat(cost(table, "house-large", Usage.of(200_000, 0))).contains(Money.of("0.25"));
        assertThat(cost(table, "house-large", Usage.of(200_001, 0))).contains(Money.of("0.5000025"));
        assertThat(cost(table, "house-large", Usage.of(200_001, 1_000_000))).contains(Money.of("15.5000025"));
        assertThat(cost(table, "house-large", Usage.NONE.with(Unit.CACHE_WRITE_1H_TOKENS, 1_000_000)))
                .contains(Money.of("5"));
        assertThat(cost(table, "house-cliffs", Usage.of(32_000, 0))).contains(Money.of("0.0016"));
        assertThat(cost(table, "house-cliffs", Usage.of(100_000, 1_000_000))).contains(Money.of("2.025"));
    }

    @Test
    void aServiceTierOfLiteLlmHasPricesOfItsOwn() throws IOException {
        CostTable table = liteLlm("house").table("litellm.csv");
        Price large = table.price("house-large").orElseThrow();
        Price priority = large.at(new ServiceTier("priority", "", "")).orElseThrow();
        Price flex = large.at(new ServiceTier("flex", "", "")).orElseThrow();

        assertThat(priority.of(Usage.of(100_000, 100_000))).contains(Money.of("2.25"));
        assertThat(priority.of(Usage.of(300_000, 100_000))).contains(Money.of("4.05"));
        assertThat(priority.of(Usage.NONE.with(Unit.CACHE_READ_TOKENS, 100_000)))
                .contains(Money.of("0.025"));
        assertThat(priority.of(Usage.NONE.with(Unit.WEB_SEARCHES, 1))).contains(Money.of("0.03"));
        assertThat(flex.of(Usage.of(100_000, 100_000))).contains(Money.of("0.5625"));
        assertThat(large.at(new ServiceTier("", "fast", ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 5, 10, 25",
        "fast, '', 30, 60, 150",
        "'', us, 5.5, 11, 27.5",
        "fast, us, 33, 66, 165",
    })
    void whatMultipliesThePricesOfTokensIsATier(String speed, String region, String input, String hour, String output)
            throws IOException {
        Price price = liteLlm("house")
                .table("litellm.csv")
                .price("house-fast")
                .flatMap(usual -> usual.at(new ServiceTier("", speed, region)))
                .orElseThrow();

        assertThat(tenThousand(price, Unit.INPUT_TOKENS)).isEqualTo(Money.of(input));
        assertThat(tenThousand(price, Unit.CACHE_WRITE_1H_TOKENS)).isEqualTo(Money.of(hour));
        assertThat(tenThousand(price, Unit.OUTPUT_TOKENS)).isEqualTo(Money.of(output));
        assertThat(price.of(Usage.of(1_000_000, 0))).contains(Money.of(input).times(2));
        assertThat(price.of(Usage.NONE.with(Unit.WEB_SEARCHES, 1))).contains(Money.of("0.01"));
    }

    /** What a million cost, ten thousand at a time: below every cliff. */
    private static Money tenThousand(Price price, Unit unit) {
        return price.of(Usage.NONE.with(unit, 10_000)).orElseThrow().times(100);
    }

    @Test
    void whatIsLeftOutOfManyPricesIsSaidOnce() throws IOException {
        assertThat(liteLlm("house").remarks()).doesNotHaveDuplicates();
    }

    @Test
    void whatIsForOneIsForOne() throws IOException {
        CostTable table = liteLlm("house").table("litellm.csv");

        assertThat(cost(table, "house-large", Usage.NONE.with(Unit.WEB_SEARCHES, 1)))
                .contains(Money.of("0.03"));
        assertThat(cost(table, "house-painter", Usage.NONE.with(Unit.GENERATED_IMAGES, 2)))
                .contains(Money.of("0.1"));
        assertThat(cost(table, "house-speaks", Usage.NONE.with(Unit.GENERATED_AUDIO_SECONDS, 4)))
                .contains(Money.of("0.001"));
        assertThat(cost(table, "house-reads", Usage.NONE.with(Unit.SPOKEN_CHARACTERS, 100)))
                .contains(Money.of("0.0015"));
        assertThat(cost(table, "house-hears", Usage.NONE.with(Unit.AUDIO_INPUT_SECONDS, 60)))
                .contains(Money.of("0.006"));
    }

    @Test
    void whatHasNoPriceIsRefusedAndNeverFree() throws IOException {
        CostTable table = liteLlm("house").table("litellm.csv");

        assertThat(cost(table, "house-large", Usage.NONE.with(Unit.AUDIO_INPUT_TOKENS, 1)))
                .isEmpty();
        assertThat(cost(table, "house-large", Usage.NONE.with(Unit.GENERATED_IMAGES, 1)))
                .isEmpty();
        assertThat(cost(table, "house-small", Usage.NONE.with(Unit.WEB_SEARCHES, 1)))
                .isEmpty();
        for (String unknown : List.of("house-free", "house-listens", "reseller/own", "elsewhere", "sample_spec")) {
            assertThat(table.price(unknown)).as(unknown).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "house-free | every price is 0",
                "house-small | without its tier priority, which costs more than ten times the usual price",
                "house-large | without its prices of batches",
                "house-fast | without its prices of batches",
                "house-fast | without regional_processing_uplift_multiplier_eu, which no request and no reply says",
                "house-fast | without provider_specific_entry lunar, which is no tier that is known",
                "house-fast | without off_peak_pricing",
                "house-slow | without its tier us, which costs less than the usual price",
                "house-slow | without its tier fast, which costs more than ten times the usual price",
                "house-worded | not taken: provider_specific_entry us is no number",
                "house-plain | not taken: provider_specific_entry is no object",
                "house-listens | without input_cost_per_second, which no unit has",
                "house-listens | not taken: input: found nothing, allowed is a price of at least one unit",
                "house-negative | not taken: input_cost_per_token is -1e-06",
                "house-nan | not taken: input_cost_per_token is NaN",
                "house-infinite | not taken: input_cost_per_token is Infinity",
                "house-bomb | not taken: input_cost_per_token is 1e999999999",
                "house-dear | not taken: input: found \"2000000\"",
                "house-text | not taken: input_cost_per_token is no number",
                "house-twice | not taken: is in the list twice",
                "house-inside | not taken: has [input_cost_per_token] twice",
                "house spaced | not taken: \"house spaced\" is no name of a model",
                "house-odd-tier | not taken: tiered_pricing has a range from 0.5",
                "house-other-units | without ocr_cost_per_page, which no unit has",
                "house-other-units | without output_cost_per_second_1080p, which no unit has",
                "house-large | without code_interpreter_cost_per_session, which no unit has",
                "house-large | of reseller not taken: has another price already, of house",
                "house-number | not taken: is no object",
            })
    void whatIsLeftOutIsSaid(String model, String remark) throws IOException {
        ImportedPrices prices = liteLlm("house", "reseller");

        assertThat(prices.remarks()).anyMatch(line -> line.startsWith(model + ": ") && line.contains(remark));
        boolean isTaken = prices.csv().contains("\n" + model + ",");
        assertThat(isTaken)
                .isEqualTo(List.of("house-other-units", "house-large", "house-small", "house-fast", "house-slow")
                        .contains(model));
    }

    @Test
    void nothingIsSaidOfWhatNobodyAskedFor() throws IOException {
        assertThat(liteLlm("reseller").remarks()).containsExactly("house-number: not taken: is no object");
        assertThat(liteLlm("nobody").models()).isZero();
        assertThat(liteLlm("nobody").remarks()).contains("nobody: no model of this provider was taken");
        assertThatIllegalStateException()
                .isThrownBy(() -> liteLlm("nobody").table("x"))
                .withMessageContaining("no model");
    }

    @Test
    void theFirstProviderThatIsNamedCounts() throws IOException {
        CostTable reseller = liteLlm("reseller", "house").table("litellm.csv");

        assertThat(cost(reseller, "house-large", Usage.of(1_000_000, 0))).contains(Money.of("9"));
    }

    @Test
    void tablesLieBuiltInBelowImportedBelowOnesOwn() throws IOException {
        CostTable mine = CostTable.builder()
                .model("house-small", rates -> rates.input("7").output("7"))
                .build();
        CostTable all = mine.over(liteLlm("house").table("litellm.csv")).over(CostTable.builtIn());

        assertThat(cost(all, "house-small", Usage.of(1_000_000, 0))).contains(Money.of("7"));
        assertThat(cost(all, "house-large", Usage.of(100_000, 0))).contains(Money.of("0.125"));
        assertThat(cost(all, "gpt-5", Usage.of(100_000, 0))).contains(Money.of("0.125"));
        assertThat(all.stale(TODAY.plusDays(90))).hasSize(1).first().asString().contains("built-in");
        assertThat(all.stale(TODAY.plusDays(91))).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "large, INPUT_TOKENS, 1.25",
        "large-latest, OUTPUT_TOKENS, 10",
        "large, CACHE_WRITE_1H_TOKENS, 2.5",
        "rising, INPUT_TOKENS, 2",
        "rising, OUTPUT_TOKENS, 9",
        "peaks, INPUT_TOKENS, 4",
        "hourly, INPUT_TOKENS, 0.54",
        "hourly, OUTPUT_TOKENS, 1.1",
        "hears, AUDIO_INPUT_TOKENS, 5",
        "sees, INPUT_TOKENS, 4",
    })
    void aMillionTokensOfGenaiPricesCostTheMostThatTheyDoToday(String model, Unit unit, String price)
            throws IOException {
        CostTable table = genaiPrices("house").table("genai-prices.csv");

        assertThat(cost(table, model, Usage.NONE.with(unit, 10_000))
                        .orElseThrow()
                        .times(100))
                .isEqualTo(Money.of(price));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-31T23:59:59.999Z, rising, 2, 9",
        "2027-01-01T00:00:00Z, rising, 3, 8",
        "2027-06-01T00:00:00Z, rising, 3, 8",
        "2026-12-31T23:59:59.999Z, peaks, 4, 4",
        "2027-01-01T00:00:00Z, peaks, 6, 6",
        "2027-02-01T00:00:00Z, peaks, 1, 1",
        "2027-02-01T00:00:00Z, large, 1.25, 10",
    })
    void aChangeThatIsAnnouncedCountsFromItsDayOn(Instant time, String model, String input, String output)
            throws IOException {
        CostTable then = genaiPrices("house").table("genai-prices.csv").at(time);

        assertThat(cost(then, model, Usage.of(10_000, 0)).orElseThrow().times(100))
                .isEqualTo(Money.of(input));
        assertThat(cost(then, model, Usage.of(0, 10_000)).orElseThrow().times(100))
                .isEqualTo(Money.of(output));
    }

    @Test
    void tiersAndSearchesOfGenaiPrices() throws IOException {
        CostTable table = genaiPrices("house").table("genai-prices.csv");

        assertThat(cost(table, "large", Usage.of(200_000, 0))).contains(Money.of("0.25"));
        assertThat(cost(table, "large", Usage.of(200_001, 0))).contains(Money.of("1.000005"));
        assertThat(cost(table, "large", Usage.NONE.with(Unit.WEB_SEARCHES, 1))).contains(Money.of("0.01"));
        assertThat(cost(table, "hears", Usage.of(1, 0))).isEmpty();
        assertThat(table.price("large-2026-11-01")).isPresent();
        assertThat(table.price("large-2026")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "large | taken by its exact names only",
                "large | of other not taken: has another price already, of house",
                "sees | without code_executions_kcount, which no unit has",
                "searches | not taken: is billed by the request too",
                "free | not taken: every price is 0",
                "negative | not taken: input_mtok is -1",
                "undated | not taken: has prices from a day that is none: soon",
                "coming | not taken: input: found",
                "gift | not taken: every price is 0",
                "bare | not taken: has no prices",
                "house | has a model without an id",
                "copied | without its name large-latest, which is taken",
            })
    void whatIsLeftOutOfGenaiPricesIsSaid(String model, String remark) throws IOException {
        assertThat(genaiPrices("house", "other").remarks())
                .anyMatch(line -> line.startsWith(model + ": ") && line.contains(remark));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "[1", "{\"a\":", "{} {}", "not json", "null"})
    void whatIsNoListIsRefused(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> PriceImport.liteLlm(new ByteArrayInputStream(bytes), List.of("house"), TODAY));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> PriceImport.genaiPrices(new ByteArrayInputStream(bytes), List.of("house"), TODAY));
    }

    @Test
    void providersMustBeNamed() {
        for (List<String> wrong : List.of(List.<String>of(), List.of("a,b"), List.of("house", "house"), List.of(""))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PriceImport.liteLlm(InputStream.nullInputStream(), wrong, TODAY));
        }
    }

    @Test
    void remarksHaveNoControlCharacters() throws IOException {
        String evil = "{\"a\\u001b[31m\\n" + "x".repeat(1_000)
                + "\": {\"litellm_provider\":\"house\",\"input_cost_per_token\":-1}}";
        ImportedPrices prices = PriceImport.liteLlm(
                new ByteArrayInputStream(evil.getBytes(StandardCharsets.UTF_8)), List.of("house"), TODAY);

        assertThat(prices.remarks())
                .allSatisfy(line ->
                        assertThat(line).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(400));
        assertThat(prices.csv()).isEmpty();
    }

    @Test
    void theCommandWritesAPriceFileAndSaysTheRest(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("list.json");
        try (InputStream in = open("litellm.json")) {
            Files.copy(in, json);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(run(out, err, "litellm", json.toString(), "house")).isZero();
        CostTable table = CostTable.read("litellm.csv", new ByteArrayInputStream(out.toByteArray()));
        assertThat(cost(table, "house-small", Usage.of(1_000_000, 0))).contains(Money.of("0.1"));
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("house-nan: not taken")
                .contains(" models, ");
        assertThat(run(out, err, "litellm", json.toString(), "nobody")).isEqualTo(1);
        assertThat(run(out, err, "litellm", folder.resolve("none.json").toString(), "house"))
                .isEqualTo(1);
        assertThat(run(out, err, "models.dev", json.toString(), "house")).isEqualTo(2);
        assertThat(run(out, err, "genai-prices", json.toString(), "house")).isEqualTo(1);
    }

    private static int run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... args) {
        return ImportPrices.run(
                args,
                TODAY,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static ImportedPrices liteLlm(String... providers) throws IOException {
        try (InputStream in = open("litellm.json")) {
            return PriceImport.liteLlm(in, List.of(providers), TODAY);
        }
    }

    private static ImportedPrices genaiPrices(String... providers) throws IOException {
        try (InputStream in = open("genai-prices.json")) {
            return PriceImport.genaiPrices(in, List.of(providers), TODAY);
        }
    }

    private static InputStream open(String name) {
        return PriceImportTest.class.getResourceAsStream(name);
    }

    private static Optional<Money> cost(CostEstimator costs, String model, Usage usage) {
        return costs.price(model).flatMap(price -> price.of(usage));
    }
}
