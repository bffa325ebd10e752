package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.body.Cap;
import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.control.Target;
import io.faregate.policy.Route;
import io.faregate.ride.CancellationToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams of an application that end before they are whole: the last of each says why, as clients of its kind read it. */
@Timeout(60)
class LastWordsTest extends OnEachContainer {

    private final Map<Capped, Cap> caps = new EnumMap<>(Capped.class);

    /** What an application streams, and to whom. */
    private enum Kind {
        EVENTS("/app", "{\"message\":\"a\",\"maxOutputTokens\":100}", "text/event-stream") {
            @Override
            byte[] piece(int number) {
                return utf8("data: {\"text\":\"" + number + "y".repeat(80) + "\"}\n\n");
            }

            @Override
            void assertWords(byte[] words) {
                assertThat(text(words))
                        .startsWith("event: error\ndata: {\"type\":")
                        .contains("\"rideId\":\"ride_")
                        .endsWith("}\n\n");
            }
        },
        LINES("/app", "{\"message\":\"a\",\"maxOutputTokens\":100}", "application/jsonl;charset=utf-8") {
            @Override
            byte[] piece(int number) {
                return utf8("{\"text\":\"" + number + "y".repeat(80) + "\"}\n");
            }

            @Override
            void assertWords(byte[] words) {
                assertThat(text(words)).startsWith("{\"type\":").contains("\"rideId\":\"ride_");
                assertThat(text(words).indexOf('\n')).isEqualTo(words.length - 1);
            }
        },
        OLLAMA(
                "/api/chat",
                "{\"model\":\"mini\",\"options\":{\"num_predict\":100},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
                "application/x-ndjson") {
            @Override
            byte[] piece(int number) {
                return utf8("{\"message\":{\"content\":\"" + "y".repeat(80) + "\"},\"done\":false}\n");
            }

            @Override
            void assertWords(byte[] words) {
                assertThat(text(words)).matches("\\{\"error\":\"[^\"]+\",\"request_id\":\"ride_[0-9a-f]{32}\"}\n");
            }
        },
        BEDROCK(
                "/model/mini/converse-stream",
                "{\"inferenceConfig\":{\"maxTokens\":100},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}]}",
                "application/vnd.amazon.eventstream") {
            @Override
            byte[] piece(int number) {
                return frame(utf8("{\"delta\":{\"text\":\"" + "y".repeat(80) + "\"}}"));
            }

            @Override
            void assertWords(byte[] words) {
                ByteBuffer frame = ByteBuffer.wrap(words);
                int headers = frame.getInt(4);
                assertThat(frame.getInt(0)).isEqualTo(words.length);
                assertThat(frame.getInt(8)).isEqualTo(checksum(words, 8));
                assertThat(frame.getInt(words.length - 4)).isEqualTo(checksum(words, words.length - 4));
                assertThat(new String(words, 12, headers, StandardCharsets.ISO_8859_1))
                        .contains(
                                "\r:message-type\7\0\texception",
                                "\17:exception-type\7\0",
                                "Exception",
                                "\r:content-type\7\0\20application/json");
                assertThat(text(Arrays.copyOfRange(words, 12 + headers, words.length - 4)))
                        .matches("\\{\"message\":\"[^\"]+\",\"request_id\":\"ride_[0-9a-f]{32}\"}");
            }
        };

        private final String path;
        private final String asked;
        private final String type;

        Kind(String path, String asked, String type) {
            this.path = path;
            this.asked = asked;
            this.type = type;
        }

        /** Ten tokens at least, and others than those before. */
        abstract byte[] piece(int number);

        abstract void assertWords(byte[] words);

        /** One without headers. */
        static byte[] frame(byte[] payload) {
            ByteBuffer frame = ByteBuffer.allocate(16 + payload.length);
            frame.putInt(frame.capacity()).putInt(0).putInt(checksum(frame.array(), 8));
            frame.put(payload).putInt(checksum(frame.array(), frame.capacity() - 4));
            return frame.array();
        }

