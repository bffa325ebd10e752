package io.faregate.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LangChain4jRideTest extends AttemptsContract {
    private final LangChain4jRide parts = LangChain4jRide.of(ride);
    private final HttpClient shared =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    LangChain4jRideTest() {
        super("gpt-5-mini");
    }

    @Override
    protected void ask(FakeProvider provider, int retries) {
        // so that the attempt which broke leaves some for the last
        trying(provider, retries)
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("hello"))
                        .maxOutputTokens(300)
                        .build());
    }

    @Override
    protected String reply() {
        return Replies.WHOLE;
    }

    @Test
    void aGuardedModelIsClampedMeteredAndCharged() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, Replies.WHOLE)) {
            String reply = guarded(provider).chat("hello");

            assertThat(reply).isEqualTo("hi");
            assertThat(provider.bodies().take()).contains("\"max_completion_tokens\":800");
            UsageRecord record = gate.ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(34);
        }
    }

    @Test
    void aGuardedModelIsStoppedBeforeItsFirstByte() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<Throwable> told = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> guarded(provider).chat("hello")));
            provider.bodies().take();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThat(told.get()).isInstanceOf(RideOverException.class);
        }
    }

    @Test
    void aGuardedStreamIsStoppedBeforeItsFirstByte() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            Listener heard = new Listener();
            guardedStream(provider).chat("hello", heard);
            provider.bodies().take();
            ride.cancellation().cancel(CancelReason.CLIENT_GONE);
            provider.awaitClosedByClient();
            assertThat(heard.failure.get()).hasRootCauseInstanceOf(RideOverException.class);
        }
    }

    @Test
    void aGuardedStreamIsStoppedWhileItIsSilent() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(Replies.DELTA)) {
            Listener heard = new Listener();
            guardedStream(provider).chat("hello", heard);
            assertThat(heard.begun.await(30, TimeUnit.SECONDS)).isTrue();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.DELIVERED);
        }
    }

    @Test
    void aStreamThatIsWholeIsHeardWhole() throws Exception {
        try (FakeProvider provider = FakeProvider.events(Replies.DELTA, Replies.DELTA, "[DONE]")) {
            Listener heard = new Listener();
            guardedStream(provider).chat("hello", heard);

            assertThat(heard.whole.get()).isEqualTo("hellohello");
        }
    }

    @Test
    void thePageIsRight() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, Replies.WHOLE)) {
            Inference inference = ride;
            String url = provider.url() + "/v1";
            String key = "none";
            // tag::langchain4j[]
            OpenAiChatModel model = OpenAiChatModel.builder()
                    .httpClientBuilder(LangChain4jRide.of(inference).http(shared))
                    .baseUrl(url)
                    .apiKey(key)
                    .modelName(inference.model())
                    .maxRetries(0)
                    .build();
            // end::langchain4j[]

            model.chat("hello");
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.PROVIDER);
        }
    }

    private OpenAiChatModel guarded(FakeProvider provider) {
        return trying(provider, 0);
    }

    private OpenAiChatModel trying(FakeProvider provider, int again) {
        return OpenAiChatModel.builder()
                .httpClientBuilder(parts.http(shared))
                .baseUrl(provider.url() + "/v1")
                .apiKey("none")
                .modelName("gpt-5-mini")
                .maxRetries(again)
                .build();
    }

    private OpenAiStreamingChatModel guardedStream(FakeProvider provider) {
        return OpenAiStreamingChatModel.builder()
                .httpClientBuilder(parts.http(shared))
                .baseUrl(provider.url() + "/v1")
                .apiKey("none")
                .modelName("gpt-5-mini")
                .build();
    }
}
