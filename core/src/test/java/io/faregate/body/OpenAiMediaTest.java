package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pictures and speech may cost, and what of it is not let in. */
class OpenAiMediaTest {
    private static final Dialect IMAGES =
            Dialects.named("openai-images", AppFields.DEFAULT).orElseThrow();
    private static final Dialect SPEECH =
            Dialects.named("openai-audio", AppFields.DEFAULT).orElseThrow();

    /** The published figures of gpt-image-1 and those that the prices of gpt-image-2 come to, none of them above. */
    @ParameterizedTest
    @CsvSource({
        "low, 1024x1024, 272, 272",
        "low, 1024x1536, 408, 408",
        "medium, 1024x1024, 1767, 1792",
        "medium, 1536x1024, 1584, 2688",
        "high, 1024x1024, 7024, 7168",
        "high, 1536x1024, 6240, 10752",
        "high, 3584x2048, 12329, 50176",
        "standard, 256x256, 0, 1792",
        "hd, 1792x1024, 0, 12544",
        "auto, auto, 6240, 10752",
    })
    void aPictureIsAsManyTokensAsItsSizeAndQualityMayMake(String quality, String size, long billed, long most) {
        String body = "{\"prompt\":\"x\",\"quality\":\"" + quality + "\",\"size\":\"" + size + "\"}";

        assertThat(accepted(IMAGES, body).fixedOutput()).hasValue(most);
        assertThat(billed).isLessThanOrEqualTo(most);
    }

    @Test
    void whatIsNotSaidIsTheDearest() {
        assertThat(accepted(IMAGES, "{\"prompt\":\"x\"}").fixedOutput()).hasValue(10_752);
        assertThat(accepted(IMAGES, "{\"prompt\":\"x\",\"quality\":null,\"size\":null}")
                        .fixedOutput())
                .hasValue(10_752);
        assertThat(accepted(IMAGES, "{\"prompt\":\"x\",\"quality\":\"low\"}").fixedOutput())
                .hasValue(408);
    }

    @Test
    void unfinishedPicturesAreTokensToo() {
        String body = "{\"prompt\":\"x\",\"quality\":\"low\",\"size\":\"1024x1024\",\"partial_images\":%s}";

        assertThat(accepted(IMAGES, body.formatted(3)).fixedOutput()).hasValue(572);
        assertThat(accepted(IMAGES, body.formatted(-1)).fixedOutput()).hasValue(Long.MAX_VALUE);
        assertThat(accepted(IMAGES, body.formatted("9".repeat(30))).fixedOutput())
                .hasValue(Long.MAX_VALUE);
        for (String other : List.of("1.5", "\"3\"", "true", "[3]")) {
            assertThat(rejected(IMAGES, body.formatted(other)).param()).isEqualTo("/partial_images");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1024",
                "1024x",
                "x1024",
                "0x1024",
                "1024X1024",
                "1024x1024x2",
                " 1024x1024",
                "1024x1024\\n",
                "100000x1",
                "-1x5",
                "1e3x5",
                "AUTO",
                "1024×1024",
                "1024x１０２４"
            })
    void aSizeThatIsNoneIsRefused(String size) {
        BodyRejected rejected = rejected(IMAGES, "{\"prompt\":\"x\",\"size\":\"" + size + "\"}");

        assertThat(rejected.reason()).isEqualTo(Reason.INVALID_VALUE);
        assertThat(rejected.param()).isEqualTo("/size");
    }

    @Test
    void anApplicationsOwnWordsMayMeanAnythingAndAreHeldAsTheDearest() {
        byte[] body = bytes("{\"prompt\":\"x\",\"size\":\"4K\",\"quality\":\"max\"}");

        assertThat(accepted(IMAGES.scan(body, body.length, Origin.APPLICATION)).fixedOutput())
                .hasValue(10_752);
    }

    @Test
    void theNumberOfPicturesIsLoweredAndTheRestStays() {
        RequestShape shape = accepted(IMAGES, "{\"n\":10,\"prompt\":\"x\"}");

        assertThat(shape.asked(Choice.CHOICES)).hasValue(10);
        assertThat(text(shape.edit()
                        .set(Choice.CHOICES, 2)
                        .set(Choice.OUTPUT_TOKENS, 800)
                        .bytes()))
                .isEqualTo("{\"n\":2,\"prompt\":\"x\"}");
        assertThat(shape.most(9, 2 * 10_752)).isEqualTo(Usage.of(9, 21_504).with(Unit.GENERATED_IMAGES, 2));
    }

