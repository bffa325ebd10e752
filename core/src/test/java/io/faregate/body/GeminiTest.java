package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.edited;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static io.faregate.body.Bodies.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiTest {
    private static final Dialect ANYWHERE =
            Dialects.named("gemini", AppFields.DEFAULT).orElseThrow();
    private static final Dialect GEMINI = ANYWHERE.at("/v1beta/models/gemini-2.5-flash:generateContent");
    private static final String HI = "\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]";

    @ParameterizedTest
    @CsvSource({
        "/v1beta/models/gemini-2.5-flash:generateContent, gemini-2.5-flash, false",
        "/v1beta/models/gemini-2.5-flash:streamGenerateContent, gemini-2.5-flash, true",
        "/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:generateContent, gemini-2.5-pro, false",
        "/models/models/x:generateContent, x, false",
    })
    void thePathNamesTheModelAndTheKindOfReply(String path, String model, boolean streams) {
        RequestShape shape = accepted(ANYWHERE.at(path), "{" + HI + "}");

        assertThat(shape.model()).hasValue(model);
        assertThat(shape.isModelFixed()).isTrue();
        assertThat(shape.stream()).isEqualTo(streams);
        assertThat(shape.usageAsked()).isTrue();
        assertThat(edited(shape.edit().model("other"))).isEqualTo("{" + HI + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/v1beta/models/gemini-2.5-flash",
                "/v1beta/models/:generateContent",
                "/v1beta/models/gemini-2.5-flash:countTokens",
                "/v1beta/models/gemini-2.5-flash:batchGenerateContent",
                "/v1beta/models/gemini-2.5-flash:generateContent/x",
                "/v1beta/models/gemini-2.5-flash:generatecontent",
                "/v1beta/models/a:b:generateContent",
                "/v1beta/cachedContents"
            })
    void aPathThatNamesNoModelLetsNoBodyIn(String path) {
        for (Origin origin : Origin.values()) {
            assertThat(rejected(scan(ANYWHERE.at(path), "{" + HI + "}", origin)).reason())
                    .isEqualTo(Reason.FIELD_NOT_ALLOWED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"generation_config\":{\"max_output_tokens\":9000}`|`\"generation_config\":{\"max_output_tokens\":700}`",
                "`\"generation_config\":{\"maxOutputTokens\":9000}`|`\"generation_config\":{\"maxOutputTokens\":700}`",
                "`\"generation_config\":{\"seed\":1}`|`\"generation_config\":{\"maxOutputTokens\":700,\"seed\":1}`",
                "`\"generation_config\":{}`|`\"generation_config\":{\"maxOutputTokens\":700}`",
                "`\"generation_config\":null`|`\"generation_config\":{\"maxOutputTokens\":700}`",
                "`\"generationConfig\":{\"thinking_config\":{\"thinking_budget\":-1}}`"
                        + "|`\"generationConfig\":{\"maxOutputTokens\":700,\"thinking_config\":{\"thinking_budget\":699}}`",
                "`\"generationConfig\":{\"maxOutputTokens\":5,\"thinkingConfig\":{\"thinkingBudget\":0}}`"
                        + "|`\"generationConfig\":{\"maxOutputTokens\":5,\"thinkingConfig\":{\"thinkingBudget\":0}}`",
            })
    void bothSpellingsAreClamped(String before, String after) {
        for (Origin origin : Origin.values()) {
            Scan scan = scan(GEMINI, "{" + before + "," + HI + "}", origin);

            assertThat(edited(accepted(scan).edit().set(Choice.OUTPUT_TOKENS, 700)))
                    .isEqualTo("{" + after + "," + HI + "}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"generationConfig\":{},\"generation_config\":{\"maxOutputTokens\":9000}",
                "\"generation_config\":null,\"generationConfig\":{\"maxOutputTokens\":9000}",
                "\"generationConfig\":{\"maxOutputTokens\":1,\"max_output_tokens\":9000}",
                "\"generationConfig\":{\"candidate_count\":1,\"candidateCount\":8}",
                "\"generationConfig\":{\"thinkingConfig\":{\"thinkingBudget\":1,\"thinking_budget\":null}}"
            })
    void aFieldInBothSpellingsIsRefusedWhoeverWroteIt(String members) {
        for (Origin origin : Origin.values()) {
            assertThat(rejected(scan(GEMINI, "{" + members + "," + HI + "}", origin))
                            .reason())
                    .isEqualTo(Reason.MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GenerationConfig", "generation-config", "generation_Config", "Contents", "generationconfig"})
    void noThirdSpellingIsLetIn(String name) {
        assertThat(rejected(GEMINI, "{\"" + name + "\":{}," + HI + "}").reason())
                .isEqualTo(Reason.FIELD_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AA\"}}",
                "{\"inline_data\":{\"mime_type\":\"image/png\",\"data\":\"AA\"}}",
                "{\"fileData\":{\"fileUri\":\"gs://b/o\"}}",
                "{\"text\":\"x\",\"videoMetadata\":{\"fps\":24}}",
                "{\"executableCode\":{\"code\":\"x\"}}"
            })
    void mediaIsRefusedFromAClient(String part) {
        String body = "{\"contents\":[{\"parts\":[" + part + "]}]}";

        assertThat(rejected(GEMINI, body).reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        accepted(scan(GEMINI, body, Origin.APPLICATION));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"speechConfig\":{\"voiceConfig\":{\"prebuiltVoiceConfig\":{\"voiceName\":\"Kore\"}}}`|1",
                "`\"speech_config\":{}`|1",
                "`\"responseModalities\":[\"AUDIO\"]`|1",
                "`\"response_modalities\":[\"TEXT\",\"audio\"]`|1",
                "`\"responseModalities\":[\"IMAGE\"]`|0",
                "`\"responseModalities\":[\"TEXT\"],\"speechConfig\":null`|0",
            })
    void aReplyThatMayBeSoundIsHeldAsThatAndIsNoClients(String config, long sound) {
        String body = "{\"generationConfig\":{" + config + "}," + HI + "}";

        assertThat(accepted(scan(GEMINI, body, Origin.APPLICATION)).most(5, 7))
                .isEqualTo(Usage.of(5, 7).with(Unit.AUDIO_OUTPUT_TOKENS, sound));
        assertThat(scan(GEMINI, body, Origin.CLIENT))
                .isInstanceOf(config.contains("[\"TEXT\"]") ? RequestShape.class : BodyRejected.class);
    }

    @Test
    void anApplicationsPictureCountsAFlatSizeInBothSpellings() {
        for (String part : new String[] {
            "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"%s\"}}",
            "{\"inline_data\":{\"data\":\"%s\",\"mime_type\":\"image/png\"}}"
        }) {
            String body = "{\"contents\":[{\"parts\":[" + part.formatted("A".repeat(90_000)) + "]}]}";

            assertThat(accepted(scan(GEMINI, body, Origin.APPLICATION)).prompt().utf8Bytes())
                    .isEqualTo(15_000);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"promptTokenCount\":5,\"candidatesTokenCount\":7,\"totalTokenCount\":12`|5|7",
                "`\"promptTokenCount\":5,\"candidatesTokenCount\":7,\"thoughtsTokenCount\":3`|5|10",
                "`\"promptTokenCount\":5,\"candidatesTokenCount\":7,\"totalTokenCount\":22`|5|17",
                "`\"promptTokenCount\":5,\"toolUsePromptTokenCount\":4,\"candidatesTokenCount\":7,\"totalTokenCount\":16`|9|7",
                "`\"promptTokenCount\":5,\"totalTokenCount\":5`|5|0",
            })
    void aReportThatMakesSenseCounts(String report, long in, long out) throws IOException {
        assertThat(read("application/json", "{\"usageMetadata\":{" + report + "}}")
                        .usage()
                        .map(usage -> usage.withReasoningTokens(0)))
                .hasValue(Usage.of(in, out));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"promptTokenCount\":5",
                "\"candidatesTokenCount\":5",
                "\"promptTokenCount\":-5,\"candidatesTokenCount\":7",
                "\"promptTokenCount\":5,\"candidatesTokenCount\":7,\"cachedContentTokenCount\":6",
                "\"promptTokenCount\":5.5,\"candidatesTokenCount\":7"
            })
    void anAbsurdReportIsNotSeen(String report) throws IOException {
        assertThat(read("application/json", "{\"usageMetadata\":{" + report + "}}")
                        .usage())
                .isEmpty();
    }

    @Test
    void aStreamThatIsOneArrayIsMeteredLikeEventsAndMayBeCut() throws IOException {
        String array = "["
                + text(DialectExample.streaming()
                                .filter(example -> example.name().equals("gemini"))
                                .findFirst()
                                .orElseThrow()
                                .streamFile())
                        .strip()
                        .replace("\n\ndata: ", "\n,\r\n")
                        .replace("data: ", "")
                + "\n]";
        for (int size : new int[] {1, 7, 1000}) {
            ResponseMeter meter = GEMINI.meter("application/json; charset=UTF-8", false);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(meter, bytes(array), size, out);

            assertThat(text(out.toByteArray())).isEqualTo(array);
            assertThat(meter.usage()).hasValue(Usage.of(9, 7).withReasoningTokens(3));
            assertThat(meter.deliveredBytes()).hasValue(28);
        }
        long before = 0;
        for (int length = 0; length < array.length(); length++) {
            ResponseMeter meter = GEMINI.meter("application/json", false);
            byte[] cut = Arrays.copyOf(bytes(array), length);
            ChatStreamTest.feed(meter, cut, length + 1, new ByteArrayOutputStream());

            assertThat(meter.usage().map(Usage::tokens).orElse(0L)).isIn(0L, 14L, 16L);
            assertThat(meter.deliveredBytes().orElse(0)).isBetween(before, 28L);
            before = meter.deliveredBytes().orElse(0);
        }
    }

    @Test
    void aReportOfNothingWrittenIsNotBelievedOnceTextWasSeen() throws IOException {
        String chunk = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"%s\"}]}}],"
                + "\"usageMetadata\":{\"promptTokenCount\":9,\"totalTokenCount\":9}}\n\n";

        assertThat(read("text/event-stream", chunk.formatted("")).usage()).hasValue(Usage.of(9, 0));
        assertThat(read("text/event-stream", chunk.formatted("") + chunk.formatted("ab"))
                        .usage())
                .isEmpty();
    }

    @Test
    void aSingleReplyIsNotDeliveredAsItComes() throws IOException {
        assertThat(read("application/json", "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"ab\"}]}}]}")
                        .deliveredBytes())
                .isEmpty();
    }

    private static ResponseMeter read(String type, String reply) throws IOException {
        ResponseMeter meter = GEMINI.meter(type, false);
        ChatStreamTest.feed(meter, bytes(reply), 5, new ByteArrayOutputStream());
        return meter;
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMITED, 429, RESOURCE_EXHAUSTED",
        "BUDGET_SPENT, 429, RESOURCE_EXHAUSTED",
        "USER_REQUIRED, 401, UNAUTHENTICATED",
        "BLOCKED, 403, PERMISSION_DENIED",
        "FIELD_NOT_ALLOWED, 400, INVALID_ARGUMENT",
        "UNAVAILABLE, 503, UNAVAILABLE",
        "RIDE_ENDED, 503, CANCELLED"
    })
    void errorsHaveTheStatusThatGoogleHas(Reason reason, int code, String status) {
        Object error = Tree.at(
                Tree.of(GEMINI.answer(new Refusal("r", reason, "limits[0]", "Sorry.", null, null))
                        .body()),
                "error");

        assertThat(Tree.at(error, "code")).isEqualTo(new Tree.Written(Integer.toString(code)));
        assertThat(Tree.at(error, "status")).isEqualTo(status);
        assertThat(Tree.at(error, "message")).isEqualTo("Sorry.");
    }
}
