package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.integrations.Streams;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.MovedTicker;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Work that goes on behind a 202: its client leaves, and it is settled once, when it ends or its time does. */
final class DetachedTest {
    private static final String ASKED =
            "{\"model\":\"gpt-5-nano\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String ANSWER = "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}],"
            + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}}";

    private final MovedTicker moved = new MovedTicker();
    private final Site site = new Site(Site.policy("leaving.yaml"), moved);
    private final Queue queue = new Queue();

    /** Who guards the resource. */
    private enum Guard {
        FEATURE {
            @Override
            void start(Site site, Queue queue) throws Exception {
                site.application(new FaregateFeature(site.faregate()), queue).start();
            }
        },
        FILTER {
            @Override
            void start(Site site, Queue queue) throws Exception {
                site.filter().application(new FaregateFeature(), queue).start();
            }
        };

        abstract void start(Site site, Queue queue) throws Exception;
    }

    /** Takes a question, and asks it later. */
    @Path("chats/{id}")
    public static final class Queue {
        private final HttpClient client = HttpClient.newHttpClient();
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private volatile URI provider;
        private volatile Inference accepted;

        @POST
        @Path("jobs")
        @Guarded("/chats")
        public Response accept(@HeaderParam(Guarded.RIDE) Inference inference, String message) {
            inference.detach(Duration.ofMinutes(5));
            accepted = inference;
            HttpRequest call = HttpRequest.newBuilder(provider)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(message))
                    .build();
            threads.execute(() -> work(inference, call));
            return Response.accepted().build();
        }

        private void work(Inference inference, HttpRequest call) {
            try (inference) {
                inference.call(client, call, BodyHandlers.ofString());
            } catch (IOException | InterruptedException | RideOverException late) {
                // its duration has passed
            }
        }
    }

    @AfterEach
    void close() {
        site.close();
        queue.threads.shutdownNow();
    }

    /** Asks, and leaves with the 202, when the provider has been asked. */
    private void leave(Guard guard, FakeProvider provider) throws Exception {
        queue.provider = URI.create(provider.url() + "/chat/completions");
        guard.start(site, queue);
        try (Socket socket = site.ask("POST", "/chats/7/jobs", ASKED)) {
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(status).isEqualTo("HTTP/1.1 202");
            assertThat(provider.bodies().poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isNotNull();
        }
        assertThat(site.furtherRecords()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatLeavesBehindItsAnswerStopsNothing(Guard guard) throws Exception {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        Reply late = Streams.late(mayAnswer, Reply.json(200, ANSWER));
        try (FakeProvider provider = new FakeProvider(late)) {
            leave(guard, provider);
            // longer than the route lets a ride last that is not detached
            moved.advance(Duration.ofMinutes(4));
            assertThat(queue.accepted.cancellation().isCancelled()).isFalse();
            mayAnswer.countDown();

            UsageRecord record = site.record();
            assertThat(record.outcome().status()).isEqualTo("completed");
            assertThat(record.outcome().httpStatus()).isEqualTo(202);
            assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
            assertThat(record.costs().settled().nanos()).isPositive();
            assertThat(record.costs().settled()).isLessThan(record.costs().held());
            assertThat(site.furtherRecords()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void atItsDurationItEndsItsProviderStopsAndWhatWasHeldIsPaid(Guard guard) throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            leave(guard, provider);

            moved.advance(Duration.ofMinutes(6));

            UsageRecord record = site.record();
            assertThat(record.outcome().reason()).isEqualTo("deadline");
            assertThat(record.outcome().httpStatus()).isEqualTo(202);
            assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
            assertThat(record.costs().settled()).isEqualTo(record.costs().held());
            assertThat(provider.isClosedByClientWithin(Site.PATIENCE)).isTrue();
            assertThat(site.furtherRecords()).isEmpty();
        }
    }
}
