package io.faregate.body;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** OpenAI's Responses: their requests and replies as tables. */
final class OpenAiResponses {
    private static final String ITEM = "/input/*";
    private static final String PART = ITEM + "/content/*";
    private static final String RESULT = ITEM + "/output/*";

    /** What a turn is that calls a tool, or has what it said. */
    private static final Set<String> CALLS =
            Set.of("function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output");

    /** Tools of the provider's own whose calls are items of a reply. */
    private static final Set<String> LISTED =
            Set.of("code_interpreter", "file_search", "image_generation", "mcp", "shell", "tool_search", "web_search");

    private OpenAiResponses() {}

    /**
     * A response may go on from one that the provider has kept, run on by itself, or take its prompt from a template: all
     * of that is refused. What is kept because {@code store} is absent costs nothing, as nobody can refer to it.
     */
    static Fields request(Set<String> allowed) {
        return Fields.none().model("/model").choice(Choice.OUTPUT_TOKENS, "/max_output_tokens").stream("/stream")
                .all(Role.SETTING, "/stream_options/include_obfuscation")
                .all(Role.REMARK, "/instructions", "/input")
                .claims(Claim.SYSTEM, "/instructions")
                .instructions("/instructions", "%s")
                .all(Role.TURN, ITEM)
                .oneOf(Role.AUTHOR, ITEM + "/role", "user")
                .claims(Claim.SYSTEM, ITEM + "/role", Set.of("system", "developer"))
                .claims(Claim.HISTORY, ITEM + "/role", Set.of("assistant"))
                .oneOf(Role.TURN_KIND, ITEM + "/type", "message")
                .claims(Claim.HISTORY, ITEM + "/type", Set.of("reasoning"))
                .claims(Claim.TOOLS, ITEM + "/type", CALLS)
                .all(Role.TEXT, ITEM + "/id", ITEM + "/call_id", ITEM + "/status", ITEM + "/phase")
                .all(
                        Role.TEXT,
                        ITEM + "/content",
                        PART + "/text",
                        PART + "/refusal",
                        ITEM + "/output",
                        RESULT + "/text")
                .oneOf(PART + "/type", "input_text", "input_image")
                .claims(Claim.HISTORY, PART + "/type", Set.of("output_text", "refusal", "reasoning_text"))
                .oneOf(RESULT + "/type", "input_text", "input_image")
                .all(Role.PASS, PART + "/annotations", PART + "/logprobs")
                .each(List.of(PART, RESULT), OpenAiResponses::media)
                .all(Role.PASS, ITEM + "/name", ITEM + "/arguments", ITEM + "/input", ITEM + "/summary")
                .all(Role.TEXT, ITEM + "/encrypted_content")
                .claims(Claim.HISTORY, PART + "/refusal", ITEM + "/summary", ITEM + "/encrypted_content")
                .claims(Claim.TOOLS, ITEM + "/call_id", ITEM + "/output", ITEM + "/arguments", ITEM + "/input")
                .claims(Claim.TOOLS, ITEM + "/name")
                .required("/input")
                .all(Role.TOOL, "/tools/*")
                .oneOf(Role.TOOL_KIND, "/tools/*/type", "function", "custom", "web_search", "code_interpreter")
                .oneOf("/tools/*/container/type", "auto")
                .oneOf("/tools/*/container/memory_limit", "1g")
                .oneOf("/tools/*/search_context_size", "low", "medium")
                .all(Role.PASS, "/tools/*/user_location", "/tools/*/filters")
                .all(Role.ALL_USES, "/max_tool_calls")
                .all(Role.TOOL_NAME, "/tools/*/name")
                .all(Role.PASS, "/tools/*/description", "/tools/*/parameters")
                .all(Role.SETTING, "/tools/*/strict")
                .all(Role.PASS, "/tools/*/format")
                .all(Role.SETTING, "/parallel_tool_calls")
                .each(List.of("/tool_choice", "/tool_choice/tools/*"), OpenAiResponses::choice)
                .oneOf("/tool_choice/mode", "auto", "required")
                .claims(Claim.TOOLS, "/tools", "/tool_choice", "/parallel_tool_calls")
                .oneOf("/include/*", "reasoning.encrypted_content", "message.output_text.logprobs")
                .all(Role.EFFORT, "/reasoning/effort")
                .all(Role.PASS, "/reasoning/summary", "/reasoning/generate_summary")
                .all(Role.PASS, "/text/format", "/text/verbosity", "/truncation")
                .all(Role.SETTING, "/temperature", "/top_p")
                .all(Role.PASS, "/metadata", "/user", "/safety_identifier", "/prompt_cache_key")
                .all(Role.DENIED, "/previous_response_id", "/conversation", "/prompt", "/context_management")
                .oneOf(Role.TIER, "/service_tier")
                .all(Role.DENIED, "/background", "/store", "/reasoning/mode", "/reasoning/context")
                .all(Role.DENIED, "/prompt_cache_options", "/prompt_cache_retention", "/moderation")
                .choiceIfNamed(Choice.TOP_LOGPROBS, "/top_logprobs")
                .all(Role.DENIED, "/access_programs")
                .allowed(allowed);
    }

    /** Which tool must be called. */
    private static void choice(Fields fields, String at) {
        fields.oneOf(at, "none", "auto", "required")
                .oneOf(at + "/type", "function", "custom", "allowed_tools")
                .all(Role.TOOL_NAME, at + "/name");
    }

    private static void media(Fields fields, String at) {
        fields.all(Role.IMAGE, at + "/image_url")
                .oneOf(at + "/detail", "low", "high", "auto")
                .all(Role.SOUND, at + "/input_audio")
                .all(Role.MEDIA, at + "/file_id", at + "/file_url", at + "/file_data");
    }

    /** A reply is the response, a stream's last event has one; usage of the provider's own tools stands beside the tokens'. */
    static ReplyFields reply() {
        Map<String, Reading> counts = Map.of(
                "/usage/input_tokens", Reading.PROMPT,
                "/usage/input_tokens_details/cached_tokens", Reading.CACHE_READ,
                "/usage/input_tokens_details/cache_write_tokens", Reading.CACHE_WRITE,
                "/usage/output_tokens", Reading.COMPLETION,
                "/usage/output_tokens_details/reasoning_tokens", Reading.REASONING,
                "/usage/total_tokens", Reading.TOTAL,
                "/tool_usage/web_search/num_requests", Reading.WEB_SEARCHES);
        return ReplyFields.of(UsageFormula.INCLUSIVE)
                .usage("", counts)
                .usage("/response", counts)
                .served(Reading.TIER, "/service_tier", "/response/service_tier")
                .items(LISTED, "/output", "/response/output")
                .deltas("/delta");
    }
}
