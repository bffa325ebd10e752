package io.faregate.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The route for OpenAI's clients, ridden by OpenAI's own. */
final class OpenAiClientTest {
    private DemoServer demo;
    private UsageLines log;

    @BeforeEach
    void start() {
        demo = DemoServer.start(DemoOptions.onFreePort());
        log = new UsageLines();
    }

    @AfterEach
    void stop() {
        log.close();
        demo.close();
    }

    @Test
    void getsAnAnswer() {
        ChatCompletion completion = client("bob")
                .chat()
                .completions()
                .create(params("hi #tokens=12").build());

        assertThat(completion.choices().get(0).message().content().orElseThrow())
                .isNotBlank();
        assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(12);
        JsonNode line = log.await(1).get(0);
        assertThat(line.path("outputTokens").intValue()).isEqualTo(12);
        assertThat(line.path("usageSource").stringValue()).isEqualTo("provider");
    }

    @Test
    void getsAStreamWithoutTheUsageThatItDidNotAskFor() {
        List<ChatCompletionChunk> chunks =
                stream(params("hi #tokens=12 #delay=0").build());

        assertThat(text(chunks)).isNotBlank();
        assertThat(chunks).noneMatch(chunk -> chunk.usage().isPresent());
        assertThat(chunks).allMatch(chunk -> chunk.choices().size() == 1);
        assertThat(log.await(1).get(0).path("outputTokens").intValue()).isEqualTo(12);
        assertThat(log.await(1).get(0).path("usageSource").stringValue()).isEqualTo("provider");
    }

    @Test
    void getsAStreamWithTheUsageThatItAskedFor() {
        List<ChatCompletionChunk> chunks = stream(params("hi #tokens=12 #delay=0")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

        ChatCompletionChunk last = chunks.get(chunks.size() - 1);
        assertThat(last.choices()).isEmpty();
        assertThat(last.usage().orElseThrow().completionTokens()).isEqualTo(12);
    }

    @Test
    void isClampedAndNotRefusedWhenItAsksForMore() {
        ChatCompletion completion = client("bob")
                .chat()
                .completions()
                .create(params("#tokens=100000").maxCompletionTokens(100_000).build());

        assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(4000);
        assertThat(completion.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    }

    @Test
    void raisesItsPermissionExceptionForAPlanThatIsNotPro() {
        assertThatThrownBy(() ->
                        client("alice").chat().completions().create(params("hi").build()))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("plan");

        assertAskedOnce("plan_not_allowed");
    }

    @Test
    void raisesItsPermissionExceptionForAModelThatIsNotInThePlan() {
        assertThatThrownBy(() -> client("bob")
                        .chat()
                        .completions()
                        .create(params("hi").model("gpt-5-pro").build()))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("model");

        assertAskedOnce("model_not_allowed");
    }

    @Test
    void raisesItsRateLimitExceptionForMoneyAndDoesNotTryAgain(@TempDir Path folder) throws Exception {
        withPolicy(folder, "cost: 20, every: day", "cost: 0.000001, every: day");

        assertThatThrownBy(() ->
                        client("bob").chat().completions().create(params("hi").build()))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        refused -> assertThat(refused.code()).contains("insufficient_quota"))
                .hasMessageContaining("budget per user per day");
        assertThatThrownBy(() -> stream(params("hi").build())).isInstanceOf(RateLimitException.class);

        List<JsonNode> lines = log.await(2);
        assertThat(lines)
                .hasSize(2)
                .allMatch(line -> line.path("reason").stringValue("").equals("budget_spent"));
        assertThat(demo.provider().orElseThrow().stats().started()).isZero();
    }

    @Test
    void triesAgainWhenARateLimitRefillsSoon(@TempDir Path folder) throws Exception {
        // long enough that a busy machine asks again before it has refilled
        withPolicy(folder, "{per: ip, requests: 120, within: 1m}", "{per: ip, requests: 1, within: 6s}");
        client("bob").chat().completions().create(params("hi #tokens=1").build());

        ChatCompletion second =
                client("bob").chat().completions().create(params("hi #tokens=1").build());

        assertThat(second.choices()).hasSize(1);
        assertThat(log.await(3))
                .anyMatch(line -> line.path("reason").stringValue("").equals("rate_limited"));
    }

    @Test
    void raisesItsExceptionForABodyThatIsRefused() {
        assertThatThrownBy(() -> client("bob")
                        .chat()
                        .completions()
                        .create(params("hi")
                                .putAdditionalBodyProperty("best_of", com.openai.core.JsonValue.from(9))
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("best_of");
    }

    @Test
    void raisesItsExceptionForAWrongKey() {
        assertThatThrownBy(() ->
                        client("eve").chat().completions().create(params("hi").build()))
                .isInstanceOf(UnauthorizedException.class);
    }

    @Test
    void hearsInTheStreamThatTheProviderBroke() {
        assertThatThrownBy(() -> stream(params("#error=mid #delay=0").build()))
                .isInstanceOf(SseException.class)
                .hasMessageContaining("server");
    }

    @Test
    void endsAtTheProviderWhenItClosesItsStream() {
        try (StreamResponse<ChatCompletionChunk> stream = client("bob")
                .chat()
                .completions()
                .createStreaming(params("#tokens=4000").build())) {
            assertThat(stream.stream().limit(5)).hasSize(5);
        }

        Eventually.see(() -> demo.provider().orElseThrow().stats(), stats -> stats.cancelled() == 1);
    }

    @Test
    void theStreamOfAnyClientEndsAsTheProviderEndsIt() throws Exception {
        try (InputStream body =
                Visitor.named(demo, "bob").stream("/v1/chat/completions", """
                        {"model": "gpt-5", "stream": true, "messages": [{"role": "user", "content": "#tokens=3 #delay=0"}]}""").body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).contains("data: [DONE]\n\n").doesNotContain("prompt_tokens");
        }
    }

    private void withPolicy(Path folder, String written, String changed) throws Exception {
        demo.close();
        Path file = folder.resolve("changed.yaml");
        String policy = DemoPolicyTest.policy();
        assertThat(policy).contains(written);
        Files.writeString(file, policy.replace(written, changed));
        demo = DemoServer.start(DemoOptions.onFreePort().withPolicy(file));
    }

    private void assertAskedOnce(String reason) {
        assertThat(log.await(1))
                .hasSize(1)
                .allMatch(line -> line.path("reason").stringValue("").equals(reason));
        assertThat(demo.provider().orElseThrow().stats().started()).isZero();
    }

    private OpenAIClient client(String name) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(demo.url() + "/v1")
                .apiKey(name + "-key")
                .build();
    }

    private List<ChatCompletionChunk> stream(ChatCompletionCreateParams params) {
        try (StreamResponse<ChatCompletionChunk> stream =
                client("bob").chat().completions().createStreaming(params)) {
            return stream.stream().toList();
        }
    }

    private static ChatCompletionCreateParams.Builder params(String message) {
        return ChatCompletionCreateParams.builder().model("gpt-5-mini").addUserMessage(message);
    }

    private static String text(List<ChatCompletionChunk> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk ->
                chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append)));
        return text.toString();
    }
}
