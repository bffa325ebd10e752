package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sound in a prompt, wherever a dialect has a place for it, and the arithmetic of all that is not text. */
class SoundTest {
    private static final Caps PICTURES = Caps.of(Map.of(Capped.IMAGES, Cap.of(9), Capped.IMAGE_URLS, Cap.of(9)));

    private static Dialect dialect(String name) {
        return ClaimExample.dialect(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "openai-chat|~{`messages`:[{`role`:`user`,`content`:[{`type`:`input_audio`,`input_audio`:{`data`:`%`,`format`:`wav`}}]}]}~",
                "openai-responses|~{`input`:[{`role`:`user`,`content`:[{`type`:`input_audio`,`input_audio`:{`data`:`%`}}]}]}~",
                "openai-responses|~{`input`:[{`type`:`function_call_output`,`output`:[{`input_audio`:{`data`:`%`}}]}]}~",
                "mistral|~{`messages`:[{`role`:`user`,`content`:[{`type`:`input_audio`,`input_audio`:`%`}]}]}~",
                "mistral|~{`messages`:[{`role`:`user`,`content`:[{`type`:`input_audio`,`input_audio`:{`data`:`%`}}]}]}~",
                "gemini|~{`contents`:[{`parts`:[{`inlineData`:{`mimeType`:`audio/mp3`,`data`:`%`}}]}]}~",
                "gemini|~{`contents`:[{`parts`:[{`inline_data`:{`data`:`%`,`mime_type`:`audio/mp3`}}]}]}~",
                "bedrock-converse|~{`messages`:[{`role`:`user`,`content`:[{`audio`:{`format`:`mp3`,`source`:{`bytes`:`%`}}}]}]}~"
            })
    void isNoTextButSecondsOfItsPriceAndNeverAClients(String name, String body) {
        String json = body.replace('`', '"');
        byte[] hour = bytes(json.replace("%", "A".repeat(4_800_000)));
        byte[] address = bytes(json.replace("%", "https://example.org/a.mp3"));

        RequestShape shape = accepted(dialect(name).scan(hour, hour.length, Origin.APPLICATION));
        Usage most = shape.most(7, 800);
        // a second for each 1,000 bytes, and 32 tokens for each second
        assertThat(most.get(Unit.AUDIO_INPUT_TOKENS)).isBetween(3_600L * 32, 3_601L * 32);
        assertThat(most.get(Unit.INPUT_TOKENS)).isEqualTo(7);
        assertThat(shape.prompt().utf8Bytes()).isLessThan(100);
        assertThat(accepted(dialect(name).scan(address, address.length, Origin.APPLICATION))
                        .most(7, 800)
                        .get(Unit.AUDIO_INPUT_TOKENS))
                .isEqualTo(15_000);
        assertThat(dialect(name).scan(hour, hour.length, Origin.CLIENT, PICTURES))
                .isInstanceOf(BodyRejected.class);
    }

    @Test
    void severalRecordingsAreAdded() {
        String part = "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"" + "A".repeat(40_000) + "\"}}";
        String json = "{\"messages\":[{\"role\":\"user\",\"content\":[" + part + "," + part + "]}]}";

        assertThat(accepted(Bodies.scan(Bodies.CHAT, json, Origin.APPLICATION))
                        .most(1, 1)
                        .get(Unit.AUDIO_INPUT_TOKENS))
                .isEqualTo(2 * 31 * 32);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0",
        "3, 4, 7, 12",
        "9223372036854775807, 1, 9223372036854775807, 9223372036854775807",
        "9223372036854775807, 9223372036854775807, 9223372036854775807, 9223372036854775807",
        "4294967296, 4294967296, 8589934592, 9223372036854775807",
        "3037000500, 3037000500, 6074001000, 9223372036854775807",
        "4611686018427387904, 3, 4611686018427387907, 9223372036854775807"
    })
    void noSumOrProductWrapsAround(long a, long b, long sum, long product) {
        assertThat(Saturated.plus(a, b)).isEqualTo(sum);
        assertThat(Saturated.times(a, b)).isEqualTo(product);
        assertThat(Saturated.times(b, a)).isEqualTo(product);
    }

    @Test
    void whatIsAskedWithoutBoundsIsTheMostThereIs() {
        RequestShape picture = accepted(
                Dialects.named("openai-images", AppFields.DEFAULT).orElseThrow(),
                "{\"prompt\":\"x\",\"size\":\"99999x99999\",\"partial_images\":9223372036854775807}");
        FormShape form = FormShape.unread(
                Fields.Makes.PICTURES,
                Long.MAX_VALUE,
                Caps.of(Map.of(Capped.FILES, Cap.of(Long.MAX_VALUE), Capped.FILE_BYTES, Cap.of(Long.MAX_VALUE))));

        assertThat(picture.fixedOutput()).hasValue(Long.MAX_VALUE);
        assertThat(form.prompt().utf8Bytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(form.most(Long.MAX_VALUE, Long.MAX_VALUE).get(Unit.GENERATED_IMAGES))
                .isPositive();
        for (boolean slow : new boolean[] {true, false}) {
            assertThat(Sound.spoken(Long.MAX_VALUE, Long.MAX_VALUE, slow).get(Unit.AUDIO_OUTPUT_TOKENS))
                    .isEqualTo(Long.MAX_VALUE);
        }
        assertThat(Sound.heard(1, Long.MAX_VALUE).get(Unit.AUDIO_INPUT_TOKENS)).isPositive();
        assertThat(Sound.inPrompt(Long.MAX_VALUE)).isPositive();
    }

    /** A thousand pictures that each say to be as large as their format can say. */
    @Test
    void picturesBeyondAllPixelsAddUpToTheMostThereIs() {
        Findings found = new Findings();
        ShownPicture largest = new ShownPicture(ShownPicture.Kind.MEASURED, "png", "", 1L << 32, 1L << 32);
        for (int i = 0; i < 1_000; i++) {
            found.shown(largest);
            found.media(Role.IMAGE, false, found.mark());
        }

        assertThat(found.utf8Bytes).isEqualTo(Long.MAX_VALUE);
        assertThat(found.pictures.mostPixels()).isEqualTo(Long.MAX_VALUE);
        assertThat(found.pictures.count()).isEqualTo(1_000);
    }
}
