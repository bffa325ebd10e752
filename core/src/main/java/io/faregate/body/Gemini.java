package io.faregate.body;

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

    /** Who is billed. */
    static final HeadFields HEADS = HeadFields.none().header("x-goog-user-project");

    /** How the reply is framed and laid out; a key would say who pays, and a list of fields could leave out the usage. */
    static final QueryFields QUERY =
            QueryFields.none().parameter("alt", "sse|json").parameter("prettyPrint", "true|false");

    private static final String PART = "/contents/*/parts/*";
    private static final String CONFIG = "/generationConfig";

    private Gemini() {}

    static Fields request(Set<String> allowed) {
        return Fields.none()
                .inEitherCase()
                .choice(Choice.OUTPUT_TOKENS, CONFIG + "/maxOutputTokens")
                .choiceIfNamed(Choice.CHOICES, CONFIG + "/candidateCount")
                .budget(CONFIG + "/thinkingConfig/thinkingBudget")
                .all(Role.PASS, CONFIG + "/thinkingConfig/includeThoughts", CONFIG + "/thinkingConfig/thinkingLevel")
                .all(Role.MESSAGE, "/contents/*")
                .all(Role.STRING, "/contents/*/role", "/systemInstruction/role", PART + "/thoughtSignature")
                .all(Role.TEXT, PART + "/text", "/systemInstruction/parts/*/text")
                .all(Role.PASS, PART + "/thought")
                .all(Role.TEXTS, PART + "/functionCall", PART + "/functionResponse")
                .all(Role.SOURCE, PART + "/inlineData")
                .all(Role.MEDIA_TYPE, PART + "/inlineData/mimeType")
                .all(Role.MEDIA, PART + "/fileData")
                .required("/contents", "/contents/*/parts")
                .all(Role.TOOL, "/tools/*/functionDeclarations/*")
                .all(Role.PASS, "/toolConfig/functionCallingConfig", "/safetySettings", "/labels")
                .all(Role.PASS, CONFIG + "/temperature", CONFIG + "/topP", CONFIG + "/topK", CONFIG + "/seed")
                .all(Role.PASS, CONFIG + "/stopSequences", CONFIG + "/presencePenalty", CONFIG + "/frequencyPenalty")
                .all(
                        Role.PASS,
                        CONFIG + "/responseMimeType",
                        CONFIG + "/responseSchema",
                        CONFIG + "/responseJsonSchema")
                .oneOf(CONFIG + "/responseModalities/*", "TEXT")
                .all(Role.DENIED, CONFIG + "/speechConfig", CONFIG + "/imageConfig", CONFIG + "/mediaResolution")
                .all(Role.DENIED, CONFIG + "/responseLogprobs", CONFIG + "/logprobs")
                .all(Role.DENIED, "/cachedContent", "/serviceTier", "/store")
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
        String part = "/candidates/*/content/parts/*";
        return ReplyFields.of(UsageFormula.RUNNING)
                .usage("/usageMetadata", counts)
                .usage("/*/usageMetadata", counts)
                .deltas(part + "/text", part + "/functionCall", part + "/thoughtSignature")
                .deltas("/*" + part + "/text", "/*" + part + "/functionCall", "/*" + part + "/thoughtSignature");
    }
}
