package io.faregate.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Media are billed by the token or by the piece, as the model is. */
class PiecesTest {
    private static final Usage TWO_PICTURES = Usage.of(100, 2_000).with(Unit.GENERATED_IMAGES, 2);

    private static Price price(Consumer<Rates> rates) {
        return CostTable.builder().model("m", rates).build().price("m").orElseThrow();
    }

    @Test
    void aModelWithPricesOfTokensIsBilledByTheToken() {
        Price tokens = price(rates -> rates.input("10").output("40"));

        assertThat(tokens.of(TWO_PICTURES)).isEmpty();
        assertThat(tokens.ofPieces(TWO_PICTURES)).contains(Money.of("0.081"));
        assertThat(tokens.worst(TWO_PICTURES)).contains(Money.of("0.081"));
    }

    @Test
    void aModelWithAPriceOfAPictureIsBilledByThePicture() {
        Price pictures = price(rates -> rates.each(Unit.GENERATED_IMAGES, "0.04"));

        assertThat(pictures.ofPieces(TWO_PICTURES)).contains(Money.of("0.08"));
        assertThat(pictures.worst(TWO_PICTURES)).contains(Money.of("0.08"));
    }

    @Test
    void theTextOfAPromptCostsBesideThePictureWhereItHasAPrice() {
        Price both = price(rates -> rates.input("10").each(Unit.GENERATED_IMAGES, "0.04"));

        assertThat(both.ofPieces(TWO_PICTURES)).contains(Money.of("0.081"));
    }

    @Test
    void aModelWithPricesOfBothCostsBoth() {
        Price all = price(rates -> rates.input("10").output("40").each(Unit.GENERATED_IMAGES, "0.04"));

        assertThat(all.ofPieces(TWO_PICTURES)).contains(Money.of("0.161"));
    }

    @Test
    void ofSeveralPiecesTheDearestCounts() {
        Usage speech = Usage.of(40, 0)
                .with(Unit.AUDIO_OUTPUT_TOKENS, 250)
                .with(Unit.GENERATED_AUDIO_SECONDS, 10)
                .with(Unit.SPOKEN_CHARACTERS, 40);

        assertThat(price(rates -> rates.each(Unit.SPOKEN_CHARACTERS, "0.000015"))
                        .ofPieces(speech))
                .contains(Money.of("0.0006"));
        assertThat(price(rates -> rates.each(Unit.SPOKEN_CHARACTERS, "0.000015")
                                .each(Unit.GENERATED_AUDIO_SECONDS, "0.00025"))
                        .ofPieces(speech))
                .contains(Money.of("0.0025"));
        assertThat(price(rates -> rates.input("0.6").audioOutput("12")).ofPieces(speech))
                .contains(Money.of("0.003024"));
    }

    @Test
    void whatHasNoPriceInAnyWayIsRefusedAndNeverFree() {
        Price text = price(rates -> rates.input("1").output("2"));
        Price pictures = price(rates -> rates.each(Unit.GENERATED_IMAGES, "0.04"));

        assertThat(text.ofPieces(Usage.NONE.with(Unit.GENERATED_IMAGES, 1))).isEmpty();
        assertThat(text.ofPieces(Usage.of(100, 0).with(Unit.GENERATED_IMAGES, 1)))
                .isEmpty();
        assertThat(text.ofPieces(
                        Usage.of(1, 0).with(Unit.AUDIO_OUTPUT_TOKENS, 9).with(Unit.SPOKEN_CHARACTERS, 1)))
                .isEmpty();
        assertThat(pictures.ofPieces(Usage.of(1, 1))).isEmpty();
        assertThat(pictures.ofPieces(Usage.of(1, 1).with(Unit.AUDIO_INPUT_SECONDS, 1)))
                .isEmpty();
    }

    @Test
    void soundThatIsBilledByTheSecondHasItsTextBilledBesideIt() {
        Price price = CostTable.builder()
                .model("m", rates -> rates.input("1").output("10").each(Unit.AUDIO_INPUT_SECONDS, "0.001"))
                .build()
                .price("m")
                .orElseThrow();
        Usage usage = Usage.of(1_000_000, 1_000_000)
                .with(Unit.AUDIO_INPUT_SECONDS, 1_000)
                .with(Unit.AUDIO_INPUT_TOKENS, 12_500);

        assertThat(price.ofPieces(usage)).hasValue(Money.of("12"));
    }
}
