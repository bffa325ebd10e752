package io.faregate.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Optional;

/** Any bytes as a stream: however it is split it is metered the same, and only chunks of usage are withheld. */
class StreamMeterFuzzTest {
    private static final int SHORT = 64;

    @DictionaryEntries({
        "data: {\"choices\":[",
        "{\"delta\":{\"content\":\"",
        "],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}",
        "\"x_groq\":{\"usage\":{",
        "data: [DONE]",
        "event: ",
        ": ping",
        "],\"error\":{",
        "\\u0075sage"
    })
    @FuzzTest(maxDuration = "10m")
    void aStreamIsMeteredTheSameHoweverItIsSplit(byte[] stream) throws IOException {
        Passed open = passed(stream, false, OpenAiChat.reply(), SseEvents.LONGEST_EVENT);
        Passed held = passed(stream, true, OpenAiChat.reply(), SseEvents.LONGEST_EVENT);
        Optional<String> kept = SseModel.kept(stream);

        assertThat(open.bytes()).isEqualTo(new String(stream, ISO_8859_1));
        assertThat(held.usage()).isEqualTo(open.usage());
        assertThat(held.delivered()).isEqualTo(open.delivered());
        assertThat(open.delivered().orElse(0)).isBetween(0L, (long) stream.length);
        if (kept.isPresent()) {
            assertThat(held.bytes()).isEqualTo(kept.get());
        }
        passed(stream, true, OpenAiChat.reply(), SHORT);
    }

    /** Whole, byte by byte, and in some parts: all the same. */
    private static Passed passed(byte[] stream, boolean withhold, ReplyFields fields, int longest) throws IOException {
        Passed whole = Passed.of(new SseMeter(fields, withhold, longest), stream, stream.length);
        Passed bytes = Passed.of(new SseMeter(fields, withhold, longest), stream, 1);
        Passed parts = Passed.of(new SseMeter(fields, withhold, longest), stream, 40);

        assertThat(bytes.withoutLag()).isEqualTo(whole.withoutLag());
        assertThat(parts.withoutLag()).isEqualTo(whole.withoutLag());
        if (whole.bytes().length() == stream.length) {
            assertThat(bytes.lag()).as("bytes that were held back").isLessThanOrEqualTo(longest + 2);
        }
        return whole;
    }
}
