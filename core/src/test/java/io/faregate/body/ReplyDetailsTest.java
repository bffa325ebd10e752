package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.ServiceTier;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What replies say beside how many tokens: of what kind these are, how the call was served, and which tools it called. */
class ReplyDetailsTest {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final String FRAMES = "application/vnd.amazon.eventstream";

    private static final String GOOGLE = """
            {"candidates":[{"content":{"parts":[]},"index":0}],"usageMetadata":{"promptTokenCount":100,\
            "cachedContentTokenCount":60,"toolUsePromptTokenCount":10,"candidatesTokenCount":30,"thoughtsTokenCount":20,\
            "totalTokenCount":160,"trafficType":"ON_DEMAND_PRIORITY",\
            "promptTokensDetails":[{"modality":"TEXT","tokenCount":40},{"tokenCount":50,"modality":"AUDIO"},\
            {"modality":"IMAGE","tokenCount":10}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":30},\
            {"modality":"TEXT","tokenCount":30}],"toolUsePromptTokensDetails":[{"modality":"AUDIO","tokenCount":4}],\
            "candidatesTokensDetails":[{"modality":"TEXT","tokenCount":22},{"modality":"AUDIO","tokenCount":8}]}}""";
    private static final Usage GOOGLES = Usage.of(26, 42)
            .withReasoningTokens(20)
            .with(Unit.CACHE_READ_TOKENS, 30)
            .with(Unit.AUDIO_INPUT_TOKENS, 54)
            .with(Unit.AUDIO_OUTPUT_TOKENS, 8);

    private static final String AMAZON = """
            {"usage":{"inputTokens":21,"outputTokens":17,"totalTokens":228,"cacheWriteInputTokens":190,\
            "cacheDetails":[{"inputTokens":150,"ttl":"1h"},{"ttl":"5m","inputTokens":40}]},\
            "serviceTier":{"type":"priority"},"performanceConfig":{"latency":"optimized"}}""";
    private static final Usage AMAZONS =
            Usage.of(21, 17).with(Unit.CACHE_WRITE_TOKENS, 40).with(Unit.CACHE_WRITE_1H_TOKENS, 150);

    private static final String ITEMS = """
            "output":[{"type":"reasoning","summary":[]},{"type":"code_interpreter_call","code":"1"},\
            {"type":"web_search_call","action":{"type":"search"}},{"type":"file_search_call","queries":[]},\
            {"type":"code_interpreter_call","code":"2"},{"type":"image_generation_call"},\
            {"type":"function_call","name":"code_interpreter"},{"type":"message","content":[]}],""";
    private static final String TOKENS = """
            "usage":{"input_tokens":9,"output_tokens":40,"output_tokens_details":{"reasoning_tokens":33},\
            "total_tokens":49}""";
    private static final Usage RESPONDED = Usage.of(9, 40).withReasoningTokens(33);
    private static final Map<String, Long> CALLS = Map.of(
            "code_interpreter",
            2L,
            "web_search",
            1L,
            "file_search",
            1L,
            "image_generation",
            1L,
            "mcp",
            0L,
            "shell",
            0L,
            "tool_search",
            0L);

    private static final String ANTHROPICS = """
            "usage":{"input_tokens":21,"cache_creation_input_tokens":190,\
            "cache_creation":{"ephemeral_1h_input_tokens":150,"ephemeral_5m_input_tokens":40},"output_tokens":%d,\
            "service_tier":"priority","speed":"fast","inference_geo":"us"}""";
    private static final Usage CACHED_FOR_AN_HOUR =
            Usage.of(21, 17).with(Unit.CACHE_WRITE_TOKENS, 40).with(Unit.CACHE_WRITE_1H_TOKENS, 150);

    private static final Map<String, Long> NO_SEARCH = Map.of("web_search", 0L);

