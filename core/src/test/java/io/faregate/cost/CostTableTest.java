package io.faregate.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CostTableTest {
    private static final Usage MILLION = Usage.of(1_000_000, 0);

    private static final CostTable TABLE = CostTable.builder()
            .model("gpt-4o", rates -> rates.input("2.5").output("10"))
            .model("gpt-4o-2024-05-13", rates -> rates.input("5").output("15"))
            .alias("prod-chat", "gpt-4o")
            .build();

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, 2.5",
        "gpt-4o-2024-05-13, 5",
        "gpt-4o-2024-11-20, 2.5",
        "gpt-4o-20241120, 2.5",
        "gpt-4o-2024-05-13-20250101, 5",
        "prod-chat, 2.5",
        "prod-chat-2026-01-31, 2.5",
    })
    void aModelIsFoundByItsNameItsAliasOrItsNameBeforeADate(String model, String dollars) {
        assertThat(cost(TABLE, model)).contains(Money.of(dollars));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " gpt-4o",
                "gpt-4o ",
                "GPT-4o",
                "gpt-4",
                "gpt-4o-mini",
                "gpt-4o-audio-preview",
                "gpt-4o-latest",
                "openai/gpt-4o",
                "ft:gpt-4o:org::id",
                "gpt-4o-2024-13-01",
                "gpt-4o-2024-00-10",
                "gpt-4o-2024-01-32",
                "gpt-4o-2024-1120",
                "gpt-4o-202411-20",
                "gpt-4o-1999-01-01",
                "gpt-4o-2024-11-20-preview",
                "gpt-4o-2024-11-20\n",
                "gpt-4o2024-11-20",
                "gpt-4o-2024-11-20-2024-11-20",
                "-2024-11-20",
                "*",
                "gpt\u20114o"
            })
    void anythingElseIsAnotherModelAndUnknown(String model) {
        assertThat(TABLE.price(model)).isEmpty();
    }

    @Test
    void aNameOfAMegabyteIsLookedUpQuickly() {
        assertThat(TABLE.price("-2024-11-2".repeat(100_000))).isEmpty();
    }

    @Test
    void aPriceForUnknownModelsIsUsedOnlyWhereThereIsNoOther() {
        CostTable table = CostTable.builder()
                .unknownModel(rates -> rates.input("30").output("180"))
                .build()
                .over(TABLE);

        assertThat(cost(table, "gpt-4o")).contains(Money.of("2.5"));
        assertThat(cost(table, "gpt-4o-2030-01-01")).contains(Money.of("2.5"));
        assertThat(cost(table, "gpt-9")).contains(Money.of("30"));
        assertThat(table.price("gpt-9").orElseThrow().of(Usage.NONE.with(Unit.WEB_SEARCHES, 1)))
                .isEmpty();
    }

    @Test
    void theUpperTableWinsModelByModel() {
        CostTable mine = CostTable.builder()
                .model("gpt-4o", rates -> rates.input("1").output("2"))
                .version("mine")
                .build();
        CostTable both = mine.over(TABLE);

        assertThat(cost(both, "gpt-4o")).contains(Money.of("1"));
        assertThat(cost(both, "gpt-4o-2024-11-20")).contains(Money.of("1"));
        assertThat(cost(both, "prod-chat")).contains(Money.of("1"));
        assertThat(both.version()).isEqualTo("mine over custom");
    }

    @Test
    void anExactNameBelowGoesBeforeADatedOneAbove() {
        CostTable mine = CostTable.builder()
                .model("gpt-4o", rates -> rates.input("1").output("2"))
                .build();

        assertThat(cost(mine.over(TABLE), "gpt-4o-2024-05-13")).contains(Money.of("5"));
    }

    @Test
    void anAliasAboveTakesTheNameFromAModelBelowAndFromItsAliases() {
        CostTable mine = CostTable.builder()
                .model("house", rates -> rates.input("7").output("8"))
                .alias("gpt-4o", "house")
                .build();
        CostTable both = mine.over(TABLE);

        assertThat(cost(both, "gpt-4o")).contains(Money.of("7"));
        assertThat(cost(both, "prod-chat")).contains(Money.of("7"));
    }

    @Test
    void aModelAboveTakesTheNameFromAnAliasBelow() {
        CostTable mine = CostTable.builder()
                .model("prod-chat", rates -> rates.input("9").output("9"))
                .build();

        assertThat(cost(mine.over(TABLE), "prod-chat")).contains(Money.of("9"));
        assertThat(cost(mine.over(TABLE), "gpt-4o")).contains(Money.of("2.5"));
    }

    @Test
    void itDoesNotMatterInWhichOrderThreeTablesAreJoined() {
        CostTable lowest = CostTable.builder()
                .model("prod-chat", rates -> rates.input("1"))
                .alias("chat", "prod-chat")
                .build();
        CostTable top = CostTable.builder()
                .model("prod-chat", rates -> rates.input("9"))
                .build();

        assertThat(cost(top.over(TABLE).over(lowest), "chat")).contains(Money.of("9"));
        assertThat(cost(top.over(TABLE.over(lowest)), "chat")).contains(Money.of("9"));
        assertThat(cost(TABLE.over(top).over(lowest), "chat")).contains(Money.of("2.5"));
        assertThat(cost(TABLE.over(top.over(lowest)), "chat")).contains(Money.of("2.5"));
    }

    @Test
    void theLowerPriceForUnknownModelsStaysUnlessThereIsOneAbove() {
        CostTable low =
                CostTable.builder().unknownModel(rates -> rates.input("1")).build();
        CostTable high =
                CostTable.builder().unknownModel(rates -> rates.input("2")).build();

        assertThat(cost(TABLE.over(low), "x")).contains(Money.of("1"));
        assertThat(cost(high.over(TABLE).over(low), "x")).contains(Money.of("2"));
    }

    @Test
    void anEstimatorOfYourOwnMayAskATableForTheRest() {
        CostEstimator own =
                model -> model.equals("house") ? Optional.of(usage -> Optional.of(Money.ZERO)) : Optional.empty();
        CostEstimator both = own.orElse(TABLE);

        assertThat(cost(both, "house")).contains(Money.ZERO);
        assertThat(cost(both, "gpt-4o")).contains(Money.of("2.5"));
        assertThat(cost(both, "gpt-9")).isEmpty();
        assertThat(both.version()).isEqualTo("custom or else custom");
    }

    @Test
    void whatIsSetTwiceFailsAtThatCallWithBothValues() {
        refused(rates -> rates.input("0.25").input("0.30"), "input is already 0.25, not 0.30");
        refused(rates -> rates.each(Unit.FILES, "1").each(Unit.FILES, "2"), "files is already 1, not 2");
        refused(
                rates -> rates.longContext(5, l -> l.input("1")).longContext(6, l -> l.input("1")),
                "a long context is already set, not above 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostTable.builder().version("a").version("b"))
                .withMessage("version is already a, not b");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        CostTable.builder().unknownModel(r -> r.input("1")).unknownModel(r -> r.input("1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "-0",
                "NaN",
                "Infinity",
                "1e3",
                "1E3",
                "0x1",
                "1,5",
                "$1",
                "1.",
                ".5",
                "1_000",
                "1.0000001",
                "1000000.1",
                "1000001",
                "99999999999999999999",
                "1 ",
                "\u0661",
                "0.25f",
                "1.5\n"
            })
    void whatIsNoPlainPriceIsRefusedAtThatCall(String price) {
        refused(rates -> rates.input(price), "input: found");
        refused(rates -> rates.longContext(1, longer -> longer.output(price)), "long-output: found");
    }

    @Test
    void theExtremesArePrices() {
        CostTable table = CostTable.builder()
                .model(
                        "m",
                        rates -> rates.input("1000000.000000")
                                .output("0.000001")
                                .each(Unit.GENERATED_IMAGES, "1000.000000000000")
                                .each(Unit.WEB_SEARCHES, "0.000000000001"))
                .build();

        assertThat(cost(table, "m")).contains(Money.of("1000000"));
        assertThat(table.price("m").orElseThrow().of(Usage.NONE.with(Unit.WEB_SEARCHES, 1_001)))
                .contains(new Money(2));
    }

    @Test
    void pricesThatContradictEachOtherAreRefused() {
        refused(rates -> {}, "a price of at least one unit");
        refused(rates -> rates.each(Unit.INPUT_TOKENS, "1"), "input has no price for one: 1");
        refused(rates -> rates.longContext(9, l -> l.each(Unit.FILES, "1")), "long-files has no price for one: 1");
        refused(rates -> rates.longContext(9, l -> l.longContext(8, m -> {})), "already set, not above 8");
        refused(rates -> rates.longContext(0, l -> {}), "long-above: found \"0\"");
        refused(rates -> rates.longContext(1_000_000_001, l -> {}), "long-above: found \"1000000001\"");
        refused(
                rates -> rates.input("2")
                        .output("8")
                        .longContext(9, l -> l.input("1.9").output("8")),
                "long-input: found \"1.9\", allowed is a price of at least 2, the usual one");
        refused(rates -> rates.input("2").output("8").longContext(9, l -> l.input("4")), "long-output: found nothing");
        refused(rates -> rates.input("2").longContext(9, l -> l.input("4").output("1")), "output: found nothing");
        refused(
                rates -> rates.input("2").longContext(9, l -> l.input("4").cacheRead("1")),
                "long-cache-read: found \"1\", allowed is a price of at least 2");
        refused(
                rates -> rates.input("2").longContext(9, l -> l.input("4").audioInput("9")),
                "audio-input: found nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\nb", "a\u0000", "*", "é", "a,b", "a\"b"})
    void whatIsNoNameIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostTable.builder().model(name, rates -> rates.input("1")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostTable.builder()
                        .model("m", rates -> rates.input("1"))
                        .alias(name, "m"));
    }

    @Test
    void aNameIsGivenOnce() {
        CostTableBuilder builder =
                CostTable.builder().model("m", rates -> rates.input("1")).alias("n", "m");

        assertThatIllegalArgumentException().isThrownBy(() -> builder.model("m", rates -> rates.input("1")));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.model("n", rates -> rates.input("1")));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.alias("m", "m"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.alias("o", "q"))
                .withMessageContaining("q");
        assertThatIllegalStateException().isThrownBy(() -> CostTable.builder().build());
    }

    @Test
    void aRefusedModelLeavesTheBuilderAsItWas() {
        CostTableBuilder builder = CostTable.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.model("m", rates -> rates.input("-1")));

        CostTable table = builder.model("m", rates -> rates.input("1")).build();
        builder.model("later", rates -> rates.input("1"));

        assertThat(cost(table, "m")).contains(Money.of("1"));
        assertThat(table.price("later")).isEmpty();
    }

    @Test
    void slipsOfThePenAreTold() {
        told(rates -> rates.input("2").output("1"), "m: output 1 is less than input");
        told(rates -> rates.input("2").output("20.1"), "m: output 20.1 is more than ten times input");
        told(rates -> rates.input("0").output("0"), "m: every price is 0, so it is free");
        told(
                rates -> rates.input("0.000002").output("0.000008"),
                "m: prices below 0.001; they are per million tokens, not per token");
        told(rates -> rates.input("2").cacheRead("3"), "m: cache-read 3 is more than input");
        told(rates -> rates.input("2").cacheWrite("1"), "m: cache-write 1 is less than input");
        told(rates -> rates.input("2").cacheWrite1h("21"), "m: cache-write-1h 21 is more than ten times input");
        told(
                rates -> rates.input("2").longContext(9, longer -> longer.input("21")),
                "m: long-input 21 is more than ten times the usual price");
        told(rates ->
                rates.input("2").output("20").cacheRead("0.1").cacheWrite("2.5").cacheWrite1h("4"));
    }

    private static void told(Consumer<Rates> rates, String... findings) {
        assertThat(CostTable.builder().model("m", rates).build().findings()).isEqualTo(List.of(findings));
    }

    private static void refused(Consumer<Rates> rates, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostTable.builder().model("m", rates))
                .withMessageContaining(message);
    }

    private static Optional<Money> cost(CostEstimator costs, String model) {
        return costs.price(model).flatMap(price -> price.of(MILLION));
    }
}
