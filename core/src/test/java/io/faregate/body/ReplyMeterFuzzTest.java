package io.faregate.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Any bytes as a reply in any dialect: the first says which, the second its content type and whether it is taken for gzip.
 * However it is split or packed it is metered the same, and passes as it came.
 */
class ReplyMeterFuzzTest {
    private static final List<Dialect> DIALECTS =
            DialectExamples.ALL.stream().map(DialectExample::dialect).toList();
    private static final List<String> TYPES = List.of(
            "text/event-stream", "application/x-ndjson", "application/vnd.amazon.eventstream", "application/json");
    private static final int GZIP = 4;

    @DictionaryEntries({
        "data: {\"",
        "event: message_delta",
        "\"type\":\"content_block_delta\"",
        "\"usage\":{\"input_tokens\":9,\"output_tokens\":4",
        "\"usageMetadata\":{\"promptTokenCount\":9",
        "\"prompt_eval_count\":9",
        "\"response\":{\"usage\":{",
        "\"delta\":{\"text\":\"",
        "\"iterations\":[{",
        "\\u0075sage"
    })
    @FuzzTest(maxDuration = "10m")
    void aReplyIsMeteredTheSameHoweverItIsSplitOrPacked(byte[] input) throws IOException {
        if (input.length < 2) {
            return;
        }
        Dialect dialect = DIALECTS.get((input[0] & 0xff) % DIALECTS.size());
        String type = TYPES.get(input[1] & 3);
        byte[] reply = Arrays.copyOfRange(input, 2, input.length);

        if ((input[1] & GZIP) != 0) {
            passed(reply, () -> ResponseMeter.decoding("gzip", dialect.meter(type, false)));
            return;
        }
        Passed plain = passed(reply, () -> dialect.meter(type, false));
        Passed packed = Passed.of(ResponseMeter.decoding("gzip", dialect.meter(type, false)), Gzipped.of(reply), 40);

        assertThat(plain.delivered().orElse(0)).isBetween(0L, (long) reply.length);
        assertThat(packed.usage()).isEqualTo(plain.usage());
        assertThat(packed.delivered()).isEqualTo(plain.delivered());
    }

    /** Whole, byte by byte, and in some parts: all the same. */
    private static Passed passed(byte[] reply, Supplier<ResponseMeter> meter) throws IOException {
        Passed whole = Passed.of(meter.get(), reply, reply.length);

        assertThat(whole.bytes()).isEqualTo(new String(reply, ISO_8859_1));
        assertThat(Passed.of(meter.get(), reply, 1).withoutLag()).isEqualTo(whole.withoutLag());
        assertThat(Passed.of(meter.get(), reply, 40).withoutLag()).isEqualTo(whole.withoutLag());
        return whole;
    }
}
