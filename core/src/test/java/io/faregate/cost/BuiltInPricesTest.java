package io.faregate.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BuiltInPricesTest {
    private static final CostTable BUILT_IN = CostTable.builtIn();

    @Test
    void picturesAndSoundAreBilledByTheTokenWhereTheirModelsAre() {
        Usage picture = Usage.of(100, 4_160).with(Unit.GENERATED_IMAGES, 1);
        Usage speech = Usage.of(10, 0)
                .with(Unit.AUDIO_OUTPUT_TOKENS, 1_250)
                .with(Unit.GENERATED_AUDIO_SECONDS, 60)
                .with(Unit.SPOKEN_CHARACTERS, 40);
        Usage transcript = Usage.of(0, 200).with(Unit.AUDIO_INPUT_TOKENS, 600).with(Unit.AUDIO_INPUT_SECONDS, 60);

        assertThat(BUILT_IN.price("gpt-image-1").orElseThrow().ofPieces(picture))
                .contains(Money.of("0.1674"));
        assertThat(BUILT_IN.price("gpt-4o-mini-tts").orElseThrow().ofPieces(speech))
                .contains(Money.of("0.015006"));
        assertThat(BUILT_IN.price("gpt-4o-transcribe").orElseThrow().ofPieces(transcript))
                .contains(Money.of("0.0056"));
        assertThat(BUILT_IN.price("gpt-5-nano").orElseThrow().ofPieces(speech)).isEmpty();
    }

    @Test
    void carriesTheDayItWasChecked() {
        assertThat(BUILT_IN.version()).isEqualTo("built-in 2026-11-23");
        assertThat(CostTable.builtIn()).isSameAs(BUILT_IN);
    }

    @Test
    void hasNoSlipOfThePen() {
        assertThat(BUILT_IN.findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5-nano, 0.05, 0.4, 0.005",
        "gpt-5-mini, 0.25, 2, 0.025",
        "gpt-5, 1.25, 10, 0.125",
        "o3, 2, 8, 0.5",
        "claude-haiku-4-5-20251001, 1, 5, 0.1",
        "amazon.nova-micro-v1:0, 0.035, 0.14, 0.00875",
        "gpt-4o-2024-05-13, 5, 15, 5",
        "gpt-4o-2024-08-06, 2.5, 10, 1.25",
        "daybreak-blue-latest, 4, 20, 0.4",
    })
    void aMillionTokensCostWhatThePriceListSays(String model, String input, String output, String cacheRead) {
        Price price = BUILT_IN.price(model).orElseThrow();

        // a hundred thousand at a time: below every cliff
        assertThat(price.of(Usage.of(100_000, 0)).orElseThrow().times(10)).isEqualTo(Money.of(input));
        assertThat(price.of(Usage.of(0, 1_000_000))).contains(Money.of(output));
        assertThat(price.of(Usage.NONE.with(Unit.CACHE_READ_TOKENS, 100_000))
                        .orElseThrow()
                        .times(10))
                .isEqualTo(Money.of(cacheRead));
    }

    @Test
    void aPriceThatRisesOnAKnownDayDoesThen() {
        CostEstimator then = BUILT_IN.at(Instant.parse("2027-01-01T00:00:00Z"));

        assertThat(BUILT_IN.price("gemini-3.8-flash").flatMap(price -> price.of(Usage.of(1_000_000, 0))))
                .contains(Money.of("0.75"));
        assertThat(then.price("gemini-3.8-flash").flatMap(price -> price.of(Usage.of(1_000_000, 0))))
                .contains(Money.of("1.5"));
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3.6-flash, 1.5, 7.5",
        "deepseek-v4-pro, 1.32, 3.96",
        "deepseek-v4-flash, 0.44, 1.32",
    })
    void aPriceThatChangesByTheHourIsTheHighest(String model, String input, String output) {
        Price price = BUILT_IN.price(model).orElseThrow();

        assertThat(price.of(Usage.of(1_000_000, 0))).contains(Money.of(input));
        assertThat(price.of(Usage.of(0, 1_000_000))).contains(Money.of(output));
    }

    @Test
    void longPromptsHaveTheirOwnPrices() {
        Price sonnet = BUILT_IN.price("claude-sonnet-4-5-20250929").orElseThrow();

        assertThat(sonnet.of(Usage.of(200_000, 1_000))).contains(Money.of("0.615"));
        assertThat(sonnet.of(Usage.of(200_001, 1_000))).contains(Money.of("1.222506"));
        assertThat(sonnet.of(Usage.NONE.with(Unit.CACHE_WRITE_1H_TOKENS, 1_000_000)))
                .contains(Money.of("12"));
    }

    @Test
    void aSearchCostsACent() {
        assertThat(BUILT_IN.price("gpt-5-mini").orElseThrow().of(Usage.NONE.with(Unit.WEB_SEARCHES, 1_000)))
                .contains(Money.of("10"));
    }

    @ParameterizedTest
    @CsvSource({"gpt-5, 2.5, 20", "gpt-5-mini-2025-08-07, 0.45, 3.6", "gemini-3.5-flash, 2.7, 16.2"})
    void priorityHasPricesOfItsOwn(String model, String input, String output) {
        Price price = BUILT_IN.price(model)
                .orElseThrow()
                .at(new ServiceTier("priority", "", ""))
                .orElseThrow();

        assertThat(price.of(Usage.of(1_000_000, 0))).contains(Money.of(input));
        assertThat(price.of(Usage.of(0, 1_000_000))).contains(Money.of(output));
    }

    @Test
    void aModelWithoutAPriceForSoundRefusesSound() {
        for (String model : List.of("gpt-5", "claude-opus-5", "mistral-large-2512")) {
            assertThat(BUILT_IN.price(model).orElseThrow().of(Usage.NONE.with(Unit.AUDIO_INPUT_TOKENS, 1)))
                    .as(model)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-5-turbo", "GPT-5", "gpt-5 ", "whisper-1", "claude", "gpt-5-mini-high", "models/gpt-5"})
    void aNameThatOnlyLooksLikeAModelIsUnknown(String model) {
        assertThat(BUILT_IN.price(model)).isEmpty();
    }
}
