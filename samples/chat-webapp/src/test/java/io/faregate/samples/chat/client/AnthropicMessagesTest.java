package io.faregate.samples.chat.client;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.PaymentRequiredException;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.SseException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Anthropic's own client on Messages. */
final class AnthropicMessagesTest extends OfficialSdkContract {

    @Override
    Sdk sdk(String url) {
        return new AnthropicMessages(url);
    }

    @Override
    Route route() {
        return new Route("claude-haiku-4-5", 1_000, 5_000, "max_tokens", "max_tokens");
    }

    @Override
    Spent spent() {
        return new Spent(402, "budget_spent");
    }

    @Override
    Class<?> exception(int status) {
        return switch (status) {
            case 200 -> SseException.class;
            case 400 -> BadRequestException.class;
            case 401 -> UnauthorizedException.class;
            case 403 -> PermissionDeniedException.class;
            default -> PaymentRequiredException.class;
        };
    }

    private record AnthropicMessages(String url) implements Sdk {

        private AnthropicClient client(Question question) {
            return AnthropicOkHttpClient.builder()
                    .baseUrl(url)
                    .apiKey(question.key())
                    .build();
        }

        private static MessageCreateParams params(Question question) {
            return MessageCreateParams.builder()
                    .model(question.model())
                    .maxTokens(question.most())
                    .putAllAdditionalBodyProperties(
                            question.field().isEmpty() ? Map.of() : Map.of(question.field(), JsonValue.from(1)))
                    .addUserMessage(question.message())
                    .build();
        }

        @Override
        public Heard ask(Question question) {
            Message message =
                    client(question).messages().create(params(question)).validate();
            return new Heard(
                    message.content().stream()
                            .flatMap(block -> block.text().stream())
                            .map(block -> block.text())
                            .collect(Collectors.joining()),
                    message.usage().inputTokens(),
                    message.usage().outputTokens(),
                    message.stopReason().orElseThrow().toString());
        }

        @Override
        public String stream(Question question, Predicate<String> goOn) {
            try (StreamResponse<RawMessageStreamEvent> stream =
                    client(question).messages().createStreaming(params(question))) {
                return Listening.to(stream.stream().flatMap(event -> text(event.validate()).stream()), goOn);
            }
        }

        private static Optional<String> text(RawMessageStreamEvent event) {
            return event.contentBlockDelta()
                    .flatMap(block -> block.delta().text())
                    .map(delta -> delta.text());
        }

        @Override
        public Told told(Throwable raised) {
            AnthropicServiceException failure = (AnthropicServiceException) raised;
            return new Told(
                    failure.statusCode(),
                    failure.getMessage(),
                    failure.errorCode().orElse(""),
                    failure.requestId().orElse(""));
        }
    }
}
