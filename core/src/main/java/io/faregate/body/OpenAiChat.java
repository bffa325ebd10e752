package io.faregate.body;

import java.util.Map;
import java.util.Set;

/** OpenAI's Chat Completions, as many others speak it too: its requests and replies as tables. */
final class OpenAiChat {
    /** Features of the day, and who is billed: of no use for a guarded client. */
    static final HeadFields HEADS = HeadFields.none()
            .header("OpenAI-Beta")
            .header("OpenAI-Organization")
            .header("OpenAI-Project");

    /** The version of Azure's interface; what it brings is a field of the body, and refused there. */
    static final QueryFields QUERY = QueryFields.none().parameter("api-version", "[0-9A-Za-z.-]{1,32}");

    private OpenAiChat() {}

    static Fields request(Set<String> allowed) {
        return Fields.none()
                .model("/model")
                .choice(Choice.OUTPUT_TOKENS, "/max_completion_tokens", "/max_tokens")
                .choiceIfNamed(Choice.CHOICES, "/n")
                .stream("/stream")
                .usageAsked("/stream_options/include_usage")
                .all(Role.PASS, "/stream_options/include_obfuscation")
                .all(Role.MESSAGE, "/messages/*")
                .all(Role.STRING, "/messages/*/role", "/messages/*/tool_call_id")
                .all(Role.TEXT, "/messages/*/content", "/messages/*/content/*/text", "/messages/*/content/*/refusal")
                .oneOf("/messages/*/content/*/type", "text", "refusal")
                .all(Role.IMAGE, "/messages/*/content/*/image_url")
                .all(Role.MEDIA, "/messages/*/content/*/input_audio", "/messages/*/content/*/file")
                .all(Role.TEXTS, "/messages/*/name", "/messages/*/refusal", "/messages/*/annotations")
                .all(Role.TEXTS, "/messages/*/tool_calls", "/messages/*/function_call")
                .all(Role.TEXTS, "/messages/*/reasoning", "/messages/*/reasoning_content")
                .all(Role.DENIED, "/messages/*/audio")
                .required("/messages", "/messages/*/role")
                .all(Role.TOOL, "/tools/*", "/functions/*")
                .oneOf("/tools/*/type", "function", "custom")
                .all(Role.PASS, "/tools/*/function", "/tools/*/custom", "/tool_choice", "/function_call")
                .all(Role.PASS, "/parallel_tool_calls", "/response_format", "/reasoning_effort", "/verbosity")
                .all(Role.PASS, "/temperature", "/top_p", "/frequency_penalty", "/presence_penalty", "/seed", "/stop")
                .all(Role.PASS, "/metadata", "/user", "/safety_identifier", "/prompt_cache_key")
                .all(Role.DENIED, "/audio", "/modalities", "/prediction", "/web_search_options", "/moderation")
                .all(Role.DENIED, "/service_tier", "/store", "/prompt_cache_options", "/prompt_cache_retention")
                .all(Role.DENIED, "/logit_bias", "/logprobs", "/top_logprobs")
                .allowed(allowed);
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

    /** Groq reports a stream's usage in a place of its own. */
    static ReplyFields usage() {
        Map<String, Reading> counts = Map.of(
                "/prompt_tokens", Reading.PROMPT,
                "/prompt_tokens_details/cached_tokens", Reading.CACHE_READ,
                "/prompt_tokens_details/cache_write_tokens", Reading.CACHE_WRITE,
                "/prompt_tokens_details/audio_tokens", Reading.AUDIO_IN,
                "/completion_tokens", Reading.COMPLETION,
                "/completion_tokens_details/audio_tokens", Reading.AUDIO_OUT,
                "/total_tokens", Reading.TOTAL);
        return ReplyFields.of(UsageFormula.INCLUSIVE).usage("/usage", counts).usage("/x_groq/usage", counts);
    }
}
