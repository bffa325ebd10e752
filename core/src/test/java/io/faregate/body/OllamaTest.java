package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.edited;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static io.faregate.body.Bodies.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaTest {
    private static final Dialect OLLAMA =
            Dialects.named("ollama", AppFields.DEFAULT).orElseThrow();

    @Test
    void generateIsReadLikeChat() {
        RequestShape shape =
                accepted(OLLAMA, "{\"model\":\"m\",\"system\":\"12\",\"prompt\":\"345\",\"suffix\":\"6\"}");

        assertThat(shape.promptChars()).isEqualTo(6);
        assertThat(edited(shape.edit().set(Choice.OUTPUT_TOKENS, 9)))
                .isEqualTo(
                        "{\"options\":{\"num_predict\":9},\"model\":\"m\",\"system\":\"12\",\"prompt\":\"345\",\"suffix\":\"6\"}");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, true", "null, true", "true, true", "false, false"})
    void aReplyIsStreamedUnlessTold(String stream, boolean streams) {
        String member = stream == null ? "" : "\"stream\":" + stream + ",";

        assertThat(accepted(OLLAMA, "{" + member + "\"prompt\":\"x\"}").stream())
                .isEqualTo(streams);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-2", "0"})
    void aReplyWithoutEndIsRefusedWhoeverAsks(String max) {
        for (Origin origin : Origin.values()) {
            assertThat(rejected(scan(OLLAMA, "{\"options\":{\"num_predict\":" + max + "},\"prompt\":\"x\"}", origin))
                            .reason())
                    .isEqualTo(Reason.INVALID_VALUE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Options", "OPTIONS", "Prompt", "Model", "Messages"})
    void aNameThatTheServerReadsInAnyCaseIsRefusedInAnother(String name) {
        assertThat(rejected(OLLAMA, "{\"" + name + "\":{},\"prompt\":\"x\"}").reason())
                .isEqualTo(Reason.FIELD_NOT_ALLOWED);
    }

    @Test
    void picturesAreRefusedFromAClientAndAFlatSizeFromAnApplication() {
        String body = "{\"prompt\":\"x\",\"images\":[\"" + "A".repeat(9_000) + "\",\"B\"]}";

        assertThat(rejected(OLLAMA, body).param()).isEqualTo("/images/0");
        assertThat(accepted(scan(OLLAMA, body, Origin.APPLICATION)).prompt().utf8Bytes())
                .isEqualTo(1 + 2 * 15_000);
    }

    @Test
    void linesThatAreNoJsonCountInFullAndOthersAreStillRead() throws IOException {
        String stream =
                "\n{\"response\":\"ab\"}\nnot json\n{\"response\":\"cd\n\r\n{\"prompt_eval_count\":3,\"eval_count\":4}";
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            ResponseMeter meter = OLLAMA.meter("application/x-ndjson; charset=utf-8", true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(meter, bytes(stream), 1 + random.nextInt(stream.length()), out);

            assertThat(text(out.toByteArray())).isEqualTo(stream);
            assertThat(meter.usage()).hasValue(Usage.of(3, 4));
            assertThat(meter.deliveredBytes()).hasValue(2 + "not json".length() + "{\"response\":\"cd".length());
        }
    }

    @Test
    void aLineWithoutEndIsNeverKept() throws IOException {
        ResponseMeter meter = OLLAMA.meter("application/x-ndjson", false);
        byte[] block = bytes("x".repeat(64 * 1024));
        long[] passed = {0};
        java.io.OutputStream counting = new java.io.OutputStream() {
            @Override
            public void write(int b) {
                passed[0]++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                passed[0] += length;
            }
        };
        for (int i = 0; i < 100; i++) {
            meter.pass(block, 0, block.length, counting);
        }
        byte[] rest = bytes("\n{\"prompt_eval_count\":3,\"eval_count\":4}\n");
        meter.pass(rest, 0, rest.length, counting);

        assertThat(passed[0]).isEqualTo(100L * block.length + rest.length);
        assertThat(meter.deliveredBytes()).hasValue(100L * block.length);
        assertThat(meter.usage()).hasValue(Usage.of(3, 4));
    }

    @Test
    void aPromptThatTheServerStillHadIsNoReport() throws IOException {
        ResponseMeter meter = OLLAMA.meter("application/x-ndjson", false);
        ChatStreamTest.feed(
                meter, bytes("{\"response\":\"ab\",\"done\":true,\"eval_count\":4}\n"), 9, new ByteArrayOutputStream());

        assertThat(meter.usage()).isEmpty();
        assertThat(meter.deliveredBytes()).hasValue(2);
    }

    @Test
    void aRefusalIsOneLine() {
        Refusal refusal = new Refusal("r", Reason.RATE_LIMITED, "limits[0]", "Slow\ndown", null, null);

        assertThat(OLLAMA.answer(refusal).body()).isEqualTo("{\"error\":\"Slow\\ndown\",\"request_id\":\"r\"}");
        assertThat(OLLAMA.lastWords(refusal, "application/x-ndjson").map(Bodies::text))
                .hasValue("{\"error\":\"Slow\\ndown\",\"request_id\":\"r\"}\n");
    }
}
