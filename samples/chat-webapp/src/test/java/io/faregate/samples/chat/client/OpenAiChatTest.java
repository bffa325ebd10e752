package io.faregate.samples.chat.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** OpenAI's own client on Chat Completions. */
final class OpenAiChatTest extends OpenAiContract {

    @Override
    Sdk sdk(String url) {
        return new OpenAiChat(url);
    }

    @Override
    Route route() {
        return new Route("gpt-5-mini", 250, 2_000, "max_completion_tokens", "length");
    }

    @Test
    void getsAStreamWithoutTheUsageThatItDidNotAskFor() {
        List<ChatCompletionChunk> chunks =
                chunks(OpenAiChat.params(question("hi #tokens=12 #delay=0")).build());

        assertThat(chunks).noneMatch(chunk -> chunk.usage().isPresent());
        assertThat(chunks).allMatch(chunk -> chunk.choices().size() == 1);
        assertThat(demo().record().path("usageSource").stringValue()).isEqualTo("provider");
    }

    @Test
    void getsAStreamWithTheUsageThatItAskedFor() {
        List<ChatCompletionChunk> chunks = chunks(OpenAiChat.params(question("hi #tokens=12 #delay=0"))
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

        ChatCompletionChunk last = chunks.get(chunks.size() - 1);
        assertThat(last.choices()).isEmpty();
        assertThat(last.usage().orElseThrow().completionTokens()).isEqualTo(12);
    }

    private List<ChatCompletionChunk> chunks(ChatCompletionCreateParams params) {
        try (StreamResponse<ChatCompletionChunk> stream = client(demo().url().toString(), question(""))
                .chat()
                .completions()
                .createStreaming(params)) {
            return stream.stream().toList();
        }
    }

    private record OpenAiChat(String url) implements Sdk {

        static ChatCompletionCreateParams.Builder params(Question question) {
            return ChatCompletionCreateParams.builder()
                    .model(question.model())
                    .maxCompletionTokens(question.most())
                    .putAllAdditionalBodyProperties(further(question))
                    .addUserMessage(question.message());
        }

        @Override
        public Heard ask(Question question) {
            ChatCompletion completion = client(url, question)
                    .chat()
                    .completions()
                    .create(params(question).build())
                    .validate();
            ChatCompletion.Choice choice = completion.choices().get(0);
            CompletionUsage usage = completion.usage().orElseThrow();
            return new Heard(
                    choice.message().content().orElse(""),
                    usage.promptTokens(),
                    usage.completionTokens(),
                    choice.finishReason().toString());
        }

        @Override
        public String stream(Question question, Predicate<String> goOn) {
            try (StreamResponse<ChatCompletionChunk> stream = client(url, question)
                    .chat()
                    .completions()
                    .createStreaming(params(question).build())) {
                return Listening.to(stream.stream().flatMap(chunk -> text(chunk.validate()).stream()), goOn);
            }
        }

        private static Optional<String> text(ChatCompletionChunk chunk) {
            return chunk.choices().get(0).delta().content().filter(text -> !text.isEmpty());
        }

        @Override
        public Told told(Throwable raised) {
            return OpenAiContract.told(raised);
        }
    }
}
