package io.faregate.body;

import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventEndTest {
    private static final String EVENTS = "text/event-stream";
    private static final String LINES = "application/x-ndjson";
    private static final String FRAMES = "application/vnd.amazon.eventstream";
    private static final byte[] SAID = bytes("said\n");

    private static EventEnd after(String type, @Nullable String encoding, byte[] bytes, int cut) {
        EventEnd end = EventEnd.of(type, encoding, true);
        for (int from = 0; from < bytes.length; from += cut) {
            end.written(bytes, from, Math.min(cut, bytes.length - from));
        }
        return end;
    }

    private static EventEnd after(String type, String text, int cut) {
        return after(type, null, bytes(text), cut);
    }

    private static Optional<String> said(EventEnd end) {
        return end.before(SAID).map(Bodies::text);
    }

    @Test
    void anEventEndsWithABlankLineHoweverItIsSplit() {
        for (String text :
                List.of("", "data: a\n\n", "data: a\r\n\r\n", "data: a\r\r", "data: a\n\r\n", ":\n\n\n", "\n\n")) {
            for (int cut = 1; cut <= Math.max(1, text.length()); cut++) {
                EventEnd end = after(EVENTS, text, cut);

                assertThat(end.isHere()).as("%s by %s", text, cut).isTrue();
                assertThat(end.mayCut()).isTrue();
                assertThat(said(end)).hasValue("said\n");
            }
        }
    }

    @Test
    void aLineEndIsNoBlankLineHoweverItIsSplit() {
        for (String text :
                List.of("data: a", "data: a\n", "data: a\r\n", "data: a\r", "\n\ndata", "data: a\n\nb\r\n")) {
            for (int cut = 1; cut <= text.length(); cut++) {
                EventEnd end = after(EVENTS, text, cut);

                assertThat(end.isHere()).as("%s by %s", text, cut).isFalse();
                assertThat(end.mayCut()).isFalse();
                assertThat(said(end)).hasValue("\n\nsaid\n");
            }
        }
    }

    @Test
    void oneLineEndIsEnoughWhereEachLineIsADocument() {
        for (String text : List.of("", "{}\n", "{}\r\n", "{}\n\n", "{}\n{}\n")) {
            for (int cut = 1; cut <= Math.max(1, text.length()); cut++) {
                assertThat(said(after(LINES, text, cut)))
                        .as("%s by %s", text, cut)
                        .hasValue("said\n");
            }
        }
        for (String text : List.of("{", "{}\n{", "\r\n1")) {
            EventEnd end = after(LINES, text, 2);

            assertThat(end.mayCut()).isFalse();
            assertThat(said(end)).as(text).hasValue("\nsaid\n");
        }
    }

    @Test
    void aFrameEndsWhereItsLengthSaysHoweverItIsSplit() {
        byte[] frame = Frames.frame("contentBlockDelta", "{\"delta\":{\"text\":\"a\\n\\nb\"}}");
        byte[] two = Gzipped.joined(frame, frame);
        for (int length = 0; length <= two.length; length++) {
            boolean isEnd = length % frame.length == 0;
            for (int cut : new int[] {1, 3, 4, frame.length, two.length}) {
                EventEnd end = after(FRAMES, null, Arrays.copyOf(two, length), cut);

                assertThat(end.isHere()).as("%s by %s", length, cut).isEqualTo(isEnd);
                assertThat(end.mayCut()).isEqualTo(isEnd);
                assertThat(said(end).isPresent()).isEqualTo(isEnd);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15})
    void nothingCanBeSaidBehindAFrameThatCanNotBe(int length) {
        byte[] stream = java.nio.ByteBuffer.allocate(40).putInt(length).array();
        EventEnd end = after(FRAMES, null, stream, 7);

        assertThat(end.isHere()).isFalse();
        assertThat(end.mayCut()).isTrue();
        assertThat(said(end)).isEmpty();
    }

    @Test
    void whatWasWrittenBeforeIsNotKnownUntilAnEventEnds() {
        EventEnd end = EventEnd.of(EVENTS, null, false);
        assertThat(end.isHere()).isFalse();
        end.written(new byte[] {'\n'}, 0, 1);
        assertThat(end.isHere()).isFalse();
        end.written(new byte[] {'\n'}, 0, 1);
        assertThat(end.isHere()).isTrue();
    }

    @Test
    void behindFramesThatNobodyHasSeenNothingCanBeSaid() {
        EventEnd end = EventEnd.of(FRAMES, null, false);
        byte[] frame = Frames.frame("messageStop", "{}");
        end.written(frame, 0, frame.length);

        assertThat(said(end)).isEmpty();
    }

    @Test
    void nothingCanBeSaidInWhatIsCompressedAndItMayBeCutAnywhere() {
        byte[] gzip = Gzipped.of(bytes("data: a\n\n"));
        for (String encoding : List.of("gzip", "X-GZIP", "br", "zstd")) {
            for (int length = 0; length <= gzip.length; length++) {
                EventEnd end = after(EVENTS, encoding, Arrays.copyOf(gzip, length), 3);

                assertThat(end.isHere()).isFalse();
                assertThat(end.mayCut()).isTrue();
                assertThat(said(end)).isEmpty();
            }
        }
    }

    @Test
    void whatIsPlainThoughItIsSaidToBeGzipIsCompressedLater() {
        assertThat(said(after(EVENTS, "gzip", bytes("data: a\n\n"), 4))).hasValue("said\n");
        assertThat(said(after(EVENTS, "gzip", bytes("data: a\n"), 4))).hasValue("\n\nsaid\n");
        assertThat(text(SAID))
                .isEqualTo(said(after(EVENTS, "identity", bytes("\n\n"), 1)).orElseThrow());
    }
}
