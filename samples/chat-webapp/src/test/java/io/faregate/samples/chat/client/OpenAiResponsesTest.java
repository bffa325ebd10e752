package io.faregate.samples.chat.client;

import com.openai.core.http.StreamResponse;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseUsage;
import java.io.Serial;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** OpenAI's own client on Responses. */
final class OpenAiResponsesTest extends OpenAiContract {

    @Override
    Sdk sdk(String url) {
        return new OpenAiResponses(url);
    }

    @Override
    Route route() {
        return new Route("gpt-5-mini", 250, 2_000, "max_output_tokens", "max_output_tokens");
    }

    private record OpenAiResponses(String url) implements Sdk {

        private static ResponseCreateParams params(Question question) {
            return ResponseCreateParams.builder()
                    .model(question.model())
                    .maxOutputTokens(question.most())
                    .putAllAdditionalBodyProperties(further(question))
                    .input(question.message())
                    .build();
        }

        @Override
        public Heard ask(Question question) {
            return heard(
                    client(url, question).responses().create(params(question)).validate());
        }

        @Override
        public String stream(Question question, Predicate<String> goOn) {
            try (StreamResponse<ResponseStreamEvent> stream =
                    client(url, question).responses().createStreaming(params(question))) {
                return Listening.to(stream.stream().flatMap(event -> text(event.validate()).stream()), goOn);
            }
        }

        /** The library raises nothing for a response that fails: it is the last event, like any other. */
        private static Optional<String> text(ResponseStreamEvent event) {
            event.failed().ifPresent(failed -> {
                throw new ResponseFailed(failed.response().error().orElseThrow().message());
            });
            return event.outputTextDelta().map(delta -> delta.delta());
        }

        private static Heard heard(Response response) {
            ResponseUsage usage = response.usage().orElseThrow();
            return new Heard(
                    response.output().stream()
                            .flatMap(item -> item.message().stream())
                            .flatMap(message -> message.content().stream())
                            .map(content -> content.asOutputText().text())
                            .collect(Collectors.joining()),
                    usage.inputTokens(),
                    usage.outputTokens(),
                    response.incompleteDetails()
                            .flatMap(Response.IncompleteDetails::reason)
                            .map(Object::toString)
                            .orElse("completed"));
        }

        @Override
        public Told told(Throwable raised) {
            return raised instanceof ResponseFailed failed
                    ? new Told(200, failed.getMessage(), "", "")
                    : OpenAiContract.told(raised);
        }
    }

    private static final class ResponseFailed extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        ResponseFailed(String message) {
            super(message);
        }
    }
}
