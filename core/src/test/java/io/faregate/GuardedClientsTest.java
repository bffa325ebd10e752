package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.cost.Money;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord.Costs;
import io.faregate.usage.UsageSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls for which no thread waits, and the view of a client that makes calls of whatever is sent. */
@Timeout(60)
final class GuardedClientsTest {
    private static final String CALL = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String STREAM = CALL.replace("\"messages\"", "\"stream\":true,\"messages\"");
    private static final String REPLY =
            "{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";
    private static final String DELTA = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"}}]}";
    private static final String USAGE =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";
    private static final Money PRICE = new Money(12 * 250 + 34 * 2_000);

    private final TestGate gate = new TestGate();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Inference ride = gate.admit("{\"message\":\"hello\"}").inference();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aCallThatNobodyWaitsForIsClampedMeteredAndCharged() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            HttpResponse<String> reply = ride.callAsync(client, provider.post(CALL), BodyHandlers.ofString())
                    .get();

            assertThat(reply.body()).isEqualTo(REPLY);
            assertThat(provider.bodies().take()).contains("\"max_completion_tokens\":800");
            assertThat(settled().settled()).isEqualTo(PRICE);
            assertThat(costs().source()).isEqualTo(UsageSource.PROVIDER);
        }
    }

    @Test
    void usageThatWasForcedIsKeptFromWhoDidNotAsk() throws Exception {
        try (FakeProvider provider = FakeProvider.events(DELTA, USAGE, "[DONE]")) {
            HttpResponse<Stream<String>> reply = ride.callAsync(client, provider.post(STREAM), BodyHandlers.ofLines())
                    .get();

            assertThat(reply.body()).containsExactly("data: " + DELTA, "", "data: [DONE]", "");
            assertThat(settled().settled()).isEqualTo(PRICE);
        }
    }

    @Test
    void aCancelledRideStopsTheProviderBeforeItsFirstByte() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<HttpResponse<String>> reply =
                    ride.callAsync(client, provider.post(CALL), BodyHandlers.ofString());
            provider.bodies().take();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThatThrownBy(reply::get).hasCauseInstanceOf(RideOverException.class);
            assertThat(settled().source()).isEqualTo(UsageSource.HOLD);
        }
    }

    @Test
    void aCancelledRideStopsTheProviderWhileItsStreamIsSilent() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA)) {
            InputStream body = ride.callAsync(client, provider.post(STREAM), BodyHandlers.ofInputStream())
                    .get()
                    .body();
            assertThat(new String(body.readNBytes(5), StandardCharsets.US_ASCII))
                    .isEqualTo("data:");

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
            assertThat(settled().source()).isEqualTo(UsageSource.DELIVERED);
        }
    }

    @Test
    void aCancelledRideStopsTheRestOfABodyThatIsGathered() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA)) {
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<HttpResponse<String>> reply = ride.callAsync(client, provider.post(STREAM), info -> {
                begun.countDown();
                return BodyHandlers.ofString().apply(info);
            });
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

            ride.cancellation().cancel(CancelReason.DEADLINE);

            provider.awaitClosedByClient();
            assertThatThrownBy(reply::get).hasCauseInstanceOf(RideOverException.class);
        }
    }

    @Test
    void aFutureThatIsCancelledStopsTheProvider() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<HttpResponse<String>> reply =
                    ride.callAsync(client, provider.post(CALL), BodyHandlers.ofString());
            provider.bodies().take();

            assertThat(reply.cancel(false)).isTrue();

            provider.awaitClosedByClient();
            assertThat(ride.cancellation().isCancelled()).isFalse();
        }
    }

    @Test
    void aFutureThatWasDerivedStopsTheProviderToo() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA)) {
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Integer> length = ride.callAsync(client, provider.post(STREAM), info -> {
                        begun.countDown();
                        return BodyHandlers.ofString().apply(info);
                    })
                    .thenApply(HttpResponse::body)
                    .thenApply(String::length);
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(length.cancel(true)).isTrue();

            provider.awaitClosedByClient();
        }
    }

    @Test
    void aFutureThatIsCancelledWhileTheBodyIsStillGatheredSendsNothing() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Endless slow = new Endless();
            HttpRequest request = HttpRequest.newBuilder(provider.uri("/v1/chat/completions"))
                    .POST(BodyPublishers.fromPublisher(slow))
                    .build();
            CompletableFuture<HttpResponse<String>> reply = ride.callAsync(client, request, BodyHandlers.ofString());
            assertThat(reply).isNotDone();

            reply.cancel(true);
            slow.finish(CALL);

            assertThat(provider.bodies()).isEmpty();
            assertThat(ride.cost()).isEqualTo(Money.ZERO);
        }
    }

    @Test
    void aRideThatIsCancelledWhileTheBodyIsStillGatheredSendsNothing() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Endless slow = new Endless();
            HttpRequest request = HttpRequest.newBuilder(provider.uri("/v1/chat/completions"))
                    .POST(BodyPublishers.fromPublisher(slow))
                    .build();
            CompletableFuture<HttpResponse<String>> reply = ride.callAsync(client, request, BodyHandlers.ofString());

            ride.cancellation().cancel(CancelReason.KILLED);

            assertThatThrownBy(reply::get).hasCauseInstanceOf(RideOverException.class);
            slow.finish(CALL);
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void whatIsThrownComesByTheFuture() throws Exception {
        FakeProvider gone = FakeProvider.json(200, REPLY);
        HttpRequest unreachable = gone.post(CALL);
        gone.close();

        assertThatThrownBy(() -> ride.callAsync(client, unreachable, BodyHandlers.ofString())
                        .get())
                .hasCauseInstanceOf(ConnectException.class);
        assertThat(ride.cost()).isEqualTo(Money.ZERO);
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            assertThatThrownBy(() -> ride.callAsync(client, provider.post("no json"), BodyHandlers.ofString())
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ride.callAsync(client, provider.post(CALL), info -> {
                                throw new IllegalStateException("planted");
                            })
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("planted");
            provider.awaitClosedByClient();
            ride.close();
            assertThatThrownBy(() -> ride.callAsync(client, provider.post(CALL), BodyHandlers.ofString())
                            .get())
                    .hasCauseInstanceOf(RideOverException.class);
        }
    }

    @Test
    void cancellationsThatRaceWithTheAnswerAlwaysEndTheCall() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA)) {
            for (int round = 0; round < 200; round++) {
                Inference raced = gate.admit("{\"message\":\"hello\"}").inference();
                CompletableFuture<HttpResponse<InputStream>> reply =
                        raced.callAsync(client, provider.post(STREAM), BodyHandlers.ofInputStream());
                provider.bodies().take();

                raced.cancellation().cancel(CancelReason.CLIENT_GONE);

                assertThatThrownBy(() -> reply.get().body().readAllBytes())
                        .isInstanceOfAny(ExecutionException.class, IOException.class);
                while (!raced.ride().account().runningModels().isEmpty()) {
                    Thread.onSpinWait();
                }
                raced.close();
            }
        }
    }

    @Test
    void whatIsSentThroughAViewOfAClientIsACall() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            HttpClient view = ride.client(client);

            view.send(provider.post(CALL), BodyHandlers.ofString());
            view.sendAsync(provider.post(CALL), BodyHandlers.ofString()).get();
            view.sendAsync(provider.post(CALL), BodyHandlers.ofString(), null).get();

            assertThat(settled().settled()).isEqualTo(PRICE.times(3));
            assertThatThrownBy(() -> view.send(provider.post(CALL), BodyHandlers.ofString()))
                    .isInstanceOf(RideOverException.class);
            assertThatThrownBy(() -> view.sendAsync(provider.post(CALL), BodyHandlers.ofString())
                            .get())
                    .hasCauseInstanceOf(RideOverException.class);
            assertThat(provider.bodies()).hasSize(3);
        }
    }

    @Test
    void aViewShowsItsClientAndOpensNoWebSockets() {
        HttpClient configured = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(7))
                .version(HttpClient.Version.HTTP_2)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .executor(Runnable::run)
                .build();
        HttpClient view = ride.client(configured);

        assertThat(view.connectTimeout()).contains(Duration.ofSeconds(7));
        assertThat(view.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(view.followRedirects()).isEqualTo(HttpClient.Redirect.NORMAL);
        assertThat(view.executor()).isEqualTo(configured.executor());
        assertThat(view.cookieHandler()).isEmpty();
        assertThat(view.proxy()).isEmpty();
        assertThat(view.authenticator()).isEmpty();
        assertThat(view.sslContext()).isSameAs(configured.sslContext());
        assertThat(view.sslParameters().getProtocols())
                .isEqualTo(configured.sslParameters().getProtocols());
        assertThatThrownBy(view::newWebSocketBuilder).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aStoppableFutureThatIsDoneStopsNothing() {
        CountDownLatch stopped = new CountDownLatch(1);
        StoppableFuture<String> future = new StoppableFuture<>(stopped::countDown);
        future.complete("done");

        assertThat(future.cancel(true)).isFalse();
        assertThat(stopped.getCount()).isEqualTo(1);

        StoppableFuture<String> open = new StoppableFuture<>(stopped::countDown);
        assertThat(open.cancel(true)).isTrue();
        assertThatThrownBy(open::join).isInstanceOf(CancellationException.class);
        assertThat(stopped.getCount()).isZero();
    }

    private Costs settled() {
        ride.close();
        return costs();
    }

    private Costs costs() {
        return gate.lastRecord(1).costs();
    }
}
