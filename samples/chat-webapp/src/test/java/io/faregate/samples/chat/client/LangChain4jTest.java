package io.faregate.samples.chat.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** LangChain4j on Chat Completions. */
final class LangChain4jTest extends SdkContract {

    @Override
    Sdk sdk(String url) {
        return new LangChain4j(url);
    }

    @Override
    Route route() {
        return new Route("gpt-5-mini", 250, 2_000, "max_completion_tokens", "length");
    }

    @Override
    Class<?> exception(int status) {
        return switch (status) {
            case 200 -> RuntimeException.class;
            case 400 -> InvalidRequestException.class;
            case 401, 403 -> AuthenticationException.class;
            default -> RateLimitException.class;
        };
    }

    @Test
    void ridesResponsesTooWithTheStoreThatItTurnsOff() {
        String reply = OpenAiResponsesChatModel.builder()
                .baseUrl(demo().url() + "/v1")
                .apiKey("bob-key")
                .modelName("gpt-5-mini")
                .build()
                .chat("hi");

        assertThat(reply).startsWith("This is the stand-in provider");
        assertThat(demo().sent().path("store").isBoolean()).isTrue();
        assertThat(demo().record().path("usageSource").stringValue()).isEqualTo("provider");
    }

    /** It knows no header that would keep it from asking again, but every asking ends at the gate. */
    @Test
    void asksThreeTimesWhenTheMoneyIsSpent(@TempDir Path folder) throws Exception {
        restart(folder, "cost: 20, every: day", "cost: 0.000001, every: day");

        assertThat(catchThrowable(() -> sdk().ask(question("hi")))).isInstanceOf(exception(429));

        assertAsked(3, "budget_spent");
    }

    @Test
    void asksAgainWithoutWaitingForARate(@TempDir Path folder) throws Exception {
        restart(folder, "{per: ip, requests: 120, within: 1m}", "{per: ip, requests: 1, within: 1m}");
        sdk().ask(question("hi #tokens=1"));

        assertThat(catchThrowable(() -> sdk().ask(question("hi")))).isInstanceOf(exception(429));

        assertThat(demo().records(4))
                .hasSize(4)
                .filteredOn(line -> line.path("reason").stringValue("").equals("rate_limited"))
                .hasSize(3);
    }

    /** OpenAI gives the event of an error no name, and then this library takes it for no event at all. */
    @Test
    void takesWhatItHasForTheWholeReplyWhenTheProviderBroke() {
        AtomicInteger pieces = new AtomicInteger();

        sdk().stream(question("#error=mid #tokens=20 #delay=0"), piece -> pieces.incrementAndGet() > 0);

        assertThat(pieces).hasValue(10);
        assertThat(demo().record().path("usageSource").stringValue()).isEqualTo("delivered");
    }

    private record LangChain4j(String url) implements Sdk {

        private static Map<String, Object> further(Question question) {
            return question.field().isEmpty() ? Map.of() : Map.of(question.field(), 1);
        }

        @Override
        public Heard ask(Question question) {
            return heard(OpenAiChatModel.builder()
                    .baseUrl(url + "/v1")
                    .apiKey(question.key())
                    .modelName(question.model())
                    .maxCompletionTokens((int) question.most())
                    .customParameters(further(question))
                    .build()
                    .chat(request(question)));
        }

        private static ChatRequest request(Question question) {
            return ChatRequest.builder()
                    .messages(UserMessage.from(question.message()))
                    .build();
        }

        private static Heard heard(ChatResponse response) {
            return new Heard(
                    response.aiMessage().text(),
                    response.tokenUsage().inputTokenCount(),
                    response.tokenUsage().outputTokenCount(),
                    response.finishReason().name().toLowerCase(Locale.ROOT));
        }

        @Override
        public String stream(Question question, Predicate<String> goOn) {
            Listener listener = new Listener(goOn);
            OpenAiStreamingChatModel.builder()
                    .baseUrl(url + "/v1")
                    .apiKey(question.key())
                    .modelName(question.model())
                    .maxCompletionTokens((int) question.most())
                    .build()
                    .chat(request(question), listener);
            try {
                return listener.heard.join();
            } catch (CompletionException failure) {
                throw failure.getCause() instanceof RuntimeException own ? own : failure;
            }
        }

        /** The library's exceptions have the answer's body as their message, or their cause's. */
        @Override
        public Told told(Throwable raised) {
            int status = raised.getCause() instanceof HttpException http ? http.statusCode() : 0;
            JsonNode body = JsonMapper.shared().readTree(raised.getMessage());
            return new Told(
                    status,
                    body.path("error").path("message").stringValue(""),
                    body.path("error").path("code").stringValue(""),
                    body.path("request_id").stringValue(""));
        }
    }

    private static final class Listener implements StreamingChatResponseHandler {
        private final CompletableFuture<String> heard = new CompletableFuture<>();
        private final Predicate<String> goOn;

        Listener(Predicate<String> goOn) {
            this.goOn = goOn;
        }

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            if (!goOn.test(piece.text())) {
                // nothing more is heard of a stream that its listener has cancelled
                context.streamingHandle().cancel();
                heard.complete(piece.text());
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            heard.complete(response.aiMessage().text());
        }

        @Override
        public void onError(Throwable failure) {
            heard.completeExceptionally(failure);
        }
    }
}
