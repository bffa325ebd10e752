package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.Interruption;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of docs/cancellation.md, run. */
@Timeout(30)
final class CancellationPageTest {
    /** The ride has output for several of these at once. */
    private static final String CALL = "{\"model\":\"mini\",\"max_completion_tokens\":50,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private static final String REPLY =
            "{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";

    private final TestGate gate = new TestGate();
    private final Inference inference = gate.admit("{\"message\":\"hello\"}").inference();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService queue = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        queue.shutdownNow();
        gate.close();
    }

    @Test
    void callsOfTheJdk() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            HttpRequest request = provider.post(CALL);
            // tag::jdk[]
            HttpResponse<InputStream> streamed = inference.call(client, request, BodyHandlers.ofInputStream());
            CompletableFuture<HttpResponse<String>> later =
                    inference.callAsync(client, request, BodyHandlers.ofString());
            HttpClient guarded = inference.client(client); // for a library that takes one
            // end::jdk[]

            assertThat(streamed.body().readAllBytes()).isNotEmpty();
            assertThat(later.get().body()).isEqualTo(REPLY);
            assertThat(guarded.send(request, BodyHandlers.ofString()).body()).isEqualTo(REPLY);
            assertThat(inference.providerCalls()).isEqualTo(3);
        }
    }

    @Test
    void workOfTheApplication() {
        InputStream stream = InputStream.nullInputStream();
        Future<String> search = new CompletableFuture<>();
        // tag::token[]
        CancellationToken token = inference.cancellation();
        token.onCancel(() -> System.getLogger("chat").log(System.Logger.Level.INFO, "stopped: " + token.reason()));
        token.closing(stream);
        token.cancelling(search);
        Duration patience = token.remaining(); // of the route's duration
        token.throwIfCancelled(); // between two steps of your own
        // end::token[]

        assertThat(patience).isPositive();
        token.cancel(CancelReason.APPLICATION);
        assertThatThrownBy(search::get).isInstanceOf(Exception.class);
        assertThat(search).isCancelled();
    }

    @Test
    void workThatKnowsInterruptsOnly() throws Exception {
        BlockingQueue<String> answers = new ArrayBlockingQueue<>(1);
        answers.add("an answer");
        CancellationToken token = inference.cancellation();
        String answer;
        // tag::interrupting[]
        Interruption stopping = token.interrupting(Thread.currentThread());
        try {
            answer = answers.take();
        } finally {
            stopping.close(); // leaves no interrupt behind
        }
        // end::interrupting[]

        assertThat(answer).isEqualTo("an answer");
    }

    @Test
    void workBehindTheResponse() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            HttpRequest request = provider.post(CALL);
            // tag::detach[]
            inference.detach(Duration.ofMinutes(10));
            Future<HttpResponse<String>> answer = queue.submit(() -> {
                try (inference) {
                    return inference.call(client, request, BodyHandlers.ofString());
                }
            });
            // end::detach[]

            assertThat(answer.get().body()).isEqualTo(REPLY);
            assertThat(gate.lastRecord(1).costs().settled().nanos()).isPositive();
            assertThatThrownBy(inference::step).isInstanceOf(RideOverException.class);
        }
    }
}
