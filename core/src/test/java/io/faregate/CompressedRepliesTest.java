package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faregate.body.Capped;
import io.faregate.body.Gzipped;
import io.faregate.body.ResponseMeter;
import io.faregate.budget.Measure;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that come compressed, or that an application compresses: they pass byte for byte, and cost what they say. */
@Timeout(30)
final class CompressedRepliesTest {
    private static final String EVENTS = "text/event-stream";

    /** Asks for no usage, which is then asked for, and would be withheld. */
    private static final String STREAM =
            "{\"model\":\"mini\",\"stream\":true,\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    /** Eighty bytes: ten tokens at least. */
    private static final String TEN_TOKENS =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(80) + "\"}}]}\n\n";

    private static final String USED =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";

    private final TestGate gate = new TestGate().dialect("openai-chat").cap(Capped.OUTPUT_TOKENS, 100, 100);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        gate.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Inference ride() {
        return gate.admit(STREAM).inference();
    }

    private UsageRecord ended(Inference ride) {
        ride.close();
        return gate.lastRecord(1);
    }

    private static FakeProvider provider(String type, String encoding, byte[] body) {
        return new FakeProvider(out -> {
            out.write(bytes("HTTP/1.1 200 X\r\nContent-Type: " + type + "\r\nContent-Encoding: " + encoding
                    + "\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n"));
            out.write(body);
        });
    }

