package io.faregate.body;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** OpenAI's Chat Completions, as many others speak it too: its requests and replies as tables. */
final class OpenAiChat {
    /** The version of Azure's interface; what it brings is a field of the body, and refused there. */
    static final QueryFields QUERY = QueryFields.none().parameter("api-version", "[0-9A-Za-z.-]{1,32}");

    private OpenAiChat() {}

    static Fields request(Set<String> allowed) {
        return Fields.none()
                .model("/model")
                .choice(Choice.OUTPUT_TOKENS, "/max_completion_tokens", "/max_tokens")
                .choiceIfNamed(Choice.CHOICES, "/n")
                .choiceIfNamed(Choice.TOP_LOGPROBS, "/top_logprobs")
                .stream("/stream")
                .usageAsked("/stream_options/include_usage")
                .all(Role.SETTING, "/stream_options/include_obfuscation")
                .all(Role.MESSAGE, "/messages/*")
                .oneOf(Role.AUTHOR, "/messages/*/role", "user")
                .claims(Claim.SYSTEM, "/messages/*/role", Set.of("system", "developer"))
                .claims(Claim.HISTORY, "/messages/*/role", Set.of("assistant"))
                .claims(Claim.TOOLS, "/messages/*/role", Set.of("tool", "function"))
                .instructions("/messages/*", "{\"role\":\"system\",\"content\":%s}")
                .all(Role.TEXT, "/messages/*/tool_call_id")
                .all(Role.TEXT, "/messages/*/content", "/messages/*/content/*/text", "/messages/*/content/*/refusal")
                .oneOf("/messages/*/content/*/type", "text", "image_url")
                .claims(Claim.HISTORY, "/messages/*/content/*/type", Set.of("refusal"))
                .claims(Claim.HISTORY, "/messages/*/content/*/refusal")
                .picture("/messages/*/content/*/image_url")
                .all(Role.SOUND, "/messages/*/content/*/input_audio")
                .all(Role.MEDIA, "/messages/*/content/*/file")
                .all(Role.PASS, "/messages/*/name", "/messages/*/refusal", "/messages/*/annotations")
                .all(Role.PASS, "/messages/*/tool_calls", "/messages/*/function_call")
                .all(Role.PASS, "/messages/*/reasoning", "/messages/*/reasoning_content")
                .claims(Claim.HISTORY, "/messages/*/refusal", "/messages/*/annotations")
                .claims(Claim.HISTORY, "/messages/*/reasoning", "/messages/*/reasoning_content")
                .claims(Claim.TOOLS, "/messages/*/tool_calls", "/messages/*/function_call", "/messages/*/tool_call_id")
                .all(Role.DENIED, "/messages/*/audio")
                .required("/messages", "/messages/*/role")
                .all(Role.TOOL, "/tools/*", "/functions/*")
                .oneOf(Role.TOOL_KIND, "/tools/*/type", "function", "custom")
                .all(Role.PROVIDER_TOOL, "/web_search_options")
                .oneOf("/web_search_options/search_context_size", "low", "medium")
                .all(Role.PASS, "/web_search_options/user_location")
                .each(List.of("/tools/*/function", "/functions/*"), OpenAiChat::function)
                .named("/tools/*/custom/name")
                .all(Role.PASS, "/tools/*/custom/description", "/tools/*/custom/format")
                .each(List.of("/tool_choice", "/tool_choice/allowed_tools/tools/*"), OpenAiChat::choice)
                .oneOf("/tool_choice/allowed_tools/mode", "auto", "required")
                .named("/function_call/name")
                .oneOf("/function_call", "none", "auto")
                .all(Role.SETTING, "/parallel_tool_calls")
                .claims(Claim.TOOLS, "/tools", "/functions", "/tool_choice", "/function_call", "/parallel_tool_calls")
                .claims(Claim.TOOLS, "/web_search_options")
                .all(Role.PASS, "/response_format", "/verbosity")
                .all(Role.EFFORT, "/reasoning_effort")
                .all(Role.PASS, "/stop")
                .all(Role.SETTING, "/temperature", "/top_p", "/frequency_penalty", "/presence_penalty", "/seed")
                .all(Role.PASS, "/metadata", "/user", "/safety_identifier", "/prompt_cache_key")
                .all(Role.VOICE_DENIED, "/audio")
                .all(Role.DENIED, "/modalities", "/prediction", "/moderation")
                .oneOf(Role.TIER, "/service_tier")
                .all(Role.DENIED, "/store", "/prompt_cache_options", "/prompt_cache_retention")
                .all(Role.DENIED, "/logit_bias")
                .all(Role.SETTING, "/logprobs")
                .allowed(allowed);
    }

    /** A function that is defined. */
    static void function(Fields fields, String at) {
        fields.named(at + "/name")
                .all(Role.PASS, at + "/description", at + "/parameters")
                .all(Role.SETTING, at + "/strict");
    }

    /** Which tool must be called. */
    private static void choice(Fields fields, String at) {
        fields.oneOf(at, "none", "auto", "required")
                .oneOf(at + "/type", "function", "custom", "allowed_tools")
                .named(at + "/function/name", at + "/custom/name");
    }

    static ReplyFields reply() {
        return usage().choices(
                        "/choices/*",
                        "/delta/content",
                        "/delta/content/*/text",
                        "/delta/content/*/thinking/*/text",
                        "/delta/refusal",
                        "/delta/reasoning_content",
                        "/delta/reasoning",
                        "/delta/audio/transcript",
                        "/delta/function_call/arguments",
                        "/delta/tool_calls/*/function/arguments",
                        "/delta/tool_calls/*/custom/input");
    }

    /** Groq reports a stream's usage in a place of its own, Mistral its tier in the report, and seconds of sound. */
    static ReplyFields usage() {
        Map<String, Reading> counts = Map.of(
                "/prompt_tokens", Reading.PROMPT,
                "/prompt_tokens_details/cached_tokens", Reading.CACHE_READ,
                "/prompt_tokens_details/cache_write_tokens", Reading.CACHE_WRITE,
                "/prompt_tokens_details/audio_tokens", Reading.AUDIO_IN,
                "/completion_tokens", Reading.COMPLETION,
                "/completion_tokens_details/audio_tokens", Reading.AUDIO_OUT,
                "/completion_tokens_details/reasoning_tokens", Reading.REASONING,
                "/prompt_audio_seconds", Reading.SECONDS,
                "/total_tokens", Reading.TOTAL);
        return ReplyFields.of(UsageFormula.INCLUSIVE)
                .usage("/usage", counts)
                .usage("/x_groq/usage", counts)
                .served(Reading.TIER, "/service_tier", "/usage/service_tier");
    }
}
