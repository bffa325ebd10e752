package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderDialectsTest {
    private static final Dialect NONE =
            Dialects.named("none", AppFields.DEFAULT).orElseThrow();
    private static final Dialect APP = Bodies.APP;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.openai.com/v1/chat/completions",
                "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-02-01",
                "http://localhost:8080/v1/chat/completions",
                "https://api.groq.com/openai/v1/./chat/completions"
            })
    void chatCompletionsAreKnownOnAnyHost(String uri) {
        assertThat(find(ProviderDialects.of(Map.of()), uri)).hasValue("openai-chat");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.anthropic.com/v1/messages, anthropic",
        "https://gateway.example.org/anthropic/v1/messages?beta=true, anthropic",
        "https://api.openai.com/v1/responses, openai-responses",
        "https://api.openai.com/v1/responses/resp_1/cancel,",
        "http://localhost:8000/v1/completions, openai-completions",
        "https://x.openai.azure.com/openai/deployments/d/embeddings?api-version=1, openai-embeddings",
        "https://api.mistral.ai/v1/chat/completions, mistral",
        "https://notmistral.ai/v1/chat/completions, openai-chat",
        "https://API.Cohere.com/v2/chat, cohere-v2",
        "https://other.example.org/v2/chat,",
        "http://localhost:11434/api/chat, ollama",
        "http://localhost:11434/api/generate, ollama",
        "http://localhost:11434/app/api/chat,",
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent?key=k, gemini",
        "https://eu.googleapis.com/v1/projects/p/publishers/google/models/g:streamGenerateContent, gemini",
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:countTokens,",
        "https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-micro-v1%3A0/converse, bedrock-converse",
        "https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-micro-v1%3A0/invoke,",
        "https://api.anthropic.com/v1/messages/count_tokens,",
        "https://api.anthropic.com/v1/messages/batches,",
    })
    void knownPathsSayWhatIsSpokenThere(String uri, String dialect) {
        assertThat(find(ProviderDialects.of(Map.of()), uri)).isEqualTo(Optional.ofNullable(dialect));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.openai.com/v1/files",
                "https://api.openai.com/v1/chat/completions/x",
                "https://api.openai.com/v1/chat/completions/../files",
                "https://api.openai.com",
                "https://api.openai.com/?p=/chat/completions",
                "mailto:a@b"
            })
    void otherCallsAreOfNoKnownDialect(String uri) {
        assertThat(find(ProviderDialects.of(Map.of()), uri)).isEmpty();
    }

    @Test
    void aNamedHostComesBeforeAnyHostAndTheLongestPathFirst() {
        ProviderDialects dialects = ProviderDialects.of(Map.of(
                "*/v1/chat/completions/long", APP,
                "*", NONE,
                "Llm.Example.org/v1", APP,
                "llm.example.org/v1/raw/", NONE,
                "localhost:9999/v1", APP));

        assertThat(find(dialects, "https://LLM.example.org/v1/chat/completions/long"))
                .hasValue("app");
        assertThat(find(dialects, "https://llm.example.org/v1/raw/x")).hasValue("none");
        assertThat(find(dialects, "https://llm.example.org/v1/raw")).hasValue("none");
        assertThat(find(dialects, "https://llm.example.org/v1/rawer")).hasValue("app");
        assertThat(find(dialects, "https://llm.example.org/v12")).hasValue("none");
        assertThat(find(dialects, "https://other.org/v1/chat/completions")).hasValue("none");
        assertThat(find(dialects, "https://other.org/v1/chat/completions/long")).hasValue("app");
        assertThat(find(dialects, "http://localhost:9999/v1/x")).hasValue("app");
        assertThat(find(dialects, "http://localhost:9998/v1/x")).hasValue("none");
    }

    @Test
    void aPlaceWithoutAHostIsAMistakeOfThePolicy() {
        assertThatThrownBy(() -> ProviderDialects.of(Map.of("/v1", APP))).hasMessageContaining("/v1");
        assertThatThrownBy(() -> ProviderDialects.of(Map.of("https://a.org/v1", APP)))
                .hasMessageContaining("https://a.org");
    }

    private static Optional<String> find(ProviderDialects dialects, String uri) {
        return dialects.find(URI.create(uri)).map(Dialect::name);
    }
}
