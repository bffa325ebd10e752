package io.faregate.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.AnthropicClientImpl;
import com.anthropic.core.ClientOptions;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.AsyncStreamResponse;
import com.anthropic.core.http.HttpMethod;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import io.faregate.Inference;
import io.faregate.cost.Unit;
import io.faregate.integrations.AttemptsContract;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.net.http.HttpClient;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RideHttpClientTest extends AttemptsContract {
    private static final String REPLY = """
            {"id":"1","type":"message","role":"assistant","model":"claude-haiku-4-5","stop_reason":"end_turn",\
            "stop_sequence":null,"content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":12,"output_tokens":34}}""";
    private static final String START = """
            event: message_start
            data: {"type":"message_start","message":{"id":"1","type":"message","role":"assistant","model":"claude-haiku-4-5",\
            "content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":1}}}""";
    private static final String DELTA =
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hello\"}}";

    private final HttpClient shared =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RideHttpClientTest() {
        super("claude-haiku-4-5");
    }

    @Override
    protected void ask(FakeProvider provider, int retries) {
        client(provider, retries).messages().create(question(300));
    }

    @Override
    protected String reply() {
        return REPLY;
    }

    @Test
    void aCallIsClampedMeteredAndCharged() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Message reply = client(provider, 0).messages().create(question(5_000));

            assertThat(reply.content().get(0).asText().text()).isEqualTo("hi");
            assertThat(provider.bodies().take()).contains("\"max_tokens\":800");
            UsageRecord record = gate.ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
            assertThat(record.usage().get(Unit.INPUT_TOKENS)).isEqualTo(12);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(34);
        }
    }

    @Test
    void isStoppedBeforeItsFirstByte() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<Throwable> told = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> client(provider, 2).messages().create(question(300))));
            provider.bodies().take();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThat(told.get()).isInstanceOf(RideOverException.class);
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void isStoppedBeforeTheFirstByteOfAFuture() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<Message> reply =
                    client(provider, 0).async().messages().create(question(300));
            provider.bodies().take();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThat(catchThrowable(reply::get)).hasRootCauseInstanceOf(RideOverException.class);
        }
    }

    @Test
    void isStoppedWhileItsStreamIsSilent() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(START, DELTA);
                StreamResponse<RawMessageStreamEvent> stream =
                        client(provider, 0).messages().createStreaming(question(300))) {
            Iterator<RawMessageStreamEvent> events = stream.stream().iterator();
            assertThat(events.next().isMessageStart()).isTrue();
            assertThat(events.next().isContentBlockDelta()).isTrue();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThat(catchThrowable(() -> events.forEachRemaining(event -> {})))
                    .isNotNull();
            UsageRecord record = gate.ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
            assertThat(record.usage().get(Unit.INPUT_TOKENS)).isEqualTo(12);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(5);
        }
    }

    @Test
    void isStoppedWhileItsStreamIsSilentAndNobodyWaits() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(START, DELTA)) {
            CountDownLatch begun = new CountDownLatch(1);
            AsyncStreamResponse<RawMessageStreamEvent> stream =
                    client(provider, 0).async().messages().createStreaming(question(300));
            stream.subscribe(event -> begun.countDown());
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

            ride.cancellation().cancel(CancelReason.DEADLINE);

            provider.awaitClosedByClient();
        }
    }

    @Test
    void closingAStreamStopsTheProvider() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(START, DELTA)) {
            try (StreamResponse<RawMessageStreamEvent> stream =
                    client(provider, 0).messages().createStreaming(question(300))) {
                assertThat(stream.stream().findFirst()).isPresent();
            }

            provider.awaitClosedByClient();
        }
    }

    @Test
    void eachOfItsAttemptsIsACall() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.hangUp(), Reply.json(200, REPLY))) {
            client(provider, 2).messages().create(question(300));

            assertThat(provider.bodies()).hasSize(2);
            assertThat(gate.ended(ride).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(300 + 34);
        }
    }

    @Test
    void aRideThatIsOverIsNotSent() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            ride.close();

            assertThat(catchThrowable(() -> client(provider, 2).messages().create(question(300))))
                    .isInstanceOf(RideOverException.class);
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void aStreamThatBreaksIsChargedWhatItDelivered() throws Exception {
        Reply cut = out -> {
            Reply.openEvents(START, DELTA).write(out);
            out.close();
        };
        try (FakeProvider provider = new FakeProvider(cut)) {
            assertThat(catchThrowable(() -> {
                        try (StreamResponse<RawMessageStreamEvent> stream =
                                client(provider, 2).messages().createStreaming(question(300))) {
                            stream.stream().forEach(each -> {});
                        }
                    }))
                    .isNotNull();

            UsageRecord record = gate.ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(5);
        }
    }

    @Test
    void aRequestThatCanNotBeSentFailsItsFuture() {
        HttpRequest odd = HttpRequest.builder()
                .method(HttpMethod.POST)
                .baseUrl("http://no host")
                .build();

        assertThat(RideHttpClient.of(ride, shared).executeAsync(odd, RequestOptions.none()))
                .isCompletedExceptionally();
    }

    @Test
    void thePageIsRight() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference inference = ride;
            String url = provider.url();
            String key = "none";
            // tag::anthropic[]
            AnthropicClient anthropic = new AnthropicClientImpl(ClientOptions.builder()
                    .httpClient(RideHttpClient.of(inference, shared))
                    .baseUrl(url)
                    .putHeader("x-api-key", key)
                    .build());
            // end::anthropic[]

            anthropic.messages().create(question(300));
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.PROVIDER);
        }
    }

    private AnthropicClient client(FakeProvider provider, int retries) {
        return new AnthropicClientImpl(ClientOptions.builder()
                .httpClient(RideHttpClient.of(ride, shared))
                .baseUrl(provider.url())
                .putHeader("x-api-key", "none")
                .maxRetries(retries)
                .build());
    }

    private static MessageCreateParams question(long most) {
        return MessageCreateParams.builder()
                .model("claude-haiku-4-5")
                .maxTokens(most)
                .addUserMessage("hello")
                .build();
    }
}
