package io.faregate.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class ListedPriceTest {
    private static final Price MINI =
            price(rates -> rates.input("0.25").output("2.00").cacheRead("0.025"));
    private static final Price CLIFF = price(rates -> rates.input("2")
            .output("12")
            .cacheRead("0.2")
            .cacheWrite("2.5")
            .longContext(200_000, longer -> longer.input("4").output("18")));

    private static final Unit[] PRICED = {
        Unit.INPUT_TOKENS,
        Unit.CACHE_READ_TOKENS,
        Unit.CACHE_WRITE_TOKENS,
        Unit.CACHE_WRITE_1H_TOKENS,
        Unit.AUDIO_INPUT_TOKENS,
        Unit.OUTPUT_TOKENS
    };

    @Test
    void aDollarPerMillionIsAThousandNanosAToken() {
        Price price = price(rates -> rates.input("1").output("1"));

        assertThat(price.of(Usage.of(1, 0))).contains(new Money(1_000));
        assertThat(price.of(Usage.of(1_000_000, 1_000_000))).contains(Money.of("2"));
    }

    @Test
    void chargesEachKindOfTokenAtItsOwnPrice() {
        Usage usage = Usage.of(1_000, 300).with(Unit.CACHE_READ_TOKENS, 200);

        assertThat(MINI.of(usage)).contains(Money.of("0.000855"));
        assertThat(MINI.of(Usage.of(142_311, 4_000))).contains(Money.of("0.04357775"));
        assertThat(MINI.of(Usage.NONE)).contains(Money.ZERO);
    }

    @Test
    void fractionsOfANanoAreKeptAndOnlyTheSumIsRoundedUp() {
        Price price = price(rates -> rates.input("0.0028").output("0.000001"));

        assertThat(price.of(Usage.of(1, 0))).contains(new Money(3));
        assertThat(price.of(Usage.of(10, 0))).contains(new Money(28));
        assertThat(price.of(Usage.of(1_000_000, 0))).contains(Money.of("0.0028"));
        assertThat(price.of(Usage.of(0, 1))).contains(new Money(1));
        assertThat(price.of(Usage.of(0, 1_000))).contains(new Money(1));
        assertThat(price.of(Usage.of(0, 1_001))).contains(new Money(2));
    }

    @Test
    void cachedTokensWithoutAPriceCostWhatOthersDo() {
        Price price = price(rates -> rates.input("2").output("8"));

        assertThat(price.of(only(Unit.CACHE_READ_TOKENS, 1_000_000))).contains(Money.of("2"));
        assertThat(price.of(only(Unit.CACHE_WRITE_TOKENS, 1_000_000))).contains(Money.of("2"));
        assertThat(price.of(only(Unit.CACHE_WRITE_1H_TOKENS, 1_000_000))).contains(Money.of("4"));
    }

    @Test
    void anHourInTheCacheCostsTheMoreOfTwiceInputAndAWrite() {
        Price dearWrite = price(rates -> rates.input("2").cacheWrite("5"));
        Price cheapWrite = price(rates -> rates.input("2").cacheWrite("2.5"));
        Price listed = price(rates -> rates.input("2").cacheWrite("2.5").cacheWrite1h("3"));

        assertThat(dearWrite.of(only(Unit.CACHE_WRITE_1H_TOKENS, 1_000_000))).contains(Money.of("5"));
        assertThat(cheapWrite.of(only(Unit.CACHE_WRITE_1H_TOKENS, 1_000_000))).contains(Money.of("4"));
        assertThat(listed.of(only(Unit.CACHE_WRITE_1H_TOKENS, 1_000_000))).contains(Money.of("3"));
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUESTS", "STEPS", "TOOL_CALLS", "RETRIEVED_DOCUMENTS", "FILES"})
    void theApplicationsOwnWorkIsFreeUnlessPriced(Unit unit) {
        Price priced = price(rates -> rates.input("1").each(unit, "0.002"));

        assertThat(MINI.of(only(unit, Long.MAX_VALUE))).contains(Money.ZERO);
        assertThat(priced.of(only(unit, 3))).contains(Money.of("0.006"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {
                "AUDIO_INPUT_TOKENS",
                "AUDIO_OUTPUT_TOKENS",
                "WEB_SEARCHES",
                "GENERATED_IMAGES",
                "GENERATED_AUDIO_SECONDS",
                "GENERATED_VIDEO_SECONDS",
                "AUDIO_INPUT_SECONDS",
                "SPOKEN_CHARACTERS"
            })
    void whatHasNoPriceIsRefusedNeverFree(Unit unit) {
        assertThat(MINI.of(Usage.of(10, 10).with(unit, 1))).isEmpty();
        assertThat(MINI.of(Usage.of(10, 10).with(unit, 0))).isPresent();
    }

    @Test
    void tokensOfAModelWithoutTheirPriceAreRefused() {
        Price embedding = price(rates -> rates.input("0.02"));
        Price speech = price(rates -> rates.output("10"));

        assertThat(embedding.of(Usage.of(1_000, 0))).contains(Money.of("0.00002"));
        assertThat(embedding.of(Usage.of(1_000, 1))).isEmpty();
        assertThat(speech.of(Usage.of(1, 1_000))).isEmpty();
        assertThat(speech.of(Usage.of(0, 1_000).with(Unit.CACHE_READ_TOKENS, 1)))
                .isEmpty();
        assertThat(speech.of(Usage.of(0, 1_000).with(Unit.CACHE_WRITE_1H_TOKENS, 1)))
                .isEmpty();
    }

    @Test
    void aPriceOfZeroIsAPrice() {
        assertThat(price(rates -> rates.input("0").output("0.0")).of(Usage.of(5, 5)))
                .contains(Money.ZERO);
    }

    @Test
    void oneTokenAboveTheMarkRepricesTheWholeRequest() {
        assertThat(CLIFF.of(Usage.of(199_999, 1_000))).contains(Money.of("0.411998"));
        assertThat(CLIFF.of(Usage.of(200_000, 1_000))).contains(Money.of("0.412"));
        assertThat(CLIFF.of(Usage.of(200_001, 1_000))).contains(Money.of("0.818004"));
    }

    @Test
    void everyKindOfPromptTokenCountsTowardsTheMark() {
        for (Unit kind : List.of(Unit.CACHE_READ_TOKENS, Unit.CACHE_WRITE_TOKENS, Unit.CACHE_WRITE_1H_TOKENS)) {
            Money before = CLIFF.of(Usage.of(199_999, 0).with(kind, 1)).orElseThrow();
            Money after = CLIFF.of(Usage.of(199_999, 0).with(kind, 2)).orElseThrow();

            assertThat(after).as(kind.key()).isGreaterThan(before.plus(Money.of("0.39")));
        }
        assertThat(CLIFF.of(Usage.of(200_000, 1_000_000))).contains(Money.of("12.4"));
    }

    @Test
    void longCachePricesGrowAsInputDoesUnlessTheyAreGiven() {
        Usage cached = Usage.of(200_000, 0).with(Unit.CACHE_READ_TOKENS, 1_000_000);
        Price given = price(rates -> rates.input("2")
                .output("12")
                .cacheRead("0.2")
                .longContext(200_000, longer -> longer.input("4").output("18").cacheRead("0.3")));

        assertThat(CLIFF.of(cached)).contains(Money.of("1.2"));
        assertThat(given.of(cached)).contains(Money.of("1.1"));
        assertThat(CLIFF.of(only(Unit.CACHE_WRITE_TOKENS, 1_000_000))).contains(Money.of("5"));
        assertThat(CLIFF.of(only(Unit.CACHE_WRITE_1H_TOKENS, 1_000_000))).contains(Money.of("8"));
    }

    @Test
    void aLongPriceGrownInAnUnevenProportionIsRoundedUp() {
        Price price = price(rates -> rates.input("3").cacheRead("0.1").longContext(1, longer -> longer.input("4")));

        assertThat(price.of(only(Unit.CACHE_READ_TOKENS, 1_000_000))).contains(Money.of("0.133334"));
    }

    @Test
    void beyondALongOfPicosItIsStillExact() {
        Price price = price(rates -> rates.input("1000000").output("0.000001"));

        assertThat(price.of(Usage.of(9_223_372_036L, 854_775_807_000L))).contains(Money.of("9223372036.854775807"));
        assertThat(price.of(Usage.of(9_223_372L, 36_854_775_807L))).contains(Money.of("9223372.036854776"));
    }

    @Test
    void beyondAllMoneyItIsRefusedAndNeverWraps() {
        Price price = price(rates -> rates.input("1000000").output("0.000001"));

        assertThat(price.of(Usage.of(9_223_372_036L, 854_775_807_001L))).isEmpty();
        assertThat(price.of(Usage.of(Long.MAX_VALUE, 0))).isEmpty();
        assertThat(price.of(Usage.of(0, Long.MAX_VALUE))).contains(new Money(9_223_372_036_854_776L));
        assertThat(CLIFF.of(Usage.of(Long.MAX_VALUE, Long.MAX_VALUE))).isEmpty();
        assertThat(price.of(Usage.of(Long.MAX_VALUE, 0).with(Unit.WEB_SEARCHES, 1)))
                .isEmpty();
    }

    @Test
    void agreesWithBigDecimalForAnyPriceAndAnyCount() {
        Random random = new Random(17);
        for (int i = 0; i < 2_000; i++) {
            Map<Unit, BigDecimal> listed = new TreeMap<>();
            Price price = price(rates -> listed.putAll(fill(rates, random)));
            Usage usage = any(random, listed.keySet().toArray(Unit[]::new));

            assertThat(price.of(usage)).as("%s at %s", usage, listed).isEqualTo(exact(listed, usage));
        }
    }

    @Test
    void moreIsNeverCheaper() {
        Random random = new Random(23);
        for (int i = 0; i < 20_000; i++) {
            Price price = price(rates -> fillWithCliff(rates, random));
            Usage less = any(random, PRICED);
            Usage more = less.plus(any(random, PRICED));

            assertThat(nanos(price.of(more))).as("%s, %s", less, more).isGreaterThanOrEqualTo(nanos(price.of(less)));
        }
    }

    /** A price refused is dearer than any. */
    private static BigDecimal nanos(Optional<Money> cost) {
        return cost.map(money -> BigDecimal.valueOf(money.nanos())).orElse(BigDecimal.TEN.pow(30));
    }

    private static Optional<Money> exact(Map<Unit, BigDecimal> listed, Usage usage) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<Unit, BigDecimal> entry : listed.entrySet()) {
            BigDecimal one = entry.getKey().isTokens() ? entry.getValue().movePointLeft(6) : entry.getValue();
            sum = sum.add(one.multiply(BigDecimal.valueOf(usage.get(entry.getKey()))));
        }
        BigDecimal nanos = sum.movePointRight(9).setScale(0, RoundingMode.CEILING);
        boolean fits = nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        return fits ? Optional.of(new Money(nanos.longValueExact())) : Optional.empty();
    }

    private static Map<Unit, BigDecimal> fill(Rates rates, Random random) {
        Map<Unit, BigDecimal> listed = new TreeMap<>();
        for (Unit unit : Unit.values()) {
            int decimals = unit.isTokens() ? 6 : 12;
            long unscaled = random.nextLong(unit.isTokens() ? 1_000_000_000_000L : 1_000_000_000_000_000L);
            String price =
                    BigDecimal.valueOf(unscaled >> random.nextInt(40), decimals).toPlainString();
            listed.put(unit, new BigDecimal(price));
            rates.put(unit, Rate.parse(unit, price).orElseThrow());
        }
        return listed;
    }

    private static void fillWithCliff(Rates rates, Random random) {
        BigDecimal input = BigDecimal.valueOf(random.nextInt(10_000), 3);
        rates.input(input.toPlainString());
        if (random.nextBoolean()) {
            rates.cacheRead(BigDecimal.valueOf(random.nextInt(10_000), 4).toPlainString());
        }
        if (random.nextBoolean()) {
            rates.cacheWrite(BigDecimal.valueOf(random.nextInt(30_000), 3).toPlainString());
        }
        rates.audioInput(BigDecimal.valueOf(random.nextInt(30_000), 3).toPlainString());
        BigDecimal output = BigDecimal.valueOf(random.nextInt(50_000), 3);
        rates.output(output.toPlainString());
        BigDecimal times = BigDecimal.valueOf(100 + random.nextInt(200), 2);
        rates.longContext(
                1 + random.nextInt(1_000_000),
                longer -> longer.input(input.multiply(times).toPlainString())
                        .output(output.multiply(times).toPlainString()));
    }

    private static Usage any(Random random, Unit... units) {
        Usage usage = Usage.NONE;
        for (Unit unit : units) {
            usage = usage.with(unit, random.nextBoolean() ? 0 : random.nextLong() >>> (1 + random.nextInt(62)));
        }
        return usage;
    }

    private static final ServiceTier PRIORITY = new ServiceTier("priority", "", "");

    private static Optional<Money> cost(Price price, ServiceTier tier, Usage usage) {
        return price.at(tier).flatMap(at -> at.of(usage));
    }

    @Test
    void aTierHasPricesOfItsOwnAndWhatIsNoTokenCostsTheSame() {
        Price price = price(rates -> rates.input("1")
                .output("8")
                .cacheRead("0.1")
                .audioInput("4")
                .each(Unit.WEB_SEARCHES, "0.01")
                .tier("priority", faster -> faster.input("2").output("16")));

        assertThat(cost(price, PRIORITY, Usage.of(1_000_000, 1_000_000))).contains(Money.of("18"));
        assertThat(cost(price, PRIORITY, only(Unit.CACHE_READ_TOKENS, 1_000_000)))
                .contains(Money.of("2"));
        assertThat(cost(price, PRIORITY, only(Unit.AUDIO_INPUT_TOKENS, 1))).isEmpty();
        assertThat(cost(price, PRIORITY, only(Unit.WEB_SEARCHES, 1))).contains(Money.of("0.01"));
        assertThat(cost(price, ServiceTier.UNSAID, Usage.of(1_000_000, 1_000_000)))
                .contains(Money.of("9"));
    }

    @Test
    void aTierGrowsForLongPromptsAsTheUsualPriceDoesUnlessItSaysHow() {
        Price grown = price(rates -> rates.input("2")
                .output("12")
                .longContext(200_000, longer -> longer.input("4").output("18"))
                .tier("priority", faster -> faster.input("3.6").output("21.6")));
        Price said = price(rates -> rates.input("2")
                .output("12")
                .longContext(200_000, longer -> longer.input("4").output("18"))
                .tier(
                        "priority",
                        faster -> faster.input("3")
                                .output("20")
                                .longContext(
                                        100_000, longer -> longer.input("5").output("20"))));

        assertThat(cost(grown, PRIORITY, Usage.of(200_000, 0))).contains(Money.of("0.72"));
        assertThat(cost(grown, PRIORITY, Usage.of(300_000, 100_000))).contains(Money.of("5.4"));
        assertThat(cost(said, PRIORITY, Usage.of(150_000, 0))).contains(Money.of("0.75"));
    }

    @Test
    void whoLeavesTheTierToTheProviderPaysForTheDearest() {
        Price price = price(rates -> rates.input("1")
                .output("10")
                .tier("priority", faster -> faster.input("2").output("5"))
                .tier("flex", later -> later.input("0.5").output("4")));
        ServiceTier auto = new ServiceTier("auto", "", "");

        assertThat(cost(price, auto, Usage.of(1_000_000, 0))).contains(Money.of("2"));
        assertThat(cost(price, auto, Usage.of(0, 1_000_000))).contains(Money.of("10"));
        assertThat(cost(price, auto, only(Unit.AUDIO_INPUT_TOKENS, 1))).isEmpty();
        assertThat(MINI.at(auto).orElseThrow().of(Usage.of(1_000_000, 0))).contains(Money.of("0.25"));
    }

    @Test
    void aTierWithoutAPriceIsFreeOfNothing() {
        assertThat(MINI.at(PRIORITY)).isEmpty();
        assertThat(MINI.at(new ServiceTier("", "fast", ""))).isEmpty();
        assertThat(MINI.at(new ServiceTier("flex", "fast", ""))).isEmpty();
        assertThat(MINI.at(new ServiceTier("flex", "", ""))).contains(MINI);
        assertThat(MINI.at(new ServiceTier("batch", "standard", "standard"))).contains(MINI);
    }

    private static Usage only(Unit unit, long count) {
        return Usage.NONE.with(unit, count);
    }

    private static Price price(Consumer<Rates> rates) {
        return CostTable.builder().model("m", rates).build().price("m").orElseThrow();
    }
}
