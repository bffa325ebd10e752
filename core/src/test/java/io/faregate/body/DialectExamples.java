package io.faregate.body;

import static io.faregate.body.DialectExample.HELLO;

import io.faregate.body.DialectExample.Streamed;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.util.List;
import java.util.Set;

/** The examples of all dialects, in the order of the docs. */
final class DialectExamples {
    private static final Usage CACHED = Usage.of(30, 50)
            .withReasoningTokens(7)
            .with(Unit.CACHE_READ_TOKENS, 60)
            .with(Unit.CACHE_WRITE_TOKENS, 10);

    static final List<DialectExample> ALL = List.of(
            new DialectExample(
                    "openai-chat",
                    OpenAiChat.request(Set.of()),
                    "/max_completion_tokens",
                    HELLO,
                    List.of("\"store\":true", "\"service_tier\":\"auto\"", "\"tools\":[{\"type\":\"web_search\"}]"),
                    CACHED,
                    Streamed.events(Usage.of(9, 4), 10)),
            new DialectExample(
                    "openai-responses",
                    OpenAiResponses.request(Set.of()),
                    "/max_output_tokens",
                    "\"input\":\"hi\"",
                    List.of(
                            "\"store\":true",
                            "\"background\":true",
                            "\"previous_response_id\":\"r\"",
                            "\"conversation\":\"c\"",
                            "\"prompt\":{\"id\":\"p\"}",
                            "\"context_management\":[]",
                            "\"service_tier\":\"auto\"",
                            "\"reasoning\":{\"mode\":\"pro\"}",
                            "\"reasoning\":{\"context\":\"all_turns\"}",
                            "\"include\":[\"file_search_call.results\"]",
                            "\"tools\":[{\"type\":\"code_interpreter\",\"container\":{\"memory_limit\":\"64g\"}}]",
                            "\"tools\":[{\"type\":\"mcp\",\"server_url\":\"https://example.org\"}]",
                            "\"tools\":[{\"type\":\"image_generation\"}]"),
                    CACHED.with(Unit.WEB_SEARCHES, 2),
                    Streamed.events(Usage.of(9, 4).withReasoningTokens(2), 30)),
            new DialectExample(
                    "openai-completions",
                    OpenAiCompletions.request(Set.of()),
                    "/max_tokens",
                    "\"prompt\":\"hi\"",
                    List.of("\"logit_bias\":{\"1\":100}"),
                    Usage.of(16, 40),
                    Streamed.events(Usage.of(16, 4), 7)),
            new DialectExample(
                    "openai-embeddings",
                    OpenAiEmbeddings.request(Set.of()),
                    "",
                    "\"input\":\"hi\"",
                    List.of("\"stream\":true"),
                    Usage.of(8, 0),
                    List.of()),
            new DialectExample(
                    "openai-images",
                    OpenAiImages.request(Set.of()),
                    "",
                    "\"prompt\":\"hi\"",
                    List.of(
                            "\"frame_count\":4",
                            "\"quality\":\"xhigh\"",
                            "\"quality\":\"HIGH\"",
                            "\"image\":{\"image_url\":\"https://example.org/p.png\"}",
                            "\"svg\":true"),
                    Usage.of(50, 544).with(Unit.GENERATED_IMAGES, 2),
                    Streamed.events(Usage.of(9, 372).with(Unit.GENERATED_IMAGES, 1), 0)),
            new DialectExample(
                    "openai-audio",
                    OpenAiSpeech.request(Set.of()),
                    "",
                    "\"input\":\"hi\"",
                    List.of("\"stream_format\":\"ndjson\"", "\"voice_sample\":\"AA\""),
                    Usage.of(14, 0).with(Unit.AUDIO_OUTPUT_TOKENS, 101).with(Unit.GENERATED_AUDIO_SECONDS, 6),
                    Streamed.events(
                            Usage.of(14, 0).with(Unit.AUDIO_OUTPUT_TOKENS, 101).with(Unit.GENERATED_AUDIO_SECONDS, 6),
                            0)),
            new DialectExample(
                    "anthropic",
                    Anthropic.request(Set.of()),
                    "/max_tokens",
                    HELLO,
                    List.of(
                            "\"mcp_servers\":[]",
                            "\"container\":\"c\"",
                            "\"service_tier\":\"auto\"",
                            "\"speed\":\"fast\"",
                            "\"inference_geo\":\"us\"",
                            "\"fallbacks\":[]",
                            "\"context_management\":{}",
                            "\"tools\":[{\"type\":\"advisor_20260301\",\"name\":\"a\"}]",
                            "\"system\":[{\"type\":\"document\"}]",
                            "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1d\"}",
                            "\"thinking\":{\"type\":\"forever\"}"),
                    Usage.of(21, 17)
                            .withReasoningTokens(3)
                            .with(Unit.CACHE_READ_TOKENS, 1000)
                            .with(Unit.CACHE_WRITE_TOKENS, 40)
                            .with(Unit.CACHE_WRITE_1H_TOKENS, 150)
                            .with(Unit.WEB_SEARCHES, 2),
                    Streamed.events(Usage.of(21, 33).with(Unit.CACHE_READ_TOKENS, 1000), 42)),
            new DialectExample(
                    "mistral",
                    Mistral.request(Set.of()),
                    "/max_tokens",
                    HELLO,
                    List.of(
                            "\"service_tier\":\"auto\"",
                            "\"prediction\":{\"content\":\"x\"}",
                            "\"tools\":[{\"type\":\"document_library\"}]",
                            "\"tools\":[{\"type\":\"connector\"}]"),
                    Usage.of(16, 18),
                    Streamed.events(Usage.of(16, 4), 9)),
            new DialectExample(
                    "cohere-v2",
                    Cohere.request(Set.of()),
                    "/max_tokens",
                    HELLO,
                    List.of("\"priority\":1", "\"raw_prompting\":true"),
                    Usage.of(12, 5),
                    Streamed.events(Usage.of(12, 6), 19)),
            new DialectExample(
                    "ollama",
                    Ollama.request(Set.of()),
                    "/options/num_predict",
                    HELLO,
                    List.of(
                            "\"options\":{\"num_ctx\":1000000}",
                            "\"keep_alive\":-1",
                            "\"context\":[1,2]",
                            "\"template\":\"x\"",
                            "\"raw\":true"),
                    Usage.of(16, 4),
                    Streamed.lines(Usage.of(16, 4), 29)),
            new DialectExample(
                    "gemini",
                    Gemini.request(Set.of()),
                    "/generationConfig/maxOutputTokens",
                    "\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]",
                    List.of(
                            "\"cachedContent\":\"cachedContents/1\"",
                            "\"cached_content\":\"cachedContents/1\"",
                            "\"serviceTier\":\"priority\"",
                            "\"tools\":[{\"file_search\":{}}]",
                            "\"generationConfig\":{\"responseModalities\":[\"IMAGE\"]}",
                            "\"generation_config\":{\"response_modalities\":[\"TEXT\",\"AUDIO\"]}",
                            "\"generationConfig\":{\"speechConfig\":{}}",
                            "\"generationConfig\":{\"mediaResolution\":\"MEDIA_RESOLUTION_HIGH\"}",
                            "\"generationConfig\":{\"imageConfig\":{}}"),
                    Usage.of(50, 50).withReasoningTokens(20).with(Unit.CACHE_READ_TOKENS, 60),
                    Streamed.events(Usage.of(9, 7).withReasoningTokens(3), 28)),
            new DialectExample(
                    "bedrock-converse",
                    BedrockConverse.request(Set.of()),
                    "/inferenceConfig/maxTokens",
                    "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]",
                    List.of(
                            "\"additionalModelRequestFields\":{\"max_tokens\":9}",
                            "\"promptVariables\":{}",
                            "\"guardrailConfig\":{}",
                            "\"serviceTier\":{\"type\":\"priority\"}",
                            "\"performanceConfig\":{\"latency\":\"optimized\"}",
                            "\"toolConfig\":{\"tools\":[{\"systemTool\":{\"name\":\"nova_code_interpreter\"}}]}"),
                    Usage.of(21, 17).with(Unit.CACHE_READ_TOKENS, 1000).with(Unit.CACHE_WRITE_TOKENS, 40),
                    Streamed.frames(Usage.of(9, 7), 20)));

    private DialectExamples() {}
}
