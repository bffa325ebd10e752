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
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call leaves behind on the thread that made it, and what it shows of the answer. */
@Timeout(30)
final class ProviderSendTest {
    private static final String CALL = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String REPLY =
            "{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";
    private static final Money PRICE = new Money(12 * 250 + 34 * 2_000);

    private final TestGate gate = new TestGate();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .build();
    private final Inference ride = gate.admit("{\"message\":\"hello\"}").inference();

    @AfterEach
    void close() {
        gate.close();
        assertThat(Thread.interrupted()).as("left interrupted").isFalse();
    }

    @Test
    void aCancelledRideLeavesItsThreadAsItWas() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            whenAsked(provider, () -> ride.cancellation().cancel(CancelReason.CLIENT_GONE));

            assertThatThrownBy(() -> ride.call(client, provider.post(CALL), BodyHandlers.ofString()))
                    .isInstanceOf(RideOverException.class);

            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            provider.awaitClosedByClient();
        }
    }

    @Test
    void aCancelledRideEndsTheWaitForTheRestOfABody() throws Exception {
        try (FakeProvider provider = new FakeProvider(out -> head(out, "200 OK", "Content-Length: 1000"))) {
            CountDownLatch begun = new CountDownLatch(1);
            Thread canceller = new Thread(() -> {
                await(begun);
                ride.cancellation().cancel(CancelReason.CLIENT_GONE);
            });
            canceller.start();

            assertThatThrownBy(() -> ride.call(client, provider.post(CALL), info -> {
                        begun.countDown();
                        return BodySubscribers.ofString(StandardCharsets.UTF_8);
                    }))
                    .isInstanceOf(RideOverException.class);

            canceller.join();
            provider.awaitClosedByClient();
        }
    }

    @Test
    void aCancellationAfterTheCallInterruptsNobody() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            ride.call(client, provider.post(CALL), BodyHandlers.ofString());
            CountDownLatch told = new CountDownLatch(1);
            ride.cancellation().onCancel(told::countDown);

            ride.cancellation().cancel(CancelReason.KILLED);

            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anInterruptStopsTheProviderAndIsToldAsOne() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            Thread caller = Thread.currentThread();
            whenAsked(provider, caller::interrupt);

            assertThatThrownBy(() -> ride.call(client, provider.post(CALL), BodyHandlers.ofString()))
                    .isInstanceOf(InterruptedException.class);

            provider.awaitClosedByClient();
            assertThat(settled().source()).isEqualTo(UsageSource.HOLD);
        }
    }

    @Test
    void anInterruptStopsAProviderThatHasBegunToAnswer() throws Exception {
        try (FakeProvider provider = new FakeProvider(out -> head(out, "200 OK", "Content-Length: 1000"))) {
            Thread caller = Thread.currentThread();

            assertThatThrownBy(() -> ride.call(client, provider.post(CALL), info -> {
                        caller.interrupt();
                        return BodySubscribers.ofString(StandardCharsets.UTF_8);
                    }))
                    .isInstanceOf(InterruptedException.class);

            provider.awaitClosedByClient();
        }
    }

    /** As when an interrupt comes just when the answer does: the thread that waits for it never sees it. */
    @Test
    void anAnswerThatNobodySeesIsLeft() throws Exception {
        try (FakeProvider provider = new FakeProvider(out -> head(out, "200 OK", "Content-Length: 1000"))) {
            UnreadAnswer unread = new UnreadAnswer();
            client.send(provider.post(CALL), unread);

            unread.leave();

            provider.awaitClosedByClient();
        }
    }

    @Test
    void aTimeOutOfTheRequestIsToldAsOne() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            // long enough for a busy machine to connect: who never did costs nothing
            HttpRequest impatient = HttpRequest.newBuilder(provider.post(CALL), (name, value) -> true)
                    .timeout(Duration.ofMillis(500))
                    .build();

            assertThatThrownBy(() -> ride.call(client, impatient, BodyHandlers.ofString()))
                    .isInstanceOf(HttpTimeoutException.class);
            assertThat(settled().source()).isEqualTo(UsageSource.HOLD);
        }
    }

    @Test
    void theHandlerIsAskedByTheThreadThatCalls() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            AtomicReference<Thread> asked = new AtomicReference<>();

            ride.call(client, provider.post(CALL), info -> {
                asked.set(Thread.currentThread());
                return BodySubscribers.ofString(StandardCharsets.UTF_8);
            });

            assertThat(asked).hasValue(Thread.currentThread());
        }
    }

    @Test
    void aHandlerThatFailsStopsTheProviderAndIsChargedTheHold() throws Exception {
        try (FakeProvider provider = new FakeProvider(out -> head(out, "200 OK", "Content-Length: 1000"))) {
            assertThatThrownBy(() -> ride.call(client, provider.post(CALL), info -> {
                        throw new IllegalArgumentException("planted");
                    }))
                    .hasMessage("planted");

            provider.awaitClosedByClient();
            assertThat(settled().source()).isEqualTo(UsageSource.HOLD);
        }
    }

    @Test
    void aReaderThatFailsOnAGoodReplyIsChargedWhatTheProviderReports() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            assertThatThrownBy(() -> ride.call(
                            client,
                            provider.post(CALL),
                            info -> BodySubscribers.mapping(
                                    BodySubscribers.ofString(StandardCharsets.UTF_8), Integer::valueOf)))
                    .isInstanceOf(NumberFormatException.class);

            assertThat(settled().settled()).isEqualTo(PRICE);
        }
    }

    @Test
    void aReaderThatCanNotSubscribeFailsTheCall() throws Exception {
        try (FakeProvider provider = new FakeProvider(out -> head(out, "200 OK", "Content-Length: 1000"))) {
            assertThatThrownBy(() -> ride.call(client, provider.post(CALL), info -> new Unwilling()))
                    .hasMessage("planted");

            provider.awaitClosedByClient();
        }
    }

    @Test
    void theResponseIsTheClientsButForItsBody() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (FakeProvider provider = new FakeProvider(out -> {
            boolean first = calls.getAndIncrement() == 0;
            head(
                    out,
                    first ? "307 Elsewhere" : "200 OK",
                    first ? "Location: /v2/chat/completions" : "X-Request-Id: 7",
                    "Content-Length: 0");
        })) {
            HttpResponse<String> reply = ride.call(client, provider.post(CALL), BodyHandlers.ofString());

            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.headers().firstValue("x-request-id")).contains("7");
            assertThat(reply.uri()).isEqualTo(provider.uri("/v2/chat/completions"));
            assertThat(reply.request().uri()).isEqualTo(provider.uri("/v2/chat/completions"));
            assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(reply.sslSession()).isEmpty();
            assertThat(reply.body()).isEmpty();
            assertThat(reply.toString()).contains("200");
            assertThat(reply.previousResponse()).hasValueSatisfying(before -> {
                assertThat(before.statusCode()).isEqualTo(307);
                assertThat(before.body()).isNull();
            });
        }
    }

    private Costs settled() {
        ride.close();
        return gate.lastRecord(1).costs();
    }

    private static void whenAsked(FakeProvider provider, Runnable then) {
        Thread waiting = new Thread(() -> {
            try {
                provider.bodies().take();
                then.run();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        waiting.start();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void head(OutputStream out, String status, String... fields) throws IOException {
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + String.join("\r\n", fields);
        out.write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Fails where it should ask for bytes, and never has a body. */
    private static final class Unwilling implements BodySubscriber<String> {
        private final CompletableFuture<String> body = new CompletableFuture<>();

        @Override
        public CompletionStage<String> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            throw new IllegalStateException("planted");
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {}

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {}
    }
}
