package io.faregate.body;

import static io.faregate.body.Bodies.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Recorded replies of many providers; they lie beside the project, where they are at all. */
class RecordedStreamsTest {

    @Test
    void everyRecordedChatIsMeteredTheSameHoweverItIsSplit() throws IOException {
        List<Recorded> chats = recorded();
        for (Recorded chat : chats) {
            byte[] reply = Files.readAllBytes(chat.file());
            String type = chat.stream() ? "text/event-stream" : "application/json";
            ResponseMeter whole = CHAT.meter(type, false);
            ResponseMeter bytes = CHAT.meter(type, false);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(whole, reply, Integer.MAX_VALUE, new ByteArrayOutputStream());
            ChatStreamTest.feed(bytes, reply, 1, out);

            assertThat(out.toByteArray()).as(chat.name()).isEqualTo(reply);
            assertThat(bytes.usage()).as(chat.name()).isEqualTo(whole.usage());
            assertThat(bytes.deliveredBytes()).as(chat.name()).isEqualTo(whole.deliveredBytes());
            assertThat(whole.usage().isPresent()).as(chat.name()).isEqualTo(chat.usage());
            assertThat(whole.usage().map(Usage::tokens).orElse(0L))
                    .as(chat.name())
                    .isEqualTo(chat.tokens(reply));
            if (chat.stream()) {
                assertThat(whole.deliveredBytes().orElse(0)).as(chat.name()).isPositive();
            }
        }
    }

    @Test
    void withholdingTakesTheUsageChunkOfARecordedChatAndNothingElse() throws IOException {
        for (Recorded chat : recorded()) {
            String reply = Files.readString(chat.file());
            ResponseMeter meter = CHAT.meter("text/event-stream", true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(meter, reply.getBytes(StandardCharsets.UTF_8), 13, out);

            List<String> kept = new ArrayList<>(List.of(reply.split("(?<=\n\n)")));
            if (chat.stream()) {
                kept.removeIf(event -> event.contains("\"choices\":[]") && event.contains("\"usage\":{"));
            }
            assertThat(out.toString(StandardCharsets.UTF_8)).as(chat.name()).isEqualTo(String.join("", kept));
        }
    }

    @Test
    void everyRecordedRequestIsReadAndGoesOnUnchanged() throws IOException {
        for (Recorded chat : recorded()) {
            byte[] body = Files.readAllBytes(chat.request());
            Scan scan = CHAT.scan(body, body.length, Origin.APPLICATION);

            assertThat(scan).as(chat.name()).isInstanceOf(RequestShape.class);
            assertThat(((RequestShape) scan).edit().bytes()).as(chat.name()).isSameAs(body);
            assertThat(((RequestShape) scan).stream()).as(chat.name()).isEqualTo(chat.stream());
        }
    }

    private static List<Recorded> recorded() throws IOException {
        List<Recorded> chats = new ArrayList<>();
        for (Map<?, ?> entry : Recording.index()) {
            if (String.valueOf(entry.get("url")).contains("/chat/completions")) {
                chats.add(Recorded.of(Recording.folder(), entry));
            }
        }
        assertThat(chats).hasSizeGreaterThan(50);
        return chats;
    }

    private record Recorded(Path file, Path request, String name, boolean stream, boolean usage) {

        static Recorded of(Path folder, Map<?, ?> entry) {
            String name = (String) entry.get("file");
            return new Recorded(
                    folder.resolve(name),
                    folder.resolve(name.substring(0, name.lastIndexOf('.')) + ".req.json"),
                    name,
                    "sse".equals(entry.get("kind")),
                    Boolean.TRUE.equals(entry.get("usage")));
        }

        /** The last total that the reply's text has, which is what prompt and completion come to. */
        long tokens(byte[] reply) {
            java.util.regex.Matcher total = java.util.regex.Pattern.compile("\"total_tokens\"\\s*:\\s*(\\d+)")
                    .matcher(new String(reply, StandardCharsets.UTF_8));
            long last = 0;
            while (total.find()) {
                last = Long.parseLong(total.group(1));
            }
            return last;
        }
    }
}
