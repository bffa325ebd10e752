package io.faregate.body;

import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Usage;
import io.faregate.ride.Answer;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every dialect does with replies, and how its refusals are read. */
class DialectReplyContractTest {
    private static final String ALL = "io.faregate.body.DialectExample#all";
    private static final String SPEAKING = "io.faregate.body.DialectExample#speaking";
    private static final String STREAMING = "io.faregate.body.DialectExample#streaming";

    @ParameterizedTest
    @MethodSource(ALL)
    void aReplyIsMeteredHoweverItIsSplitAndEveryByteIsTheSame(DialectExample example) throws IOException {
        byte[] reply = example.replyFile();
        for (int size = 1; size <= reply.length; size++) {
            Metered metered = Metered.of(example, "application/json", reply, size);

            assertThat(metered).isEqualTo(new Metered(text(reply), Optional.of(example.reply()), OptionalLong.empty()));
        }
    }

    @ParameterizedTest
    @MethodSource(SPEAKING)
    void aStreamIsMeteredHoweverItIsSplitWithAnyLineEnd(DialectExample example) throws IOException {
        boolean events = example.streamed().type().equals("text/event-stream");
        for (String end : events ? List.of("\n", "\r\n", "\r") : List.of("\n", "\r\n")) {
            byte[] stream = bytes(text(example.streamFile()).replace("\n", end));
            for (int size = 1; size < 80; size++) {
                Metered metered = Metered.of(example, example.streamed().type(), stream, size);

                assertThat(metered.passed()).isEqualTo(text(stream));
                assertThat(metered.usage()).hasValue(example.streamed().usage());
                assertThat(metered.delivered()).hasValue(example.streamed().delivered());
            }
        }
    }

    @ParameterizedTest
    @MethodSource(STREAMING)
    void aStreamThatIsCutAnywhereReportsNoMoreThanItSaidAndNeverLess(DialectExample example) throws IOException {
        byte[] stream = example.streamFile();
        long before = 0;
        for (int length = 0; length <= stream.length; length++) {
            Metered metered =
                    Metered.of(example, example.streamed().type(), Arrays.copyOf(stream, length), Integer.MAX_VALUE);
            long delivered = metered.delivered().orElseThrow();

            assertThat(metered.passed()).isEqualTo(text(Arrays.copyOf(stream, length)));
            assertThat(metered.usage().map(Usage::tokens).orElse(0L))
                    .isLessThanOrEqualTo(example.streamed().usage().tokens());
            // a half line counts in full until the rest of it says what it is
            assertThat(delivered).isBetween(0L, (long) length);
            if (length == stream.length || (length > 0 && stream[length - 1] == '\n')) {
                assertThat(delivered).isBetween(before, example.streamed().delivered());
                before = delivered;
            }
        }
        assertThat(before).isEqualTo(example.streamed().delivered());
    }

    @ParameterizedTest
    @MethodSource(SPEAKING)
    void aRefusalInAStreamIsReadAndCountsNothing(DialectExample example) throws IOException {
        Refusal refusal = new Refusal("r\u2028", Reason.RIDE_ENDED, "caps.duration", "Stop\n\ndata: x", null, null);
        byte[] event =
                example.dialect().lastWords(refusal, example.streamed().type()).orElseThrow();
        byte[] stream = example.streamFile();
        byte[] both = Arrays.copyOf(stream, stream.length + event.length);
        System.arraycopy(event, 0, both, stream.length, event.length);

        Metered metered = Metered.of(example, example.streamed().type(), both, 7);

        assertThat(metered.passed()).isEqualTo(text(both));
        assertThat(metered.usage()).hasValue(example.streamed().usage());
        assertThat(metered.delivered()).hasValue(example.streamed().delivered());
        assertThat(text(event)).endsWith("\n").doesNotContain("\r");
        assertThat(Tree.of(text(event).substring(text(event).indexOf('{'))).toString())
                .contains("Stop\n\ndata: x");
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aRefusalIsOneDocumentOfPlainCharacters(DialectExample example) {
        for (Reason reason : Reason.values()) {
            Answer answer =
                    example.dialect().answer(new Refusal("r\"\u2028", reason, "a\"b", "S\u00e9\"", "/a\"/0", null));

            assertThat(answer.body()).matches("[\\x20-\\x7e]+");
            assertThat(Tree.of(answer.body()).toString()).contains("S\u00e9\"");
            assertThat(answer.headers().get("x-should-retry")).isIn("true", "false");
        }
    }

    private record Metered(String passed, Optional<Usage> usage, OptionalLong delivered) {

        static Metered of(DialectExample example, String type, byte[] reply, int size) throws IOException {
            ResponseMeter meter = example.dialect().meter(type, false);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(meter, reply, size, out);
            return new Metered(text(out.toByteArray()), meter.usage(), meter.deliveredBytes());
        }
    }
}
