package io.faregate.body;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gemini's generateContent and streamGenerateContent: their requests and replies as tables. The server takes each name in
 * camel case and in snake case, so the table has both. Thinking is a part of the tokens of the reply.
 */
final class Gemini {
    /** The path names the model, and whether the reply is streamed. */
    static final PathModel PATH =
            new PathModel(Pattern.compile(".*/models/([^/:]+):(?:generateContent|(streamGenerateContent))"));

    /** How the reply is framed and laid out; a key would say who pays, and a list of fields could leave out the usage. */
    static final QueryFields QUERY =
            QueryFields.none().parameter("alt", "sse|json").parameter("prettyPrint", "true|false");

    private static final String PART = "/contents/*/parts/*";
    private static final String CONFIG = "/generationConfig";

    private static final String FUNCTION = "/tools/*/functionDeclarations/*";
    private static final String CALLING = "/toolConfig/functionCallingConfig";

    private Gemini() {}

    static Fields request(Set<String> allowed) {
        return Fields.none()
                .inEitherCase()
                .choice(Choice.OUTPUT_TOKENS, CONFIG + "/maxOutputTokens")
                .choiceIfNamed(Choice.CHOICES, CONFIG + "/candidateCount")
                .budget(CONFIG + "/thinkingConfig/thinkingBudget")
                .all(Role.PASS, CONFIG + "/thinkingConfig/thinkingLevel")
                .all(Role.SETTING, CONFIG + "/thinkingConfig/includeThoughts")
                .all(Role.MESSAGE, "/contents/*")
                .oneOf(Role.AUTHOR, "/contents/*/role", "user")
                .claims(Claim.HISTORY, "/contents/*/role", Set.of("model"))
                .claims(Claim.TOOLS, "/contents/*/role", Set.of("function"))
                .all(Role.TEXT, "/systemInstruction/role", PART + "/thoughtSignature")
                .all(Role.TEXT, PART + "/text", "/systemInstruction/parts/*/text")
                .claims(Claim.SYSTEM, "/systemInstruction")
                .instructions("/systemInstruction", "{\"parts\":[{\"text\":%s}]}")
                .all(Role.SETTING, PART + "/thought")
                .all(Role.PASS, PART + "/functionCall", PART + "/functionResponse")
                .claims(Claim.HISTORY, PART + "/thought", PART + "/thoughtSignature")
                .claims(Claim.TOOLS, PART + "/functionCall", PART + "/functionResponse")
                .all(Role.SOURCE, PART + "/inlineData")
                .all(Role.MEDIA_TYPE, PART + "/inlineData/mimeType")
                .all(Role.DATA, PART + "/inlineData/data")
                .all(Role.MEDIA, PART + "/fileData")
                .required("/contents", "/contents/*/parts")
                .all(Role.TOOL_BOX, "/tools/*")
                .all(Role.PROVIDER_TOOL, "/tools/*/googleSearch", "/tools/*/urlContext", "/tools/*/codeExecution")
                .all(Role.TOOL, FUNCTION)
                .named(FUNCTION + "/name")
                .all(Role.PASS, FUNCTION + "/description", FUNCTION + "/behavior")
                .all(Role.PASS, FUNCTION + "/parameters", FUNCTION + "/parametersJsonSchema")
                .all(Role.PASS, FUNCTION + "/response", FUNCTION + "/responseJsonSchema")
                .all(Role.PASS, CALLING + "/mode")
                .all(Role.TOOL_NAME, CALLING + "/allowedFunctionNames/*")
                .claims(Claim.TOOLS, "/tools", "/toolConfig")
                .all(Role.PASS, "/safetySettings", "/labels")
                .all(Role.SETTING, CONFIG + "/temperature", CONFIG + "/topP", CONFIG + "/topK", CONFIG + "/seed")
                .all(Role.PASS, CONFIG + "/stopSequences")
                .all(Role.SETTING, CONFIG + "/presencePenalty", CONFIG + "/frequencyPenalty")
                .all(
                        Role.PASS,
                        CONFIG + "/responseMimeType",
                        CONFIG + "/responseSchema",
                        CONFIG + "/responseJsonSchema")
                .oneOf(Role.MODALITY, CONFIG + "/responseModalities/*", "TEXT")
                .all(Role.VOICE_DENIED, CONFIG + "/speechConfig")
                .all(Role.DENIED, CONFIG + "/imageConfig", CONFIG + "/mediaResolution")
                .choiceIfNamed(Choice.TOP_LOGPROBS, CONFIG + "/logprobs")
                .all(Role.SETTING, CONFIG + "/responseLogprobs")
                .oneOf(Role.TIER, "/serviceTier")
                .all(Role.DENIED, "/cachedContent", "/store")
                .allowed(allowed);
    }

    /** Every part of a stream says what was used until then; a stream is events, or the elements of one array. */
    static ReplyFields reply() {
        Map<String, Reading> counts = Map.of(
                "/promptTokenCount", Reading.PROMPT,
                "/toolUsePromptTokenCount", Reading.TOOL_PROMPT,
                "/cachedContentTokenCount", Reading.CACHE_READ,
                "/candidatesTokenCount", Reading.COMPLETION,
                "/thoughtsTokenCount", Reading.THOUGHTS,
                "/totalTokenCount", Reading.TOTAL);
        Set<String> searches = Set.of("google_search", "google_search_retrieval", "enterprise_web_search");
        ReplyFields fields = ReplyFields.of(UsageFormula.RUNNING).billsAfterAbort();
        for (String reply : List.of("", "/*")) {
            String usage = reply + "/usageMetadata";
            String part = reply + "/candidates/*/content/parts/*";
            fields.usage(usage, counts)
                    .queries(searches, reply + "/candidates/*/groundingMetadata/webSearchQueries/*")
                    .finish(reply + "/candidates/*/finishReason", reply + "/promptFeedback/blockReason")
                    .parts(usage + "/promptTokensDetails/*", Reading.AUDIO_IN, "modality", "tokenCount")
                    .parts(usage + "/toolUsePromptTokensDetails/*", Reading.AUDIO_IN, "modality", "tokenCount")
                    .parts(usage + "/cacheTokensDetails/*", Reading.AUDIO_CACHED, "modality", "tokenCount")
                    .parts(usage + "/candidatesTokensDetails/*", Reading.AUDIO_OUT, "modality", "tokenCount")
                    .served(Reading.TIER, usage + "/serviceTier")
                    .served(Reading.TRAFFIC, usage + "/trafficType")
                    .deltas(part + "/text", part + "/functionCall", part + "/thoughtSignature");
        }
        return fields;
    }
}
