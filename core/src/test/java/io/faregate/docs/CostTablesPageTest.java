package io.faregate.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faregate.cost.CostEstimator;
import io.faregate.cost.CostTable;
import io.faregate.cost.CostTableException;
import io.faregate.cost.Money;
import io.faregate.cost.Price;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/cost-tables.md shows, and that it is true. */
final class CostTablesPageTest {

    @Test
    void fiveLinesOfJava() {
        // tag::five-lines[]
        CostTable mine = CostTable.builder()
                .model("my-model", rates -> rates.input("0.25").output("2.00"))
                .build();
        CostEstimator costs = mine.over(CostTable.builtIn());
        // end::five-lines[]

        assertThat(cost(costs, "my-model", Usage.of(1_200, 300))).contains(Money.of("0.0009"));
        assertThat(costs.price("gpt-5")).isPresent();
    }

    @Test
    void everythingThatCanBePriced() {
        // tag::rates[]
        CostTable house = CostTable.builder()
                .version("contract 2026-11")
                .model(
                        "house-model",
                        rates -> rates.input("0.40")
                                .output("1.20")
                                .cacheRead("0.04")
                                .cacheWrite("0.50")
                                .audioInput("8")
                                .each(Unit.WEB_SEARCHES, "0.01")
                                .longContext(
                                        200_000, longer -> longer.input("0.80").output("1.80"))
                                .tier("priority", faster -> faster.input("0.80").output("2.40")))
                .alias("house-latest", "house-model")
                .unknownModel(rates -> rates.input("30").output("180"))
                .build();
        // end::rates[]

        assertThat(cost(house, "house-latest", Usage.of(200_000, 1_000))).contains(Money.of("0.0812"));
        assertThat(cost(house, "house-latest", Usage.of(200_001, 1_000))).contains(Money.of("0.1618008"));
        assertThat(cost(house, "never-heard-of", Usage.of(1_000_000, 0))).contains(Money.of("30"));
        assertThat(house.findings()).isEmpty();
    }

    @Test
    void anEstimatorOfYourOwn() {
        // tag::estimator[]
        Price flat = usage -> Optional.of(Money.of("0.001").times(usage.get(Unit.REQUESTS)));
        CostEstimator own = model -> model.startsWith("local/") ? Optional.of(flat) : Optional.empty();
        CostEstimator costs = own.orElse(CostTable.builtIn());
        // end::estimator[]

        assertThat(cost(costs, "local/llama", Usage.NONE.with(Unit.REQUESTS, 2)))
                .contains(Money.of("0.002"));
        assertThat(costs.price("gpt-5")).isPresent();
        assertThat(costs.price("llama")).isEmpty();
    }

    @Test
    void theFileOfThePage() throws IOException {
        CostTable table = read(Files.readString(Path.of("src/test/resources/io/faregate/docs/prices.csv")));
        CostTable costs = table.over(CostTable.builtIn());

        assertThat(table.findings()).isEmpty();
        assertThat(costs.version()).matches("prices\\.csv [0-9a-f]{8} over built-in \\d{4}-\\d\\d-\\d\\d");
        assertThat(cost(costs, "gpt-5-mini", Usage.of(1_000_000, 0))).contains(Money.of("0.2"));
        assertThat(cost(costs, "house-v2", Usage.of(300_000, 0))).contains(Money.of("0.24"));
        assertThat(cost(costs, "gpt-5", Usage.of(1_000_000, 0))).contains(Money.of("1.25"));
        assertThat(cost(costs, "no-such-model", Usage.of(1_000_000, 0))).contains(Money.of("30"));
    }

    @Test
    void theTiersOfThePage() throws IOException {
        CostTable table = read(Files.readString(Path.of("src/test/resources/io/faregate/docs/tiers.csv")));
        Price price = table.price("house-model").orElseThrow();
        Usage usage = Usage.of(1_000_000, 0);

        assertThat(table.findings()).isEmpty();
        assertThat(price.of(usage)).contains(Money.of("0.40"));
        assertThat(price.at(new ServiceTier("priority", "", "")).orElseThrow().of(usage))
                .contains(Money.of("0.80"));
        assertThat(price.at(new ServiceTier("", "fast", ""))).isEmpty();
    }

    @Test
    void aPriceThatIsAnnouncedIsARowOfItsOwn() throws IOException {
        CostTable table = read(Files.readString(Path.of("src/test/resources/io/faregate/docs/rises.csv")));
        CostTable inCode = CostTable.builder()
                .model("house-model", rates -> rates.input("0.40").output("1.20"))
                .from(
                        LocalDate.of(2027, 1, 1),
                        later -> later.model(
                                "house-model", rates -> rates.input("0.60").output("1.80")))
                .build();
        Usage usage = Usage.of(1_000_000, 0);

        for (CostTable each : List.of(table, inCode)) {
            assertThat(each.price("house-model").flatMap(price -> price.of(usage)))
                    .contains(Money.of("0.40"));
            assertThat(each.at(Instant.parse("2027-01-01T00:00:00Z"))
                            .price("house-model")
                            .flatMap(price -> price.of(usage)))
                    .contains(Money.of("0.60"));
        }
    }

    @Test
    void thePageNamesEveryColumnAndNoOther() throws IOException {
        String page = Files.readString(Path.of("../docs/cost-tables.md"));
        String section = page.substring(page.indexOf("## The file"), page.indexOf("## Mistakes"));
        List<String> named = Pattern.compile("(?m)^\\|([^|]+)\\|")
                .matcher(section)
                .results()
                .flatMap(row ->
                        Pattern.compile("`([^`]+)`").matcher(row.group(1)).results())
                .map((MatchResult column) -> column.group(1))
                .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(columns());
    }

    /** The columns, as the reader says them to someone who wrote another. */
    private static List<String> columns() {
        CostTableException refused = catchThrowableOfType(CostTableException.class, () -> read("no-column\n"));
        String allowed = refused.mistakes().get(0).allowed();
        return List.of(allowed.substring(allowed.indexOf('[') + 1, allowed.indexOf(']'))
                .split(", ", -1));
    }

    private static CostTable read(String text) throws IOException {
        InputStream content = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return CostTable.read("prices.csv", content);
    }

    private static Optional<Money> cost(CostEstimator costs, String model, Usage usage) {
        return costs.price(model).flatMap(price -> price.of(usage));
    }
}