    private byte[] called(Inference ride, FakeProvider provider) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(provider.uri("/v1/chat/completions"))
                .header("Accept-Encoding", "gzip")
                .POST(BodyPublishers.ofString(STREAM))
                .build();
        return ride.call(client, request, BodyHandlers.ofByteArray()).body();
    }

    @ParameterizedTest
    @CsvSource({"text/event-stream, gzip", "text/event-stream, x-gzip", "application/json, GZIP"})
    void whatAProviderCompressesCostsWhatItSays(String type, String encoding) throws Exception {
        String said = type.equals(EVENTS) ? TEN_TOKENS + "data: " + USED + "\n\ndata: [DONE]\n\n" : USED;
        byte[] gzip = Gzipped.of(bytes(said));
        Inference ride = ride();
        try (FakeProvider provider = provider(type, encoding, gzip)) {
            assertThat(called(ride, provider)).isEqualTo(gzip);

            UsageRecord record = ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
            assertThat(record.usage().tokens()).isEqualTo(46);
        }
    }

    @Test
    void oneThatNeverSaysItCostsWhatItDelivered() throws Exception {
        Inference ride = ride();
        try (FakeProvider provider = provider(EVENTS, "gzip", Gzipped.of(bytes(TEN_TOKENS)))) {
            called(ride, provider);

            UsageRecord record = ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(80);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip"})
    void whatNobodyCanReadCostsWhatWasHeld(String encoding) throws Exception {
        byte[] broken = Gzipped.of(bytes(TEN_TOKENS + "data: " + USED + "\n\n"));
        broken[broken.length - 1]++;
        Inference ride = ride();
        try (FakeProvider provider = provider(EVENTS, encoding, broken)) {
            assertThat(called(ride, provider)).isEqualTo(broken);

            UsageRecord record = ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
            assertThat(record.costs().settled()).isEqualTo(record.costs().held());
        }
    }

    private static ProviderCall call(Inference ride) {
        ProviderCall call =
                ProviderCall.begin(ride, URI.create("http://127.0.0.1:1/v1/chat/completions"), bytes(STREAM));
        call.responded(200, EVENTS, "gzip");
        return call;
    }

    /** Writes so many pieces as a server does that compresses its streams; stops where it is told to. */
    private boolean streamed(ProviderCall call, int pieces) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        boolean goesOn = true;
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed, true)) {
            for (int i = 0; goesOn && i < pieces; i++) {
                gzip.write(bytes(TEN_TOKENS));
                gzip.flush();
                goesOn = call.pass(compressed.toByteArray(), 0, compressed.size(), passed);
                compressed.reset();
            }
        }
        return goesOn;
    }

    @Test
    void moreIsHeldForOneThatGoesBeyondItsHold() throws Exception {
        gate.perDay(Measure.COST, 10_000_000);
        Inference ride = ride();
        long held = ride.ride().account().heldCost().nanos();
        ProviderCall call = call(ride);

        assertThat(streamed(call, 14)).isTrue();

        call.complete(passed);
        call.ended();
        UsageRecord record = ended(ride);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(150);
        assertThat(record.costs().held().nanos()).isGreaterThan(held);
    }

    @Test
    void oneWithoutEndIsCutWhereTheMoneyEndsAndNothingIsWrittenIntoIt() throws Exception {
        gate.perDay(Measure.COST, 120 * 2_000 + 60 * 250);
        Inference ride = ride();
        ProviderCall call = call(ride);

        assertThat(streamed(call, 40)).isFalse();

        byte[] before = passed.toByteArray();
        assertThatThrownBy(() -> call.complete(passed))
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(RideOverException.class);
        call.ended();
        assertThat(passed.toByteArray()).isEqualTo(before);
        assertThat(ride.cancellation().reason()).contains(CancelReason.BUDGET_SPENT);
        assertThat(ended(ride).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(100);
    }

    private @Nullable RideOverException written(ResponseMeter way, byte[] bytes) {
        return catchThrowableOfType(RideOverException.class, () -> way.pass(bytes, 0, bytes.length, passed));
    }

    @Test
    void whatAnApplicationCompressesItselfIsEndedWhereTheMoneyIs() throws Exception {
        gate.perDay(Measure.COST, 120 * 2_000 + 60 * 250);
        Ride ride = gate.admit(STREAM).ride();
        ResponseMeter way = ride.responseMeter(EVENTS, "gzip");
        byte[] gzip = Gzipped.of(bytes(TEN_TOKENS.repeat(40)));

        RideOverException over = written(way, gzip);

        assertThat(over).isNotNull();
        assertThat(over.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(passed.toByteArray()).isEqualTo(gzip);
        ride.finish(200, over);
        assertThat(gate.lastRecord(1).costs().source()).isEqualTo(UsageSource.DELIVERED);
    }

    @Test
    void anAnswerInAShapeOfItsOwnIsCountedToo() throws Exception {
        try (TestGate app = new TestGate().cap(Capped.OUTPUT_TOKENS, 100, 100)) {
            Ride ride = app.admit("{\"message\":\"hello\"}").ride();
            ResponseMeter way = ride.responseMeter(EVENTS, "gzip");
            StringBuilder endless = new StringBuilder();
            for (int i = 0; i < 1_000; i++) {
                endless.append("data: token ").append(i).append("\n\n");
            }

            assertThat(written(way, Gzipped.of(bytes(endless.toString())))).isNotNull();
            ride.finish(200, null);
        }
    }

    @Test
    void nobodyReadsWhatComesBehindTheEndOfItsRide() throws Exception {
        byte[] gzip = Gzipped.of(bytes(TEN_TOKENS + "data: " + USED + "\n\n"));
        byte[] rest = Arrays.copyOfRange(gzip, 20, gzip.length);
        Ride ride = gate.admit(STREAM).ride();
        ResponseMeter way = ride.responseMeter(EVENTS, "gzip");
        way.pass(gzip, 0, 20, OutputStream.nullOutputStream());

        ride.finish(200, null);
        way.pass(rest, 0, rest.length, passed);

        assertThat(passed.toByteArray()).isEqualTo(rest);
        assertThat(way.usage()).isEmpty();
    }

    @Test
    void anApplicationMayStillSayWhatACompressedReplyCost() throws Exception {
        Ride ride = gate.admit(STREAM).ride();
        ride.inference().record("mini", Usage.of(10, 20));
        ResponseMeter way = ride.responseMeter(EVENTS, "gzip");
        byte[] gzip = Gzipped.of(bytes("data: " + USED + "\n\n"));

        assertThat(written(way, gzip)).isNull();

        way.end(passed);
        ride.finish(200, null);
        assertThat(passed.toByteArray()).isEqualTo(gzip);
        assertThat(gate.lastRecord(1).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(20);
    }
}
