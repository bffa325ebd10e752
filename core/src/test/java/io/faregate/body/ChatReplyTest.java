package io.faregate.body;

import static io.faregate.body.Bodies.APP;
import static io.faregate.body.Bodies.CHAT;
import static io.faregate.body.Bodies.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatReplyTest {

    @Test
    void usageOfAReplyIsFoundHoweverItIsSplitAndEveryByteIsTheSame() throws IOException {
        byte[] reply = bytes(
                "\n { \"choices\" : [{\"message\":{\"content\":\"{\\\"usage\\\":{\\\"prompt_tokens\\\":1}} \u4e2d\"}}],"
                        + "\"\\\\\":\",\\\\\\\",{[\\\\\",\"\\u0022]}\":-1.5e3,\"z\":[true,null,\"\"],"
                        + "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46,\"cost\":0.25},\"x\":[1,{}]} \n");
        for (int size = 1; size <= reply.length; size++) {
            ResponseMeter meter = CHAT.meter("application/json; charset=utf-8", true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(meter, reply, size, out);

            assertThat(out.toByteArray()).isEqualTo(reply);
            assertThat(meter.usage()).hasValue(Usage.of(12, 34));
            assertThat(meter.deliveredBytes()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"prompt_tokens\":5,\"completion_tokens\":0`|5|0",
                "`\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":null`|5|7",
                "`\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":100`|5|95", // reasoning only in the
                // total
                "`\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":3`|5|7",
                "`\"prompt_tokens\":5,\"completion_tokens\":7,\"prompt_tokens_details\":null`|5|7",
                "`\"prompt_tokens\":5,\"completion_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":null}`|5|7",
                "`\"completion_tokens\":7,\"unknown\":{\"prompt_tokens\":9},\"prompt_tokens\":5`|5|7",
                "`\"prompt_tokens\":1000000000000,\"completion_tokens\":7`|1000000000000|7",
            })
    void aReportThatMakesSenseCounts(String report, long in, long out) {
        assertThat(usage(report)).hasValue(Usage.of(in, out));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"prompt_tokens\":5",
                "\"completion_tokens\":5",
                "\"total_tokens\":5",
                "\"prompt_tokens\":null,\"completion_tokens\":5",
                "\"prompt_tokens\":-1,\"completion_tokens\":5",
                "\"prompt_tokens\":1,\"completion_tokens\":-5",
                "\"prompt_tokens\":1000000000001,\"completion_tokens\":5",
                "\"prompt_tokens\":99999999999999999999,\"completion_tokens\":5",
                "\"prompt_tokens\":1.5,\"completion_tokens\":5",
                "\"prompt_tokens\":\"1\",\"completion_tokens\":5",
                "\"prompt_tokens\":[1],\"completion_tokens\":5",
                "\"prompt_tokens\":1,\"completion_tokens\":5,\"total_tokens\":-6",
                "\"prompt_tokens\":1,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":2}",
                "\"prompt_tokens\":9,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":-1}",
                "\"prompt_tokens\":9,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":5,\"cache_write_tokens\":5}",
                "\"prompt_tokens\":9,\"completion_tokens\":5,\"completion_tokens_details\":{\"audio_tokens\":6}"
            })
    void anAbsurdReportIsNotSeen(String report) {
        assertThat(usage(report)).isEmpty();
    }

    @Test
    void soundThatTheCacheServedIsNotCountedTwice() {
        Usage usage = usage("\"prompt_tokens\":10,\"completion_tokens\":1,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":8,\"audio_tokens\":9}")
                .orElseThrow();

        assertThat(usage.promptTokens()).isEqualTo(10);
        assertThat(usage.get(Unit.AUDIO_INPUT_TOKENS)).isEqualTo(2);
        assertThat(usage.get(Unit.INPUT_TOKENS)).isZero();
    }

    private static Optional<Usage> usage(String report) {
        return read("application/json", bytes("{\"usage\":{" + report + "}}")).usage();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "", "application/octet-stream", "application/x-ndjsons", ";", "text/event-streams"
            })
    void otherTypesPassUnread(String type) {
        ResponseMeter meter = read(type, bytes("{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}"));

        assertThat(meter.usage()).isEmpty();
        assertThat(meter.deliveredBytes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{\"error\":{\"message\":\"x\"}}",
                "[]",
                "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2",
                "{\"message\":{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}}",
                "[{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}]"
            })
    void aReplyWithoutUsageHasNone(String reply) {
        assertThat(read("application/json", bytes(reply)).usage()).isEmpty();
    }

    @Test
    void usageIsSeenOnceItsObjectHasPassedThoughTheRestBreaks() {
        byte[] reply = bytes("{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2},\"x\":}}}}");

        assertThat(read("application/json", reply).usage()).hasValue(Usage.of(1, 2));
    }

    @Test
    void deepNestingAndBrokenUtf8PassUnread() {
        byte[] deep = bytes("[".repeat(100_000));
        byte[] broken = bytes("{\"x\":\"?\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}");
        broken[6] = (byte) 0xFF;

        assertThat(read("application/json", deep).usage()).isEmpty();
        assertThat(read("application/json", broken).usage()).isEmpty();
    }

    @Test
    void aValueBeyondAllMeasurePassesUnread() {
        byte[] reply = bytes("{\"x\":\"" + "a".repeat(17 * 1024 * 1024)
                + "\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}");

        assertThat(read("application/json", reply).usage()).isEmpty();
    }

    @Test
    void theApplicationsOwnReplyPassesUnread() {
        ResponseMeter meter = APP.meter("text/event-stream", false);
        byte[] reply = bytes("data: {\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n");

        assertThat(read(meter, reply).usage()).isEmpty();
        assertThat(meter.deliveredBytes()).isEmpty();
    }

    private static ResponseMeter read(String type, byte[] reply) {
        return read(CHAT.meter(type, false), reply);
    }

    private static ResponseMeter read(ResponseMeter meter, byte[] reply) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ChatStreamTest.feed(meter, reply, 1_000, out);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        assertThat(Arrays.equals(out.toByteArray(), reply)).isTrue();
        return meter;
    }
}