    @Test
    void aTextIsSpokenInAQuarterOfASecondForEachCharacterAndSlowlyInAWholeOne() {
        RequestShape plain = accepted(SPEECH, "{\"input\":\"äöü§…\"}");
        Usage slow = Usage.of(7, 0)
                .with(Unit.AUDIO_OUTPUT_TOKENS, 5 * 25)
                .with(Unit.GENERATED_AUDIO_SECONDS, 5)
                .with(Unit.SPOKEN_CHARACTERS, 5);

        assertThat(plain.promptChars()).isEqualTo(5);
        assertThat(plain.most(7, 800))
                .isEqualTo(slow.with(Unit.AUDIO_OUTPUT_TOKENS, 2 * 25).with(Unit.GENERATED_AUDIO_SECONDS, 2));
        assertThat(accepted(SPEECH, "{\"speed\":0.25,\"input\":\"äöü§…\"}").most(7, 800))
                .isEqualTo(slow);
        assertThat(accepted(SPEECH, "{\"speed\":1,\"input\":\"äöü§…\"}").most(7, 800))
                .isEqualTo(slow);
        assertThat(accepted(SPEECH, "{\"speed\":null,\"input\":\"äöü§…\"}").most(7, 800))
                .isEqualTo(plain.most(7, 800));
    }

    @Test
    void instructionsAreTextAndMakeSlow() {
        RequestShape shape = accepted(SPEECH, "{\"instructions\":\"slow\",\"input\":\"hi\"}");

        assertThat(shape.promptChars()).isEqualTo(6);
        assertThat(shape.most(1, 0).get(Unit.GENERATED_AUDIO_SECONDS)).isEqualTo(6);
    }

    @Test
    void picturesWithoutUsageAreCountedOnceAllOfThemHaveCome() throws IOException {
        String reply = "{\"created\":1,\"data\":[{\"url\":\"https://example.org/1\"},{\"url\":\"u\"},{}]}";

        assertThat(usage(reply, "application/json")).contains(Usage.NONE.with(Unit.GENERATED_IMAGES, 3));
        for (int length = 0; length < reply.length(); length++) {
            assertThat(usage(reply.substring(0, length), "application/json")).isEmpty();
        }
    }

    @Test
    void aStreamedTranscriptIsChargedTheSecondsThatItReports() throws IOException {
        ResponseMeter meter = SPEECH.at("/v1/audio/transcriptions").meter("text/event-stream", false);
        byte[] stream = bytes("data: {\"type\":\"transcript.text.delta\",\"delta\":\"hello\"}\n\n"
                + "data: {\"type\":\"transcript.text.done\",\"text\":\"hello\",\"usage\":"
                + "{\"type\":\"duration\",\"seconds\":11.2}}\n\n");
        meter.pass(stream, 0, stream.length, new ByteArrayOutputStream());

        assertThat(meter.usage()).contains(Usage.NONE.with(Unit.AUDIO_INPUT_SECONDS, 12));
    }

    @Test
    void aReportOfNothingIsNotBelieved() throws IOException {
        String nothing = "{\"usage\":{\"input_tokens\":0,\"output_tokens\":0,\"total_tokens\":0}}";
        String negative = "{\"usage\":{\"input_tokens\":5,\"output_tokens\":-9}}";

        for (String reply : List.of(nothing, negative, "{}", "{\"usage\":null}", "{\"data\":[]}")) {
            assertThat(usage(reply, "application/json")).as(reply).isEmpty();
        }
    }

    @Test
    void aPictureOfManyMegabytesIsPassedOnAndItsUsageIsRead() throws IOException {
        String picture = "\\u00e4\\/é" + "QUJD\\/".repeat(4_000_000);
        String json = "{\"data\":[{\"b64_json\":\"" + picture
                + "\\\\\"}],\"usage\":{\"input_tokens\":5,\"output_tokens\":9}}";
        String event = "data: {\"type\":\"a\",\"b64_json\":\"" + picture + "\"}\n\ndata: " + json + "\n\n";

        assertThat(usage(json, "application/json")).contains(Usage.of(5, 9).with(Unit.GENERATED_IMAGES, 1));
        assertThat(usage(event, "text/event-stream")).contains(Usage.of(5, 9).with(Unit.GENERATED_IMAGES, 1));
    }

    private static Optional<Usage> usage(String reply, String type) throws IOException {
        ResponseMeter meter = IMAGES.meter(type, false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = bytes(reply);
        for (int from = 0; from < bytes.length; from += 8_191) {
            meter.pass(bytes, from, Math.min(8_191, bytes.length - from), out);
        }
        meter.end(out);
        assertThat(out.size()).isEqualTo(bytes.length);
        return meter.usage();
    }
}