    /**
     * A reply.
     *
     * @param dialect its name
     * @param type its content type
     * @param reply its text, or the lines of its frames
     * @param usage what it used
     * @param tier how it was served
     * @param calls of the provider's own tools, of one that is missing it does not say
     */
    private record Example(
            String dialect, String type, String reply, Usage usage, ServiceTier tier, Map<String, Long> calls) {
        Metered metered(int length, int size) throws IOException {
            byte[] all = bytes();
            byte[] reply = Arrays.copyOf(all, Math.min(length, all.length));
            ResponseMeter meter = ClaimExample.dialect(dialect).meter(type, false);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(meter, reply, size, out);
            assertThat(out.toByteArray()).isEqualTo(reply);
            return new Metered(
                    meter.usage(), meter.report().tier(), meter.report().toolCalls(), meter.deliveredBytes());
        }

        byte[] bytes() {
            return type.equals(FRAMES) ? Frames.of(Bodies.bytes(reply)) : Bodies.bytes(reply);
        }

        @Override
        public String toString() {
            return dialect + " " + type;
        }
    }

    private record Metered(Optional<Usage> usage, ServiceTier tier, Map<String, Long> calls, OptionalLong delivered) {}

    static final List<Example> EXAMPLES = List.of(
            new Example("gemini", JSON, GOOGLE, GOOGLES, tier("priority"), Map.of()),
            new Example("gemini", JSON, "[" + GOOGLE + "\n," + GOOGLE + "]", GOOGLES, tier("priority"), Map.of()),
            new Example(
                    "gemini",
                    EVENTS,
                    "data: " + GOOGLE.replace("\":50,", "\":20,") + "\n\ndata: " + GOOGLE + "\n\n",
                    GOOGLES,
                    tier("priority"),
                    Map.of()),
            new Example(
                    "bedrock-converse", JSON, AMAZON, AMAZONS, new ServiceTier("priority", "optimized", ""), Map.of()),
            new Example(
                    "bedrock-converse",
                    FRAMES,
                    "{\"delta\":{\"text\":\"hi\"}}\n" + AMAZON,
                    AMAZONS,
                    new ServiceTier("priority", "optimized", ""),
                    Map.of()),
            new Example(
                    "anthropic",
                    JSON,
                    "{" + ANTHROPICS.formatted(17) + "}",
                    CACHED_FOR_AN_HOUR,
                    new ServiceTier("priority", "fast", "us"),
                    NO_SEARCH),
            new Example(
                    "anthropic",
                    EVENTS,
                    "data: {\"type\":\"message_start\",\"message\":{" + ANTHROPICS.formatted(1)
                            + "}}\n\ndata: {\"delta\":{\"text\":\"hi\"}}\n\n"
                            + "data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":17}}\n\n",
                    CACHED_FOR_AN_HOUR,
                    new ServiceTier("priority", "fast", "us"),
                    NO_SEARCH),
            new Example(
                    "openai-chat",
                    JSON,
                    "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":40},\"service_tier\":\"Flex\"}",
                    Usage.of(9, 40),
                    tier("flex"),
                    Map.of()),
            new Example(
                    "openai-chat",
                    EVENTS,
                    "data: {\"service_tier\":\"auto\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"
                            + "data: {\"service_tier\":\"brand-new\",\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n"
                            + "data: {\"service_tier\":null,\"choices\":[],"
                            + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":40}}\n\n",
                    Usage.of(9, 40),
                    tier("brand-new"),
                    Map.of()),
            new Example(
                    "mistral",
                    JSON,
                    "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":40,\"service_tier\":\"standard_only\"}}",
                    Usage.of(9, 40),
                    tier("standard"),
                    Map.of()),
            new Example(
                    "openai-responses",
                    JSON,
                    "{\"service_tier\":\"priority\"," + ITEMS + TOKENS + "}",
                    RESPONDED.with(Unit.WEB_SEARCHES, 1),
                    tier("priority"),
                    CALLS),
            new Example(
                    "openai-responses",
                    JSON,
                    "{" + TOKENS + ",\"tool_usage\":{\"web_search\":{\"num_requests\":3}}," + ITEMS + "\"id\":\"r\"}",
                    RESPONDED.with(Unit.WEB_SEARCHES, 3),
                    ServiceTier.UNSAID,
                    CALLS),
            new Example(
                    "openai-responses",
                    EVENTS,
                    "data: {\"type\":\"response.created\",\"response\":{\"service_tier\":\"auto\",\"output\":[]}}\n\n"
                            + "data: {\"type\":\"response.output_item.done\",\"item\":{\"type\":\"web_search_call\"}}\n\n"
                            + "data: {\"type\":\"response.completed\",\"response\":{\"service_tier\":\"default\","
                            + ITEMS + TOKENS + "}}\n\n",
                    RESPONDED.with(Unit.WEB_SEARCHES, 1),
                    tier("standard"),
                    CALLS),
            new Example("openai-responses", JSON, "{" + TOKENS + "}", RESPONDED, ServiceTier.UNSAID, NO_SEARCH),
            new Example(
                    "gemini",
                    JSON,
                    "{\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":1,\"serviceTier\":\"flex\","
                            + "\"trafficType\":\"ON_DEMAND\"}}",
                    Usage.of(9, 1),
                    tier("flex"),
                    Map.of()),
            new Example(
                    "gemini",
                    EVENTS,
                    grounded("\"a\"", "") + grounded("\"a\",\"b\"", ",\"finishReason\":\"STOP\""),
                    Usage.of(9, 1).with(Unit.WEB_SEARCHES, 2),
                    ServiceTier.UNSAID,
                    Map.of("google_search", 2L, "google_search_retrieval", 2L, "enterprise_web_search", 2L)),
            new Example(
                    "mistral",
                    JSON,
                    "{\"usage\":{\"prompt_audio_seconds\":203,\"prompt_tokens\":4,\"total_tokens\":3264,"
                            + "\"completion_tokens\":635}}",
                    Usage.of(4, 635).with(Unit.AUDIO_INPUT_SECONDS, 203).with(Unit.AUDIO_INPUT_TOKENS, 2625),
                    ServiceTier.UNSAID,
                    Map.of()),
            new Example(
                    "anthropic",
                    JSON,
                    "{\"usage\":{\"iterations\":[{\"type\":\"compaction\",\"input_tokens\":180,\"output_tokens\":35},"
                            + "{\"type\":\"message\",\"input_tokens\":23,\"output_tokens\":10,"
                            + "\"cache_creation\":{\"ephemeral_1h_input_tokens\":7}}],"
                            + "\"input_tokens\":23,\"output_tokens\":10,\"server_tool_use\":{\"web_search_requests\":2}}}",
                    Usage.of(203, 45).with(Unit.CACHE_WRITE_1H_TOKENS, 7).with(Unit.WEB_SEARCHES, 2),
                    ServiceTier.UNSAID,
                    Map.of("web_search", 2L)),
            new Example(
                    "anthropic",
                    JSON,
                    "{\"usage\":{\"input_tokens\":60,\"output_tokens\":30,\"iterations\":["
                            + "{\"input_tokens\":20,\"output_tokens\":10},{\"input_tokens\":40,\"output_tokens\":20}]}}",
                    Usage.of(60, 30),
                    ServiceTier.UNSAID,
                    NO_SEARCH));

    private static String grounded(String queries, String end) {
        return "data: {\"candidates\":[{\"groundingMetadata\":{\"webSearchQueries\":[" + queries + "]}" + end
                + "}],\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":1}}\n\n";
    }

    private static ServiceTier tier(String word) {
        return new ServiceTier(word, "", "");
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void allThatWasSaidIsReadHoweverItIsSplit(Example example) throws IOException {
        int whole = example.bytes().length;
        for (int size = 1; size <= whole; size++) {
            Metered metered = example.metered(whole, size);

            assertThat(metered.usage).hasValue(example.usage);
            assertThat(metered.tier).isEqualTo(example.tier);
            assertThat(metered.calls).isEqualTo(example.calls);
        }
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void aCutNeverSaysMoreThanTheWhole(Example example) throws IOException {
        int whole = example.bytes().length;
        for (int length = 0; length < whole; length++) {
            Metered metered = example.metered(length, Integer.MAX_VALUE);

            metered.usage.ifPresent(usage -> assertThat(usage.tokens()).isBetween(1L, example.usage.tokens()));
            assertThat(metered.calls).isIn(Map.of(), example.calls);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                // sound that the list of the cache leaves out: no more text can have come from it than there was
                "`\"cachedContentTokenCount\":80,\"promptTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":60}]`|0|40|60",
                "`\"promptTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":900}]`|0|0|100",
                "`\"cachedContentTokenCount\":10,\"cacheTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":90}]`|90|10|0",
                "`\"promptTokensDetails\":[{\"modality\":\"AUDIO\"},{\"tokenCount\":7},{\"modality\":null,\"tokenCount\":7}]`|100|0|0",
                "`\"promptTokensDetails\":null,\"cacheTokensDetails\":{}`|100|0|0",
            })
    void noTokenOfThePromptIsLostOrCountedTwice(String details, long fresh, long cached, long heard)
            throws IOException {
        String reply = "{\"usageMetadata\":{\"promptTokenCount\":100,\"candidatesTokenCount\":1," + details + "}}";

        assertThat(new Example("gemini", JSON, reply, Usage.NONE, ServiceTier.UNSAID, Map.of())
                        .metered(Integer.MAX_VALUE, 7)
                        .usage)
                .hasValue(
                        Usage.of(fresh, 1).with(Unit.CACHE_READ_TOKENS, cached).with(Unit.AUDIO_INPUT_TOKENS, heard));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`[{\"modality\":\"AUDIO\",\"tokenCount\":-1}]`",
                "`[{\"modality\":\"AUDIO\",\"tokenCount\":9223372036854775807},{\"modality\":\"AUDIO\",\"tokenCount\":9}]`",
                "`[{\"modality\":\"AUDIO\",\"tokenCount\":\"9\"}]`",
                "`[{\"modality\":\"AUDIO\",\"tokenCount\":1.5}]`",
                "`[9]`",
            })
    void aPartThatIsNoCountSpoilsTheReport(String details) throws IOException {
        for (String type : List.of(JSON, EVENTS)) {
            String reply = "{\"usageMetadata\":{\"promptTokenCount\":100,\"candidatesTokenCount\":1,"
                    + "\"promptTokensDetails\":" + details + "}}";
            String sent = type.equals(JSON) ? reply : "data: " + reply + "\n\n";

            assertThat(new Example("gemini", type, sent, Usage.NONE, ServiceTier.UNSAID, Map.of())
                            .metered(Integer.MAX_VALUE, 7)
                            .usage)
                    .isEmpty();
        }
    }

    @Test
    void aDialectOfOnesOwnIsReadInEveryTransport() throws IOException {
        Dialect own = new DialectBuilder("lines")
                .model("/model")
                .outputTokens("/max")
                .tier("/service_tier")
                .usage(Counting.INCLUSIVE, "/usage", Map.of(ReplyCount.PROMPT, "/in", ReplyCount.COMPLETION, "/out"))
                .build(AppFields.DEFAULT);
        String reply = "{\"service_tier\":\"priority\",\"usage\":{\"in\":9,\"out\":40}}";

        for (String type : List.of(JSON, EVENTS, FRAMES, "application/x-ndjson")) {
            byte[] bytes = type.equals(FRAMES)
                    ? Frames.of(Bodies.bytes(reply))
                    : Bodies.bytes(type.equals(EVENTS) ? "data: " + reply + "\n\n" : reply + "\n");
            for (ResponseMeter meter : List.of(own.meter(type, false), new ClippedMeter(own.meter(type, false)))) {
                meter.pass(bytes, 0, bytes.length, OutputStream.nullOutputStream());
                meter.end(OutputStream.nullOutputStream());

                assertThat(meter.report())
                        .as(type)
                        .isEqualTo(
                                new ReplyReport(Usage.of(9, 40), null, tier("priority"), Map.of(), true, false, false));
            }
        }
    }
}
