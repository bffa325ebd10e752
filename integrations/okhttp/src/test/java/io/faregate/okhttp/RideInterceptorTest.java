package io.faregate.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.Inference;
import io.faregate.cost.Unit;
import io.faregate.integrations.Gate;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RideInterceptorTest {
    private static final String CALL =
            "{\"model\":\"gpt-5-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String STREAM = CALL.replace("\"messages\"", "\"stream\":true,\"messages\"");
    private static final String REPLY =
            "{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";
    private static final String DELTA = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"}}]}";
    private static final String USAGE =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";

    private final Gate gate = new Gate("gpt-5-mini");
    private final Inference ride = gate.ride();
    private final OkHttpClient client =
            new OkHttpClient.Builder().addInterceptor(RideInterceptor.tagged()).build();

    @AfterEach
    void close() {
        gate.close();
        client.dispatcher().executorService().shutdownNow();
    }

    @Test
    void aReplyThatTheMoneyEndsStopsItsProviderThoughNobodyClosesIt() throws Exception {
        String much = DELTA.replace("hello", "x".repeat(800));
        String[] endless = Collections.nCopies(40, much).toArray(String[]::new);
        try (FakeProvider provider = FakeProvider.openEvents(endless);
                Response reply = call(provider, STREAM).execute()) {
            String text = reply.body().source().readUtf8();

            assertThat(text).contains(much).contains("event: error");
            provider.awaitClosedByClient();
            assertThat(ride.cancellation().reason()).contains(CancelReason.BUDGET_SPENT);
        }
    }

    /** OkHttp says of a connection that was not made in time what it says of a response that did not come. */
    @Test
    void aConnectionThatIsNotMadeInTimeCostsNothing() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            while (waiting.isEmpty() || waiting.get(waiting.size() - 1).isConnected()) {
                Socket next = new Socket();
                waiting.add(next);
                try {
                    next.connect(full.getLocalSocketAddress(), 200);
                } catch (SocketTimeoutException noRoom) {
                    next.close();
                }
            }
            OkHttpClient hurried =
                    client.newBuilder().connectTimeout(Duration.ofMillis(200)).build();
            Request request = new Request.Builder()
                    .url("http://127.0.0.1:" + full.getLocalPort() + "/v1/chat/completions")
                    .tag(Inference.class, ride)
                    .post(RequestBody.create(CALL, MediaType.get("application/json")))
                    .build();

            assertThatThrownBy(() -> hurried.newCall(request).execute()).isInstanceOf(SocketTimeoutException.class);

            assertThat(ride.guardedCalls()).isEqualTo(1);
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.NONE);
        } finally {
            for (Socket one : waiting) {
                one.close();
            }
        }
    }

    @Test
    void aCallIsClampedMeteredAndCharged() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY);
                Response reply = call(provider, CALL).execute()) {
            assertThat(reply.body().contentLength()).isEqualTo(REPLY.length());
            assertThat(reply.body().string()).isEqualTo(REPLY);

            assertThat(provider.bodies().take()).contains("\"max_completion_tokens\":800");
            UsageRecord record = gate.ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(34);
        }
    }

    @Test
    void usageThatWasForcedIsKeptFromWhoDidNotAsk() throws Exception {
        try (FakeProvider provider = FakeProvider.events(DELTA, USAGE, "[DONE]");
                Response reply = call(provider, STREAM).execute()) {
            assertThat(reply.body().contentLength()).isEqualTo(-1);
            assertThat(reply.body().string()).isEqualTo("data: " + DELTA + "\n\ndata: [DONE]\n\n");

            assertThat(provider.bodies().take()).contains("include_usage");
            assertThat(gate.ended(ride).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(34);
        }
    }

    @Test
    void aCallWithoutARideIsNotSent() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Request untagged =
                    request(provider, CALL).tag(Inference.class, null).build();

            assertThatThrownBy(() -> client.newCall(untagged).execute())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no ride");
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void aCallOfARideThatIsOverOrCanNotBePricedIsNotSent() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            assertThatThrownBy(() -> call(provider, "no json").execute())
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            ride.close();
            assertThatThrownBy(() -> call(provider, CALL).execute())
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(RideOverException.class);

            CompletableFuture<IOException> told = new CompletableFuture<>();
            call(provider, CALL).enqueue(new Told(told));
            assertThat(told.get()).hasCauseInstanceOf(RideOverException.class);
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void webSocketsAreRefused() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<Throwable> told = new CompletableFuture<>();
            client.newWebSocket(request(provider, CALL).get().build(), new WebSocketListener() {
                @Override
                public void onFailure(okhttp3.WebSocket socket, Throwable failure, Response answer) {
                    told.complete(failure);
                }
            });

            assertThat(told.get()).isInstanceOf(IOException.class).hasMessageContaining("web socket");
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void aCancelledRideStopsTheProviderBeforeItsFirstByte() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<IOException> told = new CompletableFuture<>();
            call(provider, CALL).enqueue(new Told(told));
            provider.bodies().take();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThat(told.get()).hasCauseInstanceOf(RideOverException.class);
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.HOLD);
        }
    }

    @Test
    void aCancelledRideStopsTheProviderWhileItsStreamIsSilent() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA, DELTA);
                Response reply = call(
                                provider, STREAM.replace("true", "true,\"stream_options\":{\"include_usage\":true}"))
                        .execute()) {
            assertThat(reply.body().source().readUtf8Line()).isEqualTo("data: " + DELTA);

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThatThrownBy(() -> reply.body().source().readByteString())
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(RideOverException.class);
            UsageRecord record = gate.ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isBetween(5L, 10L);
        }
    }

    @Test
    void aResponseThatIsClosedEarlyIsChargedByWhatWasDelivered() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA)) {
            try (Response reply = call(provider, STREAM).execute()) {
                assertThat(reply.body().source().readUtf8Line()).isEqualTo("data: " + DELTA);
            }

            provider.awaitClosedByClient();
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.DELIVERED);
        }
    }

    /** OkHttp undoes only what it has asked for by itself. */
    @Test
    void aResponseThatTheApplicationInflatesItselfIsReadAsItComes() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(REPLY.getBytes(StandardCharsets.UTF_8));
        }
        byte[] body = compressed.toByteArray();
        Reply zipped = out -> {
            out.write(("HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                            + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
        };
        try (FakeProvider provider = new FakeProvider(zipped)) {
            Request asking =
                    request(provider, CALL).header("Accept-Encoding", "gzip").build();
            try (Response reply = client.newCall(asking).execute()) {
                assertThat(reply.body().bytes()).isEqualTo(body);
            }
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.PROVIDER);
        }
    }

    @Test
    void aStreamThatHeedsNoMaximumEndsWithAnError() throws Exception {
        String endless = DELTA.replace("hello", "x".repeat(8_000));
        try (FakeProvider provider = FakeProvider.openEvents(endless, endless, endless);
                Response reply = call(provider, STREAM).execute()) {
            assertThat(reply.body().string())
                    .contains("\n\nevent: error\ndata: {")
                    .endsWith("\n\n");

            provider.awaitClosedByClient();
            assertThat(ride.cancellation().reason()).contains(CancelReason.BUDGET_SPENT);
            assertThat(gate.ended(ride).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(1_600);
        }
    }

    @Test
    void okHttpDoesNotSendABodyTwiceByItself() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.hangUp())) {
            assertThatThrownBy(() -> call(provider, CALL).execute()).isInstanceOf(IOException.class);

            assertThat(provider.bodies()).hasSize(1);
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.HOLD);
        }
    }

    @Test
    void anErrorOfTheProviderAndOneThatIsNotThereCostNothing() throws Exception {
        FakeProvider gone = new FakeProvider(Reply.silence());
        gone.close();
        assertThatThrownBy(() -> call(gone, CALL).execute()).isInstanceOf(ConnectException.class);
        try (FakeProvider provider = FakeProvider.json(429, "{}");
                Response reply = call(provider, CALL).execute()) {
            assertThat(reply.body().string()).isEqualTo("{}");

            assertThat(gate.ended(ride).costs().settled().nanos()).isZero();
        }
    }

    @Test
    void whatNoDialectReadsPassesAsItIsAndIsChargedTheHold() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            Request foreign = request(provider, "as it is")
                    .url(provider.url() + "/elsewhere")
                    .build();
            try (Response reply = client.newCall(foreign).execute()) {
                assertThat(reply.body().string()).isEqualTo("{}");
            }

            assertThat(provider.bodies().take()).isEqualTo("as it is");
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.HOLD);
        }
    }

    private Call call(FakeProvider provider, String body) {
        return client.newCall(request(provider, body).build());
    }

    private Request.Builder request(FakeProvider provider, String body) {
        return new Request.Builder()
                .url(provider.url() + "/v1/chat/completions")
                .tag(Inference.class, ride)
                .post(RequestBody.create(body, MediaType.get("application/json")));
    }

    private record Told(CompletableFuture<IOException> failure) implements Callback {

        @Override
        public void onFailure(Call call, IOException told) {
            failure.complete(told);
        }

        @Override
        public void onResponse(Call call, Response answer) {
            answer.close();
            failure.completeExceptionally(new AssertionError("answered: " + answer));
        }
    }
}
