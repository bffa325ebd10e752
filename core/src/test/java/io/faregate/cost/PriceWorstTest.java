package io.faregate.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PriceWorstTest {
    private static final Price OPUS = CostTable.builtIn().price("claude-opus-5").orElseThrow();
    private static final List<Unit> TEXT =
            List.of(Unit.INPUT_TOKENS, Unit.CACHE_READ_TOKENS, Unit.CACHE_WRITE_TOKENS, Unit.CACHE_WRITE_1H_TOKENS);

    @Test
    void theWholePromptMayBeWrittenToTheCache() {
        assertThat(OPUS.of(Usage.of(1_000_000, 1_000))).contains(Money.of("5.025"));
        assertThat(OPUS.worst(Usage.of(1_000_000, 1_000))).contains(Money.of("6.275"));
    }

    @Test
    void onlyARequestThatWritesForAnHourIsHeldForOne() {
        Usage hour = Usage.of(999_999, 0).with(Unit.CACHE_WRITE_1H_TOKENS, 1);

        assertThat(OPUS.worst(hour)).contains(Money.of("10"));
    }

    @Test
    void aPromptThatIsHopedToBeCachedIsHeldAsIfItWereNot() {
        Usage cached = Usage.of(0, 0).with(Unit.CACHE_READ_TOKENS, 1_000_000);

        assertThat(OPUS.worst(cached)).contains(Money.of("6.25"));
    }

    @Test
    void theLongPricesAreHeldFromTheFirstTokenAboveTheMark() {
        Price sol = CostTable.builtIn().price("gpt-6-sol").orElseThrow();

        assertThat(sol.worst(Usage.of(272_000, 0))).contains(Money.of("0.68"));
        assertThat(sol.worst(Usage.of(272_001, 0))).contains(Money.of("1.360005"));
    }

    @Test
    void noSplitOfThePromptByTheCacheCostsMoreThanTheHold() {
        Random random = new Random(5);
        for (String model :
                List.of("claude-opus-5", "gpt-6-sol", "gpt-5-mini", "gemini-2.5-pro", "deepseek-v4-flash")) {
            Price price = CostTable.builtIn().price(model).orElseThrow();
            for (int i = 0; i < 500; i++) {
                long prompt = random.nextInt(600_000);
                Usage held = Usage.of(prompt, random.nextInt(100_000));
                Usage used = split(held, random, TEXT.subList(0, 3));

                assertThat(price.of(used).orElseThrow())
                        .as("%s: %s", model, used)
                        .isLessThanOrEqualTo(price.worst(held).orElseThrow());
            }
        }
    }

    @Test
    void withAnHourInTheRequestNoSplitOfFourKindsCostsMoreEither() {
        Random random = new Random(6);
        for (int i = 0; i < 1_000; i++) {
            Usage held = Usage.of(random.nextInt(600_000), 100).with(Unit.CACHE_WRITE_1H_TOKENS, 1 + random.nextInt(9));

            assertThat(OPUS.of(split(held, random, TEXT)).orElseThrow())
                    .isLessThanOrEqualTo(OPUS.worst(held).orElseThrow());
        }
    }

    @Test
    void whatHasNoPriceHasNoWorstPrice() {
        assertThat(OPUS.worst(Usage.of(1, 0).with(Unit.GENERATED_IMAGES, 1))).isEmpty();
        assertThat(OPUS.worst(Usage.of(Long.MAX_VALUE, 1))).isEmpty();
    }

    @Test
    void soundStaysSound() {
        Price audio = CostTable.builtIn().price("gpt-4o-audio-preview").orElseThrow();

        assertThat(audio.worst(Usage.of(0, 0).with(Unit.AUDIO_INPUT_TOKENS, 1_000_000)))
                .contains(Money.of("40"));
    }

    @Test
    void aPriceThatKnowsNoCacheIsHeldByWhatItKnows() {
        Price plain = usage -> usage.get(Unit.INPUT_TOKENS) == usage.promptTokens()
                ? Optional.of(new Money(usage.promptTokens()))
                : Optional.empty();

        assertThat(plain.worst(Usage.of(7, 0))).contains(new Money(7));
    }

    private static Usage split(Usage usage, Random random, List<Unit> kinds) {
        long left = TEXT.stream().mapToLong(usage::get).sum();
        Usage split = Usage.of(0, usage.get(Unit.OUTPUT_TOKENS));
        for (Unit kind : kinds) {
            long part = kind == kinds.get(kinds.size() - 1) ? left : random.nextLong(left + 1);
            split = split.with(kind, part);
            left -= part;
        }
        return split;
    }

    @Test
    void aReplyThatMayHaveSoundInItIsHeldAsTheDearerOfBoth() {
        Usage mixed = Usage.of(0, 999_999).with(Unit.AUDIO_OUTPUT_TOKENS, 1);
        CostTable table = CostTable.builder()
                .model("sound", rates -> rates.input("1").output("10").audioOutput("80"))
                .model("text", rates -> rates.input("1").output("90").audioOutput("80"))
                .model("mute", rates -> rates.input("1").output("10"))
                .build();
        Price plain = usage -> Optional.of(
                new Money(usage.get(Unit.OUTPUT_TOKENS) * 10_000 + usage.get(Unit.AUDIO_OUTPUT_TOKENS) * 80_000));

        assertThat(table.price("sound").orElseThrow().worst(mixed)).contains(Money.of("80"));
        assertThat(table.price("text").orElseThrow().worst(mixed)).contains(Money.of("90"));
        assertThat(table.price("mute").orElseThrow().worst(mixed)).isEmpty();
        assertThat(plain.worst(mixed)).contains(Money.of("80"));
    }
}
