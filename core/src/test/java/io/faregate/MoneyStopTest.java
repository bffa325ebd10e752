package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.budget.Measure;
import io.faregate.cost.Unit;
import io.faregate.ride.CancelReason;
import io.faregate.test.FakeProvider;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider that goes on writing is paid as long as there is money, and no further than twice what was asked for. */
@Timeout(30)
final class MoneyStopTest {
    private static final String STREAM =
            "{\"model\":\"mini\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    /** Eighty bytes: ten tokens at least. */
    private static final String TEN_TOKENS =
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(80) + "\"}}]}";

    private final TestGate gate = new TestGate().cap(Capped.OUTPUT_TOKENS, 100, 100);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aReplyWithinItsHoldIsLeftAlone() throws Exception {
        gate.perDay(Measure.COST, 10_000_000);
        Inference ride = ride();
        try (FakeProvider provider = FakeProvider.events(times(9))) {
            String reply = ride.call(client, provider.post(STREAM), BodyHandlers.ofString())
                    .body();

            assertThat(reply).doesNotContain("error");
            assertThat(ride.cancellation().isCancelled()).isFalse();
        }
    }

    @Test
    void whatGoesBeyondTheHoldIsToppedUp() throws Exception {
        gate.perDay(Measure.COST, 10_000_000);
        Inference ride = ride();
        long held = ride.ride().account().heldCost().nanos();
        try (FakeProvider provider = FakeProvider.events(times(14))) {
            String reply = ride.call(client, provider.post(STREAM), BodyHandlers.ofString())
                    .body();

            assertThat(reply).doesNotContain("error");
            assertThat(ride.cancellation().isCancelled()).isFalse();
            UsageRecord record = ended(ride);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(150);
            assertThat(record.costs().held().nanos()).isGreaterThan(held);
        }
    }

    /** Why it was stopped; the reader of a stream that the money ended hears of it before the ride does. */
    private static Optional<CancelReason> stopped(Inference ride) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        ride.cancellation().onCancel(stopped::countDown);
        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
        return ride.cancellation().reason();
    }

    @Test
    void aStreamEndsWithAnErrorOfItsDialectWhenTheMoneyDoes() throws Exception {
        // enough for the prompt, and a hundred and twenty tokens of the reply
        gate.perDay(Measure.COST, 120 * 2_000 + 60 * 250);
        Inference ride = ride();
        try (FakeProvider provider = FakeProvider.openEvents(times(40))) {
            String reply = ride.call(client, provider.post(STREAM), BodyHandlers.ofString())
                    .body();

            assertThat(reply)
                    .contains("\n\nevent: error\ndata: {\"error\":")
                    .contains("insufficient_quota")
                    .endsWith("\n\n");
            provider.awaitClosedByClient();
            assertThat(stopped(ride)).contains(CancelReason.BUDGET_SPENT);
            UsageRecord record = ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(100);
            assertThat(record.outcome().reason()).isEqualTo("budget_spent");
        }
    }

    @Test
    void whoHeedsNoMaximumIsEndedAtTwiceWhatWasAskedFor() throws Exception {
        gate.perDay(Measure.COST, 1_000_000_000);
        Inference ride = ride();
        try (FakeProvider provider = FakeProvider.openEvents(times(100))) {
            String reply = ride.call(client, provider.post(STREAM), BodyHandlers.ofString())
                    .body();

            assertThat(reply).contains("event: error").contains("more than it was asked for");
            provider.awaitClosedByClient();
            assertThat(ended(ride).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(200);
        }
    }

    @Test
    void aStreamThatNobodyWaitsForEndsSoToo() throws Exception {
        Inference ride = ride();
        try (FakeProvider provider = FakeProvider.openEvents(times(100))) {
            String reply = ride.callAsync(client, provider.post(STREAM), BodyHandlers.ofString())
                    .get()
                    .body();

            assertThat(reply).contains("event: error");
            provider.awaitClosedByClient();
        }
    }

    @Test
    void theErrorIsAnEventOfItsOwnWhereverTheBytesAreSplit() throws IOException {
        byte[] stream = events(40);
        for (int size : new int[] {1, 7, 64, 1_000, stream.length}) {
            Inference ride = ride();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ProviderCall call = call(ride, "text/event-stream");
            int at = 0;
            boolean goesOn = true;
            while (goesOn && at < stream.length) {
                int length = Math.min(size, stream.length - at);
                goesOn = call.pass(stream, at, length, out);
                at += length;
            }
            call.complete(out);

            assertThat(goesOn).as("in pieces of %s", size).isFalse();
            String[] events = out.toString(StandardCharsets.UTF_8).strip().split("\n\n+", -1);
            assertThat(events[events.length - 1]).startsWith("event: error\ndata: {");
            for (int i = 0; i < events.length - 1; i++) {
                assertThat(events[i]).isEqualTo("data: " + TEN_TOKENS);
            }
            ride.close();
        }
    }

    @Test
    void whoNeverEndsALineIsCutAllTheSame() throws IOException {
        Inference ride = ride();
        ProviderCall call = call(ride, "text/event-stream");
        byte[] events = events(40);
        byte[] endless = "x".repeat(70_000).getBytes(StandardCharsets.US_ASCII);

        call.pass(events, 0, events.length - 1, new ByteArrayOutputStream());

        assertThat(call.pass(endless, 0, endless.length, new ByteArrayOutputStream()))
                .isFalse();
    }

    @Test
    void aResponseThatHasNoWordsForItFails() throws IOException {
        Inference ride = ride();
        ProviderCall call = ProviderCall.begin(
                ride,
                URI.create("http://127.0.0.1:1/v1beta/models/mini:streamGenerateContent"),
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}".getBytes(StandardCharsets.UTF_8));
        call.responded(200, "application/json");
        String piece = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"" + "x".repeat(80) + "\"}]}}]}";
        byte[] list = ("[" + (piece + ",\n").repeat(40)).getBytes(StandardCharsets.UTF_8);

        assertThat(call.pass(list, 0, list.length, new ByteArrayOutputStream())).isFalse();
        assertThatThrownBy(() -> call.complete(new ByteArrayOutputStream())).isInstanceOf(IOException.class);
        call.ended();
        assertThat(ride.cancellation().isCancelled()).isTrue();
    }

    private static ProviderCall call(Inference ride, String type) {
        ProviderCall call = ProviderCall.begin(
                ride, URI.create("http://127.0.0.1:1/v1/chat/completions"), STREAM.getBytes(StandardCharsets.UTF_8));
        call.responded(200, type);
        return call;
    }

    private Inference ride() {
        return gate.admit("{\"message\":\"hello\"}").inference();
    }

    private UsageRecord ended(Inference ride) {
        ride.close();
        return gate.lastRecord(1);
    }

    private static String[] times(int count) {
        return Collections.nCopies(count, TEN_TOKENS).toArray(String[]::new);
    }

    private static byte[] events(int count) {
        return ("data: " + TEN_TOKENS + "\n\n").repeat(count).getBytes(StandardCharsets.UTF_8);
    }
}