        static int checksum(byte[] bytes, int length) {
            CRC32 checksum = new CRC32();
            checksum.update(bytes, 0, length);
            return (int) checksum.getValue();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Site serving(Kind kind, Site.Work work) {
        return site().route(route("/api/chat", "ollama"))
                .route(route("/model/mini/converse-stream", "bedrock-converse"))
                .servlet(kind.path, work);
    }

    private Route route(String path, String dialect) {
        return Site.route(path, dialect, Caps.of(caps));
    }

    private static HttpRequest request(Site site, Kind kind) {
        return site.to(kind.path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(kind.asked))
                .build();
    }

    private static byte[] answer(Site site, Kind kind) throws Exception {
        return site.client()
                .send(request(site, kind), BodyHandlers.ofByteArray())
                .body();
    }

    /** What stands behind the last whole piece of those that came. */
    private static byte[] behindPieces(Kind kind, byte[] body) {
        int at = 0;
        for (int number = 0; startsWith(body, at, kind.piece(number)); number++) {
            at += kind.piece(number).length;
        }
        assertThat(at).isPositive();
        return Arrays.copyOfRange(body, at, body.length);
    }

    private static boolean startsWith(byte[] body, int at, byte[] piece) {
        return at + piece.length <= body.length && Arrays.equals(body, at, at + piece.length, piece, 0, piece.length);
    }

    @ParameterizedTest
    @EnumSource
    void theLastSaysThatTheMoneyIsSpent(Kind kind) throws Exception {
        Site.Work endless = (request, response) -> {
            response.setContentType(kind.type);
            for (int number = 0; true; number++) {
                response.getOutputStream().write(kind.piece(number));
                response.flushBuffer();
            }
        };
        try (Site site = serving(kind, endless).start()) {
            byte[] words = behindPieces(kind, answer(site, kind));

            kind.assertWords(words);
            assertThat(text(words)).contains("more than it was asked for");
            assertThat(site.record().outcome().reason()).isEqualTo("budget_spent");
        }
    }

    /** Writes this, and waits until its ride is cancelled. */
    private static void writeAndWait(HttpServletRequest request, HttpServletResponse response, byte[] bytes)
            throws IOException {
        response.getOutputStream().write(bytes);
        response.flushBuffer();
        CancellationToken token = Inference.of(request::getAttribute).cancellation();
        CountDownLatch cancelled = new CountDownLatch(1);
        token.onCancel(cancelled::countDown);
        try {
            assertThat(cancelled.await(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
        token.throwIfCancelled();
    }

    @ParameterizedTest
    @EnumSource
    void theLastSaysThatTheTimeIsOver(Kind kind) throws Exception {
        Site.Work waiting = (request, response) -> {
            response.setContentType(kind.type);
            writeAndWait(request, response, kind.piece(0));
        };
        caps.put(Capped.DURATION, Cap.of(200));
        try (Site site = serving(kind, waiting).cap(Capped.DURATION, 200).start()) {
            kind.assertWords(behindPieces(kind, answer(site, kind)));
            assertThat(site.record().outcome().reason()).isEqualTo("deadline");
        }
    }

    /** As the client has it that reads one piece and sees the ride killed then. */
    private byte[] killed(Kind kind, Site.Work work, int readBefore) throws Exception {
        try (Site site = serving(kind, work).start()) {
            var response = site.client().send(request(site, kind), BodyHandlers.ofInputStream());
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try (var body = response.body()) {
                all.writeBytes(body.readNBytes(readBefore));
                site.faregate().killSwitch().block(Target.everything(), "fire", "ops");
                for (int next = body.read(); next >= 0; next = body.read()) {
                    all.write(next);
                }
            } catch (IOException broken) {
                // what came before is what counts
            }
            assertThat(site.record().outcome().reason()).isEqualTo("killed");
            return all.toByteArray();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLastSaysThatTheRideWasKilled(Kind kind) throws Exception {
        Site.Work waiting = (request, response) -> {
            response.setContentType(kind.type);
            writeAndWait(request, response, kind.piece(0));
        };

        kind.assertWords(behindPieces(kind, killed(kind, waiting, kind.piece(0).length)));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotWholeIsEndedBeforeTheLastWhereItCanBe(Kind kind) throws Exception {
        byte[] begun = Arrays.copyOf(kind.piece(0), 20);
        Site.Work waiting = (request, response) -> {
            response.setContentType(kind.type);
            writeAndWait(request, response, begun);
        };
        byte[] body = killed(kind, waiting, begun.length);
        byte[] rest = Arrays.copyOfRange(body, begun.length, body.length);

        assertThat(Arrays.copyOf(body, begun.length)).isEqualTo(begun);
        switch (kind) {
            case BEDROCK -> assertThat(rest).isEmpty();
            case EVENTS -> assertEndedBy("\n\n", kind, rest);
            case LINES, OLLAMA -> assertEndedBy("\n", kind, rest);
        }
    }

    private static void assertEndedBy(String end, Kind kind, byte[] rest) {
        assertThat(text(rest)).startsWith(end);
        kind.assertWords(Arrays.copyOfRange(rest, end.length(), rest.length));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSaidInWhatIsCompressed(Kind kind) throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed, true)) {
            gzip.write(kind.piece(0));
            gzip.flush();
            byte[] sent = compressed.toByteArray();
            Site.Work waiting = (request, response) -> {
                response.setContentType(kind.type);
                response.setHeader("Content-Encoding", "gzip");
                writeAndWait(request, response, sent);
            };

            assertThat(killed(kind, waiting, sent.length)).isEqualTo(sent);
        }
    }

    @Test
    void nothingIsSaidBehindALengthThatLeavesNoPlaceForIt() throws Exception {
        byte[] piece = Kind.OLLAMA.piece(0);
        Site.Work waiting = (request, response) -> {
            response.setContentType(Kind.OLLAMA.type);
            response.setContentLength(2 * piece.length);
            writeAndWait(request, response, piece);
        };

        assertThat(killed(Kind.OLLAMA, waiting, piece.length)).isEqualTo(piece);
    }

    @Test
    void aDocumentHasNoPlaceForIt() throws Exception {
        byte[] begun = utf8("{\"text\":\"");
        Site.Work waiting = (request, response) -> {
            response.setContentType("application/json");
            writeAndWait(request, response, begun);
        };

        assertThat(killed(Kind.LINES, waiting, begun.length)).isEqualTo(begun);
    }
}
