package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.body.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A provider's stream that the money ends, ends with an error as clients of that provider read one. */
@Timeout(30)
final class LastWordsTest {
    private final TestGate gate = new TestGate().cap(Capped.OUTPUT_TOKENS, 100, 100);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        gate.close();
    }

    /** How a provider streams ten tokens at least. */
    private enum Wire {
        CHAT(
                "/v1/chat/completions",
                "{\"model\":\"mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "text/event-stream") {
            @Override
            byte[] piece() {
                return utf8("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + EIGHTY + "\"}}]}\n\n");
            }

            @Override
            void assertWords(byte[] words) {
                assertThat(text(words))
                        .startsWith("event: error\ndata: {\"error\":{\"message\":\"")
                        .endsWith("}\n\n");
            }
        },
        OLLAMA(
                "/api/chat",
                "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "application/x-ndjson") {
            @Override
            byte[] piece() {
                return utf8("{\"message\":{\"content\":\"" + EIGHTY + "\"},\"done\":false}\n");
            }

            @Override
            void assertWords(byte[] words) {
                assertThat(text(words)).startsWith("{\"error\":\"").endsWith("\"}\n");
            }
        },
        BEDROCK(
                "/model/mini/converse-stream",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}",
                "application/vnd.amazon.eventstream") {
            @Override
            byte[] piece() {
                return Frames.frame("contentBlockDelta", "{\"delta\":{\"text\":\"" + EIGHTY + "\"}}");
            }

            @Override
            void assertWords(byte[] words) {
                Frames.Read frame = Frames.read(words);
                assertThat(frame.headers())
                        .isEqualTo(Map.of(
                                ":message-type", "exception",
                                ":exception-type", "validationException",
                                ":content-type", "application/json"));
                assertThat(frame.payload()).startsWith("{\"message\":\"").endsWith("\"}");
            }
        };

        private static final String EIGHTY = "x".repeat(80);

        private final String path;
        private final String body;
        private final String type;

        Wire(String path, String body, String type) {
            this.path = path;
            this.body = body;
            this.type = type;
        }

        abstract byte[] piece();

        abstract void assertWords(byte[] words);

        byte[] pieces(int count) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < count; i++) {
                all.writeBytes(piece());
            }
            return all.toByteArray();
        }

        ProviderCall call(Inference ride) {
            ProviderCall call = ProviderCall.begin(ride, URI.create("http://127.0.0.1:1" + path), utf8(body));
            call.responded(200, type);
            return call;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Inference ride() {
        return gate.admit("{\"message\":\"hello\"}").inference();
    }

    /** Passes a stream on in pieces of a size, as far as it may go. */
    private boolean passed(ProviderCall call, byte[] stream, int size) throws IOException {
        boolean goesOn = true;
        for (int at = 0; goesOn && at < stream.length; at += size) {
            goesOn = call.pass(stream, at, Math.min(size, stream.length - at), out);
        }
        return goesOn;
    }

    @ParameterizedTest
    @EnumSource
    void itIsOneOfItsOwnWhereverTheBytesAreSplit(Wire wire) throws IOException {
        int piece = wire.piece().length;
        for (int size : new int[] {1, 7, 3 * piece, 40 * piece}) {
            out.reset();
            Inference ride = ride();
            ProviderCall call = wire.call(ride);

            assertThat(passed(call, wire.pieces(40), size))
                    .as("in pieces of %s", size)
                    .isFalse();
            int whole = out.size() / piece * piece;
            call.complete(out);
            call.ended();

            byte[] all = out.toByteArray();
            byte[] passed = Arrays.copyOf(all, whole);
            assertThat(passed).isEqualTo(wire.pieces(whole / piece));
            wire.assertWords(Arrays.copyOfRange(all, whole, all.length));
            ride.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplyWithinItsHoldEndsAsItIs(Wire wire) throws IOException {
        Inference ride = ride();
        ProviderCall call = wire.call(ride);

        assertThat(passed(call, wire.pieces(9), 7)).isTrue();
        call.complete(out);

        assertThat(out.toByteArray()).isEqualTo(wire.pieces(9));
        call.ended();
        ride.close();
    }

    /** Whatever came next would be a part of the frame. */
    @Test
    void inTheMidstOfAFrameNothingCanBeSaid() throws IOException {
        Inference ride = ride();
        ProviderCall call = Wire.BEDROCK.call(ride);
        byte[] much = Wire.BEDROCK.pieces(40);
        byte[] long1 = Frames.frame("contentBlockDelta", "{\"delta\":{\"text\":\"" + "x".repeat(200_000) + "\"}}");
        // never at an end of a frame
        call.pass(much, 0, much.length - 1, out);

        assertThat(call.pass(new byte[] {much[much.length - 1], long1[0]}, 0, 2, out))
                .isTrue();
        assertThat(call.pass(long1, 1, 100_000, out)).isFalse();

        int before = out.size();
        assertThatThrownBy(() -> call.complete(out)).isInstanceOf(IOException.class);
        assertThat(out.size()).isEqualTo(before);
        call.ended();
        assertThat(ride.cancellation().isCancelled()).isTrue();
    }
}
