package io.faregate.body;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Bedrock's Converse and ConverseStream: their requests and replies as tables. */
final class BedrockConverse {
    /** The path names the model, an inference profile or an ARN, and whether the reply is streamed. */
    static final PathModel PATH = new PathModel(Pattern.compile(".*/model/(.+)/(?:converse|(converse-stream))"));

    private static final String BLOCK = "/messages/*/content/*";
    private static final String RESULT = BLOCK + "/toolResult/content/*";

    private static final String SPEC = "/toolConfig/tools/*/toolSpec";

    private BedrockConverse() {}

    static Fields request(Set<String> allowed) {
        return Fields.none()
                .choice(Choice.OUTPUT_TOKENS, "/inferenceConfig/maxTokens")
                .all(Role.PASS, "/inferenceConfig/stopSequences")
                .all(Role.SETTING, "/inferenceConfig/temperature", "/inferenceConfig/topP")
                .all(Role.TEXT, "/system/*/text")
                .claims(Claim.SYSTEM, "/system")
                .instructions("/system", "[{\"text\":%s}]")
                .all(Role.MESSAGE, "/messages/*")
                .oneOf(Role.AUTHOR, "/messages/*/role", "user")
                .claims(Claim.HISTORY, "/messages/*/role", Set.of("assistant"))
                .all(Role.TEXT, BLOCK + "/text", RESULT + "/text")
                .all(Role.PASS, BLOCK + "/toolUse", BLOCK + "/reasoningContent", RESULT + "/json")
                .all(Role.TEXT, BLOCK + "/toolResult/toolUseId", BLOCK + "/toolResult/status")
                .claims(Claim.HISTORY, BLOCK + "/reasoningContent")
                .claims(Claim.TOOLS, BLOCK + "/toolUse", BLOCK + "/toolResult")
                .each(List.of(BLOCK, RESULT), BedrockConverse::media)
                .required("/messages", "/messages/*/role", "/messages/*/content")
                .all(Role.TOOL, "/toolConfig/tools/*")
                .oneOf(Role.TOOL_KIND, "/toolConfig/tools/*/systemTool/name", "nova_grounding")
                .named("/toolConfig/tools/*/toolSpec/name")
                .all(Role.PASS, SPEC + "/description", SPEC + "/inputSchema")
                .all(Role.SETTING, SPEC + "/strict")
                .all(Role.PASS, "/toolConfig/toolChoice/auto", "/toolConfig/toolChoice/any")
                .named("/toolConfig/toolChoice/tool/name")
                .claims(Claim.TOOLS, "/toolConfig")
                .all(Role.PASS, "/requestMetadata")
                .each(List.of("/system/*", BLOCK, "/toolConfig/tools/*"), BedrockConverse::cache)
                .all(Role.DENIED, "/additionalModelRequestFields", "/additionalModelResponseFieldPaths")
                .all(Role.DENIED, "/promptVariables", "/guardrailConfig")
                .oneOf(Role.TIER, "/serviceTier/type")
                .oneOf(Role.SPEED, "/performanceConfig/latency")
                .allowed(allowed);
    }

    private static void media(Fields fields, String at) {
        fields.all(Role.IMAGE, at + "/image")
                .all(Role.MEDIA_TYPE, at + "/image/format")
                .all(Role.DATA, at + "/image/source/bytes")
                .all(Role.SOUND, at + "/audio")
                .all(Role.MEDIA, at + "/document", at + "/video");
    }

    /** A report need not say what was kept for an hour, so that a client may not ask for it. */
    private static void cache(Fields fields, String at) {
        fields.oneOf(at + "/cachePoint/type", "default").oneOf(Role.LIFETIME, at + "/cachePoint/ttl", "5m");
    }

    static ReplyFields reply() {
        Map<String, Reading> counts = Map.of(
                "/inputTokens", Reading.FRESH,
                "/outputTokens", Reading.COMPLETION,
                "/cacheReadInputTokens", Reading.CACHE_READ,
                "/cacheWriteInputTokens", Reading.CACHE_WRITE);
        return ReplyFields.of(UsageFormula.EXCLUSIVE)
                .usage("/usage", counts)
                .parts("/usage/cacheDetails/*", Reading.CACHE_WRITE_1H, "ttl", "inputTokens")
                .served(Reading.TIER, "/serviceTier/type")
                .served(Reading.SPEED, "/performanceConfig/latency")
                .deltas("/delta/text", "/delta/toolUse/input", "/start/toolUse/name")
                .thoughts("/delta/reasoningContent/text", "/delta/reasoningContent/signature")
                .thoughts("/delta/reasoningContent/redactedContent");
    }
}
