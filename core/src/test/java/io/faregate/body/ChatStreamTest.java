package io.faregate.body;

import static io.faregate.body.Bodies.CHAT;
import static io.faregate.body.Bodies.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatStreamTest {
    private static final String FIRST =
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],\"usage\":null}\n\n";
    private static final String TEXT =
            "data: {\"choices\":[{\"delta\":{\"content\":\"h\u00e9\ud83d\ude00\"}},{\"delta\":{\"content\":\"x\"}}],\"usage\":null}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String STREAM = FIRST + ": ping\n\n" + TEXT + USAGE + DONE;

    @Test
    void usageAndVisibleTextOfAStreamAreFoundAndAllBytesPass() {
        Passed passed = pass(bytes(STREAM), false, Integer.MAX_VALUE);

        assertThat(passed.text()).isEqualTo(STREAM);
        assertThat(passed.usage()).isEqualTo(Usage.of(9, 4));
        assertThat(passed.delivered()).isEqualTo(2 + 4 + 1 + 1);
    }

    /** An array of its own for each chunk would be a megabyte and more. */
    @Test
    void ofALongStreamNothingIsAllocatedForEachChunk() throws IOException {
        byte[] chunk = bytes(TEXT);
        ResponseMeter meter = CHAT.meter("text/event-stream", false);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        for (int i = 0; i < 10_000; i++) {
            meter.pass(chunk, 0, chunk.length, OutputStream.nullOutputStream());
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200_000);
        assertThat(meter.deliveredBytes()).hasValue(80_000);
    }

    @Test
    void aUsageChunkThatNobodyAskedForIsWithheldAndNothingElse() {
        Passed passed = pass(bytes(STREAM), true, Integer.MAX_VALUE);

        assertThat(passed.text()).isEqualTo(FIRST + ": ping\n\n" + TEXT + DONE);
        assertThat(passed.usage()).isEqualTo(Usage.of(9, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n",
                "data: {\"choices\":[],\"usage\":null}\n\n",
                "data: {\"choices\":[{\"delta\":{\"content\":\"\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n",
                "data: {\"error\":{\"message\":\"x\"}}\n\n",
                "event: error\ndata: {\"error\":{}}\n\n",
                "data: {\"choices\":[],\"usage\":7}\n\n",
                "data: {\"choices\":[],\"usage\":[]} \n\n",
                "data: not json\n\n",
                "data: {\"choices\":[],\"usage\":{\"prompt_tok\n\n",
                "data\n\n",
                "data:\n\n",
                ": only a comment\n",
                "id: 1\nretry: 5\n\n",
                "\n\n\n"
            })
    void whatIsNoPureUsageChunkIsNeverWithheld(String event) {
        assertThat(pass(bytes(FIRST + event + DONE), true, 1).text()).isEqualTo(FIRST + event + DONE);
    }

    @Test
    void everySplitOfEveryLineEndGivesTheSame() {
        for (String end : new String[] {"\n", "\r\n", "\r"}) {
            byte[] stream = bytes(STREAM.replace("\n", end));
            String withheld = (FIRST + ": ping\n\n" + TEXT + DONE).replace("\n", end);
            for (int size = 1; size < 70; size++) {
                Passed open = pass(stream, false, size);
                Passed held = pass(stream, true, size);

                assertThat(open.text()).isEqualTo(STREAM.replace("\n", end));
                assertThat(held.text()).isEqualTo(withheld);
                assertThat(List.of(open.usage(), held.usage())).containsOnly(Usage.of(9, 4));
                assertThat(List.of(open.delivered(), held.delivered())).containsOnly(8L);
            }
        }
    }

    @Test
    void randomSplitsOfMixedLineEndsGiveTheSame() {
        Random random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder mixed = new StringBuilder();
            for (char c : (STREAM + TEXT).toCharArray()) {
                boolean afterReturn = mixed.toString().endsWith("\r");
                String end = List.of("\r", "\r\n", "\n").get(random.nextInt(afterReturn ? 2 : 3));
                mixed.append(c == '\n' ? end : String.valueOf(c));
            }
            byte[] stream = bytes(mixed.toString());
            Passed whole = pass(stream, true, Integer.MAX_VALUE);
            Passed parts = passInParts(stream, random);

            assertThat(parts).isEqualTo(whole);
            assertThat(parts.text()).doesNotContain("prompt_tokens").contains("[DONE]");
            assertThat(parts.delivered()).isEqualTo(16);
        }
    }

    @Test
    void anEventPassesWithItsBlankLineAndDoesNotWaitForTheNext() throws IOException {
        for (String end : new String[] {"\n", "\r\n", "\r"}) {
            ResponseMeter meter = CHAT.meter("text/event-stream", true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            String event = TEXT.replace("\n", end);
            for (byte b : bytes(event)) {
                meter.pass(new byte[] {b}, 0, 1, out);
            }

            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(event);
        }
    }

    @Test
    void anHeartbeatPassesAtOnce() throws IOException {
        ResponseMeter meter = CHAT.meter("text/event-stream", true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        meter.pass(bytes(": ping\n"), 0, 7, out);

        assertThat(out.size()).isEqualTo(7);
    }

    @Test
    void withoutWithholdingEveryByteThatComesPassesAtOnce() throws IOException {
        ResponseMeter meter = CHAT.meter("text/event-stream;charset=UTF-8", false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        meter.pass(bytes("xxdata: {\"ch"), 2, 10, out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("data: {\"ch");
    }

    @Test
    void whatTheEndLeavesOpenPassesButForAUsageChunk() {
        assertThat(pass(bytes(TEXT + "data: {\"cho"), true, 3).text()).isEqualTo(TEXT + "data: {\"cho");
        Passed unfinished = pass(bytes(TEXT + USAGE.strip()), true, 3);
        assertThat(unfinished.text()).isEqualTo(TEXT);
        assertThat(unfinished.usage()).isEqualTo(Usage.of(9, 4));
    }

    @Test
    void dataOverSeveralLinesIsOneDocument() {
        String event =
                "event: message\ndata: {\"choices\":\ndata:[{\"delta\":\ndata:  {\"content\":\"abc\"}}]}\nid: 7\n\n";

        assertThat(pass(bytes(event), true, 2)).isEqualTo(new Passed(event, null, 3));
    }

    @Test
    void aByteOrderMarkBeforeTheFirstEventIsSkipped() {
        assertThat(pass(bytes("\ufeff" + TEXT), false, 1).delivered()).isEqualTo(8);
    }

    @Test
    void allVisibleOutputCounts() {
        String event = """
                data: {"choices":[{"delta":{"content":"1","refusal":"2","reasoning_content":"3","reasoning":"4",\
                "function_call":{"name":"no","arguments":"5"},"tool_calls":[{"id":"no","function":{"name":"no",\
                "arguments":"6"}},{"custom":{"input":"7"}}]}},{"index":1,"delta":{"content":[{"type":"text","text":"8"},\
                {"type":"thinking","thinking":[{"type":"text","text":"9"}]}]}},{"delta":{"content":null}}],"content":"no"}

                """;

        assertThat(pass(bytes(event), false, 5).delivered()).isEqualTo(9);
    }

    @Test
    void theLastReportCountsAndAnAbsurdOneIsNotSeen() {
        String later = USAGE.replace("13", "31").replace(":4", ":22");
        String absurd = USAGE.replace(":4", ":-4");

        assertThat(pass(bytes(USAGE + later), false, 7).usage()).isEqualTo(Usage.of(9, 22));
        assertThat(pass(bytes(USAGE + absurd), false, 7).usage()).isEqualTo(Usage.of(9, 4));
        assertThat(pass(bytes(absurd), false, 7).usage()).isNull();
    }

    @Test
    void usageInAPlaceOfItsOwnIsFound() {
        String groq =
                "data: {\"choices\":[{\"delta\":{}}],\"x_groq\":{\"usage\":{\"prompt_tokens\":18,\"completion_tokens\":73,\"total_tokens\":91}}}\n\n";

        Passed passed = pass(bytes(groq + DONE), true, 9);

        assertThat(passed.usage()).isEqualTo(Usage.of(18, 73));
        assertThat(passed.text()).isEqualTo(groq + DONE);
    }

    @Test
    void anUnreadableEventCountsInFullAndTheRestIsStillRead() {
        String broken = "data: {\"choices\":[{\"delta\":{\"content\":\"ab\n\n";

        Passed passed = pass(bytes(broken + TEXT + USAGE), true, 11);

        assertThat(passed.text()).isEqualTo(broken + TEXT);
        assertThat(passed.delivered()).isEqualTo(broken.length() - "data: \n\n".length() + 8L);
        assertThat(passed.usage()).isEqualTo(Usage.of(9, 4));
    }

    @Test
    void anEventOfFieldsAndCommentsWithoutEndIsPassedOnToo() throws IOException {
        ResponseMeter meter = CHAT.meter("text/event-stream", true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] fields = bytes("id: 1\n: ping\n".repeat(1_000));
        for (int i = 0; i < 100; i++) {
            meter.pass(fields, 0, fields.length, out);
        }

        assertThat(out.size()).isEqualTo(100 * fields.length);
        assertThat(meter.deliveredBytes().orElse(-1)).isBetween(0L, 100L * fields.length);
    }

    @Test
    void allFieldsOfAUsageChunkAreWithheldWithIt() {
        assertThat(pass(bytes(TEXT + "event: x\n: ping\n" + USAGE + DONE), true, 1)
                        .text())
                .isEqualTo(TEXT + DONE);
    }

    @Test
    void anEventThatBreaksBehindItsTextCountsOnce() {
        String broken = "data: {\"choices\":[{\"delta\":{\"content\":\"abcdefghijklmnop\"}}],]}\n\n";

        assertThat(pass(bytes(broken), false, 5).delivered()).isEqualTo(broken.length() - "data: \n\n".length());
    }

    @Test
    void aByteOrderMarkIsOneOnlyAtTheVeryBeginning() {
        assertThat(pass(bytes("\n\ufeff" + USAGE), true, 3).text()).isEqualTo("\n\ufeff" + USAGE);
        assertThat(pass(bytes("\ufeff\n" + USAGE), true, 3).text()).isEqualTo("\ufeff\n");
    }

    @Test
    void anEventWithoutEndIsPassedOnAndNeverKept() throws IOException {
        ResponseMeter meter = CHAT.meter("text/event-stream", true);
        long[] size = {0};
        java.io.OutputStream counting = new java.io.OutputStream() {
            @Override
            public void write(int b) {
                size[0]++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                size[0] += length;
            }
        };
        byte[] block = bytes("x".repeat(64 * 1024));
        meter.pass(bytes("data: "), 0, 6, counting);
        for (int i = 0; i < 1_000; i++) {
            meter.pass(block, 0, block.length, counting);
        }

        assertThat(size[0]).isEqualTo(6 + 1_000L * block.length);
        meter.pass(bytes("\n\n" + TEXT + USAGE), 0, bytes("\n\n" + TEXT + USAGE).length, counting);
        assertThat(meter.deliveredBytes()).hasValue(6 + 1_000L * block.length + 8);
        assertThat(meter.usage()).hasValue(Usage.of(9, 4));
        assertThat(size[0]).isEqualTo(6 + 1_000L * block.length + 2 + bytes(TEXT).length);
    }

    @Test
    void aCompressedStreamPassesUnread() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes(STREAM));
        }
        for (int size : new int[] {1, 7, Integer.MAX_VALUE}) {
            ResponseMeter meter = CHAT.meter("text/event-stream", true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            feed(meter, zipped.toByteArray(), size, out);

            assertThat(out.toByteArray()).isEqualTo(zipped.toByteArray());
            assertThat(meter.deliveredBytes()).isEmpty();
            assertThat(meter.usage()).isEmpty();
        }
    }

    @Test
    void anyBytesPassUnchangedWhenNothingIsUsage() {
        Random random = new Random(3);
        byte[] alphabet = bytes("data: {}[]\"\r\n\n\r:x\u00e9\u0001");
        for (int round = 0; round < 5_000; round++) {
            byte[] noise = new byte[random.nextInt(80)];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = alphabet[random.nextInt(alphabet.length)];
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            feedUnchecked(CHAT.meter("text/event-stream", true), noise, 1 + random.nextInt(9), out);

            assertThat(out.toByteArray()).isEqualTo(noise);
        }
    }

    @Test
    void soundAndCacheAreUnitsOfTheirOwn() {
        String event = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":50,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":60,\"cache_write_tokens\":10,\"audio_tokens\":5},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":7,\"audio_tokens\":20}}}\n\n";

        assertThat(pass(bytes(event), true, 4).usage())
                .isEqualTo(Usage.of(25, 30)
                        .withReasoningTokens(7)
                        .with(Unit.CACHE_READ_TOKENS, 60)
                        .with(Unit.CACHE_WRITE_TOKENS, 10)
                        .with(Unit.AUDIO_INPUT_TOKENS, 5)
                        .with(Unit.AUDIO_OUTPUT_TOKENS, 20));
    }

    private static Passed pass(byte[] stream, boolean withhold, int size) {
        ResponseMeter meter = CHAT.meter("text/event-stream", withhold);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        feedUnchecked(meter, stream, size, out);
        return Passed.of(meter, out);
    }

    private static Passed passInParts(byte[] stream, Random random) {
        ResponseMeter meter = CHAT.meter("text/event-stream", true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<byte[]> parts = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int size = Math.min(1 + random.nextInt(40), stream.length - at);
            parts.add(java.util.Arrays.copyOfRange(stream, at, at + size));
            at += size;
        }
        try {
            for (byte[] part : parts) {
                meter.pass(part, 0, part.length, out);
            }
            meter.end(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Passed.of(meter, out);
    }

    private static void feedUnchecked(ResponseMeter meter, byte[] stream, int size, ByteArrayOutputStream out) {
        try {
            feed(meter, stream, size, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static void feed(ResponseMeter meter, byte[] stream, int size, ByteArrayOutputStream out) throws IOException {
        for (int at = 0; at < stream.length; at += Math.min(size, stream.length - at)) {
            meter.pass(stream, at, Math.min(size, stream.length - at), out);
        }
        meter.end(out);
    }

    private record Passed(String text, Usage usage, long delivered) {

        static Passed of(ResponseMeter meter, ByteArrayOutputStream out) {
            return new Passed(
                    out.toString(StandardCharsets.UTF_8),
                    meter.usage().orElse(null),
                    meter.deliveredBytes().orElse(-1));
        }
    }
}
