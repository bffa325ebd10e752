package io.faregate.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Tables whose prices change on days that are known ahead. */
final class PricesOfATimeTest {
    private static final CostTable STEADY =
            CostTable.builder().model("m", rates -> rates.input("1")).build();
    private static final Instant OLD_YEAR = Instant.parse("2026-12-31T23:59:59.999999999Z");
    private static final Instant NEW_YEAR = Instant.parse("2027-01-01T00:00:00Z");
    private static final CostTable RISING = CostTable.builder()
            .version("rising")
            .model("m", rates -> rates.input("1").hiddenThinking().tier("priority", faster -> faster.input("2")))
            .model("other", rates -> rates.input("7"))
            .alias("also-m", "m")
            .from(LocalDate.of(2027, 6, 1), later -> later.model("m", rates -> rates.input("9")))
            .from(LocalDate.of(2027, 1, 1), later -> later.model("m", rates -> rates.input("3")))
            .build();

    @Test
    void pricesChangeAtMidnightOfUtc() {
        assertThat(cost(RISING, "m")).contains(Money.of("1"));
        assertThat(cost(RISING.at(OLD_YEAR), "m")).contains(Money.of("1"));
        assertThat(cost(RISING.at(NEW_YEAR), "m")).contains(Money.of("3"));
        assertThat(cost(RISING.at(NEW_YEAR), "also-m-2026-11-01")).contains(Money.of("3"));
        assertThat(cost(RISING.at(NEW_YEAR), "other")).contains(Money.of("7"));
        assertThat(cost(RISING.at(Instant.parse("2027-05-31T23:59:59Z")), "m")).contains(Money.of("3"));
        assertThat(cost(RISING.at(Instant.MAX), "m")).contains(Money.of("9"));
        assertThat(RISING.at(NEW_YEAR).version()).isEqualTo("rising");
        assertThat(STEADY.at(NEW_YEAR)).isSameAs(STEADY);
    }

    @Test
    void aChangedModelHasItsNewPricesAloneButThinksAsBefore() {
        Price before = RISING.at(OLD_YEAR).price("m").orElseThrow();
        Price after = RISING.at(NEW_YEAR).price("m").orElseThrow();
        ServiceTier priority = new ServiceTier("priority", "", "");

        assertThat(before.at(priority)).isPresent();
        assertThat(after.at(priority)).isEmpty();
        assertThat(after.hidesThinking()).isTrue();
    }

    @Test
    void tablesThatLieOnOneAnotherChangeEachOnItsDays() {
        CostTable mine = CostTable.builder()
                .model("other", rates -> rates.input("5"))
                .from(LocalDate.of(2027, 3, 1), later -> later.model("other", rates -> rates.input("6")))
                .build();
        CostTable above = mine.over(RISING);
        CostTable below = RISING.over(mine);
        Instant march = Instant.parse("2027-03-01T00:00:00Z");
        Instant june = Instant.parse("2027-06-01T00:00:00Z");

        assertThat(cost(above.at(NEW_YEAR), "m")).contains(Money.of("3"));
        assertThat(cost(above.at(NEW_YEAR), "other")).contains(Money.of("5"));
        assertThat(cost(above.at(march), "m")).contains(Money.of("3"));
        assertThat(cost(above.at(march), "other")).contains(Money.of("6"));
        assertThat(cost(above.at(june), "m")).contains(Money.of("9"));
        assertThat(cost(above.at(june), "other")).contains(Money.of("6"));
        assertThat(cost(below.at(june), "other")).contains(Money.of("7"));
        assertThat(above.at(june).version()).isEqualTo(above.version()).isEqualTo("custom over rising");
    }

    @Test
    void anEstimatorThatAsksTablesAsksThemAsTheyAreThen() {
        CostEstimator own = model -> Optional.empty();
        CostEstimator both = own.orElse(RISING);

        assertThat(cost(both.at(OLD_YEAR), "m")).contains(Money.of("1"));
        assertThat(cost(both.at(NEW_YEAR), "m")).contains(Money.of("3"));
        assertThat(own.orElse(STEADY))
                .satisfies(same -> assertThat(same.at(NEW_YEAR)).isSameAs(same));
    }

    @Test
    void aDayChangesPricesOfModelsAndNothingElse() {
        LocalDate day = LocalDate.of(2027, 1, 1);
        List<Consumer<CostTableBuilder>> wrong = List.of(
                later -> {},
                later -> later.model("new", rates -> rates.input("1")),
                later -> later.model("m", rates -> rates.input("1")).alias("a", "m"),
                later -> later.model("m", rates -> rates.input("1")).version("v"),
                later -> later.unknownModel(rates -> rates.input("1")),
                later -> later.model("m", rates -> rates.input("1"))
                        .from(day, again -> again.model("m", rates -> rates.input("2"))));

        for (Consumer<CostTableBuilder> each : wrong) {
            CostTableBuilder table = CostTable.builder().model("m", rates -> rates.input("1"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> table.from(day, each))
                    .withMessageContaining("2027-01-01");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostTable.builder()
                        .model("m", rates -> rates.input("1"))
                        .from(day, later -> later.model("m", rates -> rates.input("2")))
                        .from(day, later -> later.model("m", rates -> rates.input("3"))))
                .withMessage("what changes on 2027-01-01 is already set");
        assertThat(CostTable.builder()
                        .model("m", rates -> rates.input("1"))
                        .from(day, later -> later.model("m", rates -> rates.input("0")))
                        .build()
                        .at(NEW_YEAR)
                        .findings())
                .containsExactly("m: every price is 0, so it is free");
    }

    private static Optional<Money> cost(CostEstimator costs, String model) {
        return costs.price(model).flatMap(price -> price.of(Usage.of(1_000_000, 0)));
    }
}
