package io.faregate.body;

import static io.faregate.body.Bodies.CHAT;
import static io.faregate.body.Bodies.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Usage;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed replies: what they say counts as if they were plain, and what can not be read counts for nothing. */
class GzipMeterTest {
    private static final String DELTA =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"gr\u00fc\u00df\"}}]}\n\n";
    private static final String USED =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}\n\n";
    private static final byte[] STREAM = bytes(DELTA + DELTA + USED + "data: [DONE]\n\n");
    private static final Seen WHOLE = new Seen(Optional.of(Usage.of(12, 34)), OptionalLong.of(12));
    private static final Seen UNREAD = new Seen(Optional.empty(), OptionalLong.empty());

    /** What a meter found. */
    private record Seen(Optional<Usage> usage, OptionalLong delivered) {

        static Seen by(ResponseMeter meter) {
            return new Seen(meter.usage(), meter.deliveredBytes());
        }

        static Seen of(ResponseMeter meter, byte[] reply, int size) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(meter, reply, size, out);
            assertThat(out.toByteArray()).isEqualTo(reply);
            return by(meter);
        }
    }

    private static ResponseMeter plain() {
        return CHAT.meter("text/event-stream", false);
    }

    private static ResponseMeter gzip(ResponseMeter plain) {
        return ResponseMeter.decoding("gzip", plain);
    }

    private static ResponseMeter gzip() {
        return gzip(plain());
    }

    @Test
    void aReplyIsReadHoweverItIsCompressedAndSplit() throws IOException {
        byte[] half = Arrays.copyOf(STREAM, STREAM.length / 2);
        byte[] rest = Arrays.copyOfRange(STREAM, half.length, STREAM.length);
        List<byte[]> ways = List.of(
                Gzipped.of(STREAM),
                Gzipped.withWholeHead(STREAM),
                Gzipped.flushed(List.of(half, rest)),
                Gzipped.joined(Gzipped.of(half), Gzipped.withWholeHead(rest)),
                Gzipped.joined(Gzipped.of(new byte[0]), Gzipped.of(STREAM)));
        for (byte[] way : ways) {
            assertThat(Gzipped.read(way)).isEqualTo(STREAM);
            for (int size = 1; size <= way.length; size++) {
                assertThat(Seen.of(gzip(), way, size)).isEqualTo(WHOLE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.faregate.body.DialectExample#streaming")
    void aStreamOfAnyDialectIsReadAsIfItWerePlainAtEveryByte(DialectExample example) throws IOException {
        assertSameAtEveryByte(example.dialect(), example.streamed().type(), example.streamFile());
    }

    @ParameterizedTest
    @MethodSource("io.faregate.body.DialectExample#all")
    void aReplyOfAnyDialectIsReadAsIfItWerePlainAtEveryByte(DialectExample example) throws IOException {
        assertSameAtEveryByte(example.dialect(), "application/json", example.replyFile());
    }

    private static void assertSameAtEveryByte(Dialect dialect, String type, byte[] reply) throws IOException {
        byte[] gzip = Gzipped.of(reply);
        for (int length = 0; length <= gzip.length; length++) {
            byte[] cut = Arrays.copyOf(gzip, length);
            Seen read = Seen.of(gzip(dialect.meter(type, false)), cut, 7);

            assertThat(read)
                    .as("%s bytes", length)
                    .isEqualTo(Seen.of(dialect.meter(type, false), new Gzipped.Known().more(gzip, 0, length), 7));
        }
    }

    @Test
    void recordedRepliesSayTheSameAtEveryByte() throws IOException {
        for (RecordedBill bill : RecordedBill.values()) {
            for (Recording recording : bill.recordings()) {
                Dialect dialect = bill.dialect(recording);
                byte[] gzip = Gzipped.of(recording.reply());
                ResponseMeter read = gzip(dialect.meter(recording.contentType(), false));
                ResponseMeter plain = dialect.meter(recording.contentType(), false);
                Gzipped.Known known = new Gzipped.Known();
                for (int at = 0; at < gzip.length; at++) {
                    read.pass(gzip, at, 1, OutputStream.nullOutputStream());
                    byte[] more = known.more(gzip, at, at + 1);
                    plain.pass(more, 0, more.length, OutputStream.nullOutputStream());

                    assertThat(Seen.by(read)).as(recording.name()).isEqualTo(Seen.by(plain));
                }
                read.end(OutputStream.nullOutputStream());
                plain.end(OutputStream.nullOutputStream());
                assertThat(Seen.by(read)).as(recording.name()).isEqualTo(Seen.by(plain));
            }
        }
    }

    @Test
    void anEventIsSeenBeforeTheNextIsSent() throws IOException {
        byte[] first = Gzipped.flushed(List.of(bytes(DELTA)));
        // without the end of the member, which the next event has before it
        int flushed = first.length - 10;
        ResponseMeter meter = gzip();
        meter.pass(first, 0, flushed, OutputStream.nullOutputStream());

        assertThat(meter.deliveredBytes()).hasValue(6);
    }

    /** The JDK's own reader says what is broken; of what has no end it does not know it, and neither does the meter. */
    @Test
    void whatIsBrokenAnywhereCountsForNothing() throws IOException {
        byte[] gzip = Gzipped.of(STREAM);
        int broken = 0;
        for (int at = 0; at < gzip.length; at++) {
            // the reader takes flags that mean nothing yet
            for (int bit = 0; bit < (at == 3 ? 5 : Byte.SIZE); bit++) {
                byte[] flipped = gzip.clone();
                flipped[at] ^= (byte) (1 << bit);
                Seen seen = Seen.of(gzip(), flipped, 5);
                try {
                    assertThat(seen).isEqualTo(Seen.of(plain(), Gzipped.read(flipped), 5));
                } catch (EOFException cut) {
                    assertThat(seen.usage).isIn(Optional.empty(), WHOLE.usage);
                } catch (IOException unreadable) {
                    broken++;
                    assertThat(seen).as("bit %s of byte %s", bit, at).isEqualTo(UNREAD);
                }
            }
        }
        assertThat(broken).isGreaterThan(gzip.length * Byte.SIZE / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n\n", "\u0000", "data: x\n\n", "\u001f"})
    void whatStandsBehindAMemberAndIsNoneBreaksIt(String behind) throws IOException {
        byte[] gzip = Gzipped.joined(Gzipped.of(STREAM), bytes(behind));
        boolean mayBegin = behind.equals("\u001f");

        assertThat(Seen.of(gzip(), gzip, 7)).isEqualTo(mayBegin ? WHOLE : UNREAD);
    }

    @Test
    void whatIsNotCompressedThoughItIsSaidToBeIsReadAndEditedAsItIs() throws IOException {
        ResponseMeter meter = gzip(CHAT.meter("text/event-stream", true));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChatStreamTest.feed(meter, STREAM, 7, out);

        assertThat(Bodies.text(out.toByteArray())).isEqualTo(DELTA + DELTA + "data: [DONE]\n\n");
        assertThat(Seen.by(meter)).isEqualTo(WHOLE);
    }

    @Test
    void compressedBytesAreNeverEdited() throws IOException {
        byte[] gzip = Gzipped.of(STREAM);
        for (int size = 1; size <= gzip.length; size++) {
            ResponseMeter meter = gzip(CHAT.meter("text/event-stream", true));

            assertThat(Seen.of(meter, gzip, size)).isEqualTo(WHOLE);
            assertThat(meter.holdsBack()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", " Identity "})
    void whatIsNotEncodedIsLeftToItsMeter(String encoding) {
        ResponseMeter plain = plain();

        assertThat(ResponseMeter.decoding(encoding, plain)).isSameAs(plain);
        assertThat(ResponseMeter.decoding(null, plain)).isSameAs(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "deflate", "gzip, gzip"})
    void whatIsEncodedOtherwisePassesUnread(String encoding) throws IOException {
        Dialect ollama = Dialects.named("ollama", AppFields.DEFAULT).orElseThrow();
        ResponseMeter lines = ollama.meter("application/x-ndjson", false);

        assertThat(Seen.of(ResponseMeter.decoding(encoding, lines), STREAM, 7)).isEqualTo(UNREAD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP", " gzip "})
    void gzipHasTwoNames(String encoding) throws IOException {
        assertThat(Seen.of(ResponseMeter.decoding(encoding, plain()), Gzipped.of(STREAM), 9))
                .isEqualTo(WHOLE);
    }

    @Test
    void whatNobodyWouldReadIsNotInflated() {
        ResponseMeter unread = ResponseMeter.unread();

        assertThat(ResponseMeter.decoding("gzip", unread)).isSameAs(unread);
    }

    /** Counts what it is given to read. */
    private static final class Counting implements ResponseMeter {
        private final ResponseMeter meter = plain();
        private long bytes;

        @Override
        public void pass(byte[] some, int offset, int length, OutputStream out) throws IOException {
            bytes += length;
            meter.pass(some, offset, length, out);
        }

        @Override
        public boolean holdsBack() {
            return false;
        }

        @Override
        public void end(OutputStream out) throws IOException {
            meter.end(out);
        }

        @Override
        public ReplyReport report() {
            return meter.report();
        }

        @Override
        public OptionalLong deliveredBytes() {
            return meter.deliveredBytes();
        }
    }

    @Test
    void aBombIsGivenUpAndPassesOn() throws IOException {
        byte[] bomb = Gzipped.joined(Gzipped.of(STREAM), Gzipped.of(new byte[40_000_000]));
        for (int size : new int[] {1, 100, bomb.length}) {
            Counting counting = new Counting();

            assertThat(Seen.of(gzip(counting), bomb, size)).isEqualTo(UNREAD);
            assertThat(counting.bytes).isLessThan(4_300_000 + 200L * bomb.length);
        }
    }

    @Test
    void aLongReplyThatIsAlwaysTheSameIsNoBomb() throws IOException {
        byte[] stream = bytes(DELTA.repeat(50_000) + USED);
        Seen read = Seen.of(gzip(), Gzipped.of(stream), 4096);

        assertThat(read.usage).hasValue(Usage.of(12, 34));
        assertThat(read.delivered).hasValue(300_000);
    }

    @Test
    void manyEmptyMembersAndAHeadWithoutEndAreReadWithoutHarm() throws IOException {
        byte[] empty = Gzipped.of(new byte[0]);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 10_000; i++) {
            many.writeBytes(empty);
        }
        many.writeBytes(Gzipped.of(STREAM));
        byte[] named = {0x1f, (byte) 0x8b, 8, 1 << 3, 0, 0, 0, 0, 0, 0};

        assertThat(Seen.of(gzip(), many.toByteArray(), 1000)).isEqualTo(WHOLE);
        assertThat(Seen.of(gzip(), Gzipped.joined(named, bytes("x".repeat(1_000_000))), 1000))
                .isEqualTo(new Seen(Optional.empty(), OptionalLong.of(0)));
    }

    @Test
    void randomBytesBehindAHeadHarmNobody() throws IOException {
        Random random = new Random(7);
        byte[] head = Arrays.copyOf(Gzipped.of(STREAM), 10);
        for (int round = 0; round < 2_000; round++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);

            assertThat(Seen.of(gzip(), Gzipped.joined(head, noise), 1 + random.nextInt(40)).usage)
                    .isEmpty();
        }
    }

    @Test
    void whatWasReleasedPassesUnreadAndStaysAsItWas() throws IOException {
        byte[] gzip = Gzipped.flushed(List.of(bytes(DELTA), bytes(DELTA), bytes(USED)));
        ResponseMeter meter = gzip();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (meter.deliveredBytes().orElse(0) == 0) {
            meter.pass(gzip, at++, 1, out);
        }
        meter.release();
        meter.release();
        meter.pass(gzip, at, gzip.length - at, out);
        meter.end(out);

        assertThat(out.toByteArray()).isEqualTo(gzip);
        assertThat(Seen.by(meter)).isEqualTo(new Seen(Optional.empty(), OptionalLong.of(6)));
    }

    @Test
    void whatIsReleasedBeforeItBeginsIsNeverRead() throws IOException {
        ResponseMeter meter = gzip();
        meter.release();

        assertThat(Seen.of(meter, Gzipped.of(STREAM), 9)).isEqualTo(new Seen(Optional.empty(), OptionalLong.of(0)));
    }

    @Test
    void aReleaseInTheMidstOfAReadFailsNothing() throws Exception {
        byte[] gzip = Gzipped.of(bytes(DELTA.repeat(2_000)));
        for (int round = 0; round < 200; round++) {
            ResponseMeter meter = gzip();
            Thread other = new Thread(meter::release);
            other.start();
            Seen seen = Seen.of(meter, gzip, 64);
            other.join();

            assertThat(seen.delivered.orElseThrow()).isBetween(0L, 12_000L);
        }
    }
}
