package io.faregate.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.faregate.Inference;
import io.faregate.cost.Unit;
import io.faregate.integrations.AttemptsContract;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenAI's own library, which can not be cancelled before it is answered by anything that it offers. */
@Timeout(60)
final class OpenAiJavaTest extends AttemptsContract {
    private static final String REPLY = """
            {"id":"1","object":"chat.completion","created":1,"model":"gpt-5-mini","choices":[{"index":0,"finish_reason":"stop",\
            "message":{"role":"assistant","content":"hi"}}],\
            "usage":{"prompt_tokens":12,"completion_tokens":34,"total_tokens":46}}""";
    private static final String DELTA = """
            {"id":"1","object":"chat.completion.chunk","created":1,"model":"gpt-5-mini",\
            "choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":null}]}""";

    OpenAiJavaTest() {
        super("gpt-5-mini");
    }

    @Override
    protected void ask(FakeProvider provider, int retries) {
        client(provider, retries).chat().completions().create(question());
    }

    @Override
    protected String reply() {
        return REPLY;
    }

    @Test
    void isChargedWhatTheProviderReports() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            ChatCompletion reply = client(provider, 0).chat().completions().create(question());

            assertThat(reply.choices().get(0).message().content()).contains("hi");
            UsageRecord record = gate.ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
            assertThat(record.usage().get(Unit.INPUT_TOKENS)).isEqualTo(12);
        }
    }

    @Test
    void isStoppedBeforeItsFirstByte() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<Throwable> told = CompletableFuture.supplyAsync(() -> catchThrowable(
                    () -> client(provider, 0).chat().completions().create(question())));
            provider.bodies().take();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThat(told.get()).hasRootCauseInstanceOf(RideOverException.class);
        }
    }

    @Test
    void isStoppedBeforeTheFirstByteOfAFuture() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<ChatCompletion> reply =
                    client(provider, 0).async().chat().completions().create(question());
            provider.bodies().take();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThat(catchThrowable(reply::get)).hasRootCauseInstanceOf(RideOverException.class);
        }
    }

    @Test
    void isStoppedWhileItsStreamIsSilent() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA, DELTA);
                StreamResponse<ChatCompletionChunk> stream =
                        client(provider, 0).chat().completions().createStreaming(question())) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            assertThat(chunks.next().choices().get(0).delta().content()).contains("hello");

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThat(catchThrowable(() -> chunks.forEachRemaining(chunk -> {})))
                    .hasRootCauseInstanceOf(RideOverException.class);
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.DELIVERED);
        }
    }

    @Test
    void isStoppedWhileItsStreamIsSilentAndNobodyWaits() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA, DELTA)) {
            CountDownLatch begun = new CountDownLatch(1);
            AsyncStreamResponse<ChatCompletionChunk> stream =
                    client(provider, 0).async().chat().completions().createStreaming(question());
            stream.subscribe(chunk -> begun.countDown());
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

            ride.cancellation().cancel(CancelReason.DEADLINE);

            provider.awaitClosedByClient();
            assertThat(catchThrowable(stream.onCompleteFuture()::get)).hasRootCauseInstanceOf(RideOverException.class);
        }
    }

    @Test
    void eachOfItsAttemptsIsACall() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.hangUp(), Reply.hangUp(), Reply.json(200, REPLY))) {
            client(provider, 2).chat().completions().create(question());

            assertThat(provider.bodies()).hasSize(3);
            UsageRecord record = gate.ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(300 + 300 + 34);
        }
    }

    @Test
    void triesAgainInVainOnceTheRideIsCancelled() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<Throwable> told = CompletableFuture.supplyAsync(() -> catchThrowable(
                    () -> client(provider, 2).chat().completions().create(question())));
            provider.bodies().take();

            ride.cancellation().cancel(CancelReason.KILLED);

            assertThat(told.get()).hasRootCauseInstanceOf(RideOverException.class);
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void aStreamThatBreaksIsChargedWhatItDelivered() throws Exception {
        Reply cut = out -> {
            Reply.openEvents(DELTA).write(out);
            out.close();
        };
        try (FakeProvider provider = new FakeProvider(cut)) {
            assertThat(catchThrowable(() -> {
                        try (StreamResponse<ChatCompletionChunk> stream =
                                client(provider, 2).chat().completions().createStreaming(question())) {
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
    void thePageIsRight() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference inference = ride;
            String url = provider.url() + "/v1";
            String key = "none";
            // tag::openai[]
            OpenAIClient openai = OpenAIOkHttpClient.builder()
                    .baseUrl(url)
                    .apiKey(key)
                    .addInterceptor(RideInterceptor.of(inference))
                    .maxRetries(0) // the interceptor refuses once the ride is over; a retry would only wait
                    .build();
            // end::openai[]

            openai.chat().completions().create(question());
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.PROVIDER);
        }
    }

    private OpenAIClient client(FakeProvider provider, int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(provider.url() + "/v1")
                .apiKey("none")
                .addInterceptor(RideInterceptor.of(ride))
                .maxRetries(retries)
                .build();
    }

    private static ChatCompletionCreateParams question() {
        return ChatCompletionCreateParams.builder()
                .model("gpt-5-mini")
                .addUserMessage("hello")
                .maxCompletionTokens(300)
                .build();
    }
}
