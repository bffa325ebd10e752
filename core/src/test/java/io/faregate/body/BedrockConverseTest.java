package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockConverseTest {
    private static final Dialect ANYWHERE =
            Dialects.named("bedrock-converse", AppFields.DEFAULT).orElseThrow();
    private static final Dialect BEDROCK = ANYWHERE.at("/model/us.anthropic.claude-haiku-4-5-v1:0/converse");
    private static final String TYPE = "application/vnd.amazon.eventstream";
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]";
    private static final String DELTA = "{\"delta\":{\"text\":\"hello\"}}";
    private static final String METADATA = "{\"usage\":{\"inputTokens\":9,\"outputTokens\":7}}";

    @ParameterizedTest
    @CsvSource({
        "/model/amazon.nova-micro-v1:0/converse, amazon.nova-micro-v1:0, false",
        "/model/us.anthropic.claude-haiku-4-5-v1:0/converse-stream, us.anthropic.claude-haiku-4-5-v1:0, true",
        "/model/arn:aws:bedrock:us-east-1:1:inference-profile/p/converse,"
                + " arn:aws:bedrock:us-east-1:1:inference-profile/p, false",
    })
    void thePathNamesTheModelAndTheKindOfReply(String path, String model, boolean streams) {
        RequestShape shape = accepted(ANYWHERE.at(path), "{" + HI + "}");

        assertThat(shape.model()).hasValue(model);
        assertThat(shape.stream()).isEqualTo(streams);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/model//converse", "/model/m/invoke", "/model/m/converse/x", "/guardrail/g/apply"})
    void anotherPathLetsNoBodyIn(String path) {
        assertThat(rejected(ANYWHERE.at(path), "{" + HI + "}").reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"AA\"}}}",
                "{\"document\":{\"source\":{\"s3Location\":{\"uri\":\"s3://b/o\"}}}}",
                "{\"video\":{}}",
                "{\"audio\":{}}",
                "{\"guardContent\":{}}",
                "{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}",
                "{\"toolResult\":{\"content\":[{\"image\":{}}]}}"
            })
    void mediaAndWhatCostsMoreIsRefusedFromAClient(String block) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[" + block + "]}]}";

        assertThat(rejected(BEDROCK, body).reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        accepted(scan(BEDROCK, body, Origin.APPLICATION));
    }

    @Test
    void anHourOfCacheOfAnApplicationIsHeldAtItsOwnPrice() {
        Scan scan = scan(BEDROCK, "{\"system\":[{\"cachePoint\":{\"ttl\":\"1h\"}}]," + HI + "}", Origin.APPLICATION);

        assertThat(accepted(scan).most(5, 7)).isEqualTo(Usage.of(5, 7).with(Unit.CACHE_WRITE_1H_TOKENS, 1));
    }

    @Test
    void framesAreMeteredHoweverTheyAreSplit() throws IOException {
        byte[] stream = stream(DELTA, DELTA, METADATA);
        for (int size = 1; size <= stream.length; size++) {
            ResponseMeter meter = BEDROCK.meter(TYPE, true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(meter, stream, size, out);

            assertThat(out.toByteArray()).isEqualTo(stream);
            assertThat(meter.usage()).hasValue(Usage.of(9, 7));
            assertThat(meter.deliveredBytes()).hasValue(10);
        }
    }

    @Test
    void noByteOfAFrameCanBeChangedUnseen() throws IOException {
        byte[] stream = stream(DELTA, METADATA);
        for (int at = 0; at < stream.length; at++) {
            byte[] changed = stream.clone();
            changed[at] ^= 0x40;
            ResponseMeter meter = BEDROCK.meter(TYPE, false);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(meter, changed, 1 + at % 50, out);

            assertThat(out.toByteArray()).isEqualTo(changed);
            assertThat(meter.usage()).isEmpty();
        }
    }

    @Test
    void usageBeforeABrokenFrameIsKeptAndTheRestIsUnread() throws IOException {
        byte[] good = stream(DELTA, METADATA);
        byte[] broken = Arrays.copyOf(good, good.length + 20);
        ResponseMeter meter = BEDROCK.meter(TYPE, false);
        ChatStreamTest.feed(meter, broken, 9, new ByteArrayOutputStream());

        assertThat(meter.usage()).hasValue(Usage.of(9, 7));
        assertThat(meter.deliveredBytes()).isEmpty();
    }

    @Test
    void aFrameWithoutEndIsNeverKept() throws IOException {
        String long1 = "{\"delta\":{\"text\":\"" + "x".repeat(SseEvents.LONGEST_EVENT) + "\"}}";
        byte[] frame = Frames.frame("contentBlockDelta", long1);
        ResponseMeter meter = BEDROCK.meter(TYPE, false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChatStreamTest.feed(meter, frame, 4096, out);
        byte[] rest = stream(DELTA, METADATA);
        ChatStreamTest.feed(meter, rest, 3, out);

        assertThat(out.size()).isEqualTo(frame.length + rest.length);
        assertThat(meter.usage()).hasValue(Usage.of(9, 7));
        assertThat(meter.deliveredBytes()).hasValue(frame.length - 12 + 5L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 11, 15, Integer.MIN_VALUE, -1, Integer.MAX_VALUE})
    void aLengthThatCanNotBeIsUnread(int length) throws IOException {
        byte[] bytes =
                java.nio.ByteBuffer.allocate(64).putInt(length).putInt(-1).array();
        ResponseMeter meter = BEDROCK.meter(TYPE, false);
        ChatStreamTest.feed(meter, bytes, 5, new ByteArrayOutputStream());

        assertThat(meter.usage()).isEmpty();
        assertThat(meter.deliveredBytes()).isEmpty();
    }

    private static byte[] stream(String... payloads) {
        return Frames.of(Bodies.bytes(String.join("\n", payloads)));
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMITED, 429, ThrottlingException",
        "BLOCKED, 403, AccessDeniedException",
        "MALFORMED, 400, ValidationException",
        "BODY_TIMEOUT, 408, ModelTimeoutException",
        "UNAVAILABLE, 503, ServiceUnavailableException"
    })
    void errorsSayTheirKindInAHeader(Reason reason, int status, String kind) {
        var answer = BEDROCK.answer(new Refusal("r", reason, "limits[0]", "Sorry.", null, null));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers()).containsEntry("x-amzn-errortype", kind).containsEntry("x-amzn-RequestId", "r");
        assertThat(answer.body()).isEqualTo("{\"message\":\"Sorry.\",\"request_id\":\"r\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "BUDGET_SPENT, throttlingException",
        "RIDE_ENDED, serviceUnavailableException",
        "BLOCKED, validationException",
        "RIDE_SPENT, validationException"
    })
    void inAStreamAnErrorIsAFrameOfAKindThatItsSdksKnow(Reason reason, String kind) throws IOException {
        byte[] words = BEDROCK.lastWords(new Refusal("r", reason, "limits[0]", "Sorry.\n", null, null), TYPE)
                .orElseThrow();

        assertThat(Frames.read(words))
                .isEqualTo(new Frames.Read(
                        Map.of(
                                ":message-type", "exception",
                                ":exception-type", kind,
                                ":content-type", "application/json"),
                        "{\"message\":\"Sorry.\\n\",\"request_id\":\"r\"}"));
        ResponseMeter meter = BEDROCK.meter(TYPE, false);
        ChatStreamTest.feed(meter, Gzipped.joined(stream(DELTA, METADATA), words), 7, new ByteArrayOutputStream());
        assertThat(meter.usage()).hasValue(Usage.of(9, 7));
        assertThat(meter.deliveredBytes()).hasValue(5);
    }
}
