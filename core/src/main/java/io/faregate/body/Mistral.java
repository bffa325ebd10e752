package io.faregate.body;

import java.util.List;
import java.util.Set;

/** Mistral's chat: its requests as a table; its replies are those of OpenAI's, and always report usage. */
final class Mistral {
    private static final String PART = "/messages/*/content/*";

    private Mistral() {}

    static Fields request(Set<String> allowed) {
        return Fields.none()
                .model("/model")
                .choice(Choice.OUTPUT_TOKENS, "/max_tokens")
                .choiceIfNamed(Choice.CHOICES, "/n")
                .stream("/stream")
                .all(Role.MESSAGE, "/messages/*")
                .oneOf(Role.AUTHOR, "/messages/*/role", "user")
                .claims(Claim.SYSTEM, "/messages/*/role", Set.of("system"))
                .claims(Claim.HISTORY, "/messages/*/role", Set.of("assistant"))
                .claims(Claim.TOOLS, "/messages/*/role", Set.of("tool"))
                .instructions("/messages/*", "{\"role\":\"system\",\"content\":%s}")
                .all(Role.TEXT, "/messages/*/tool_call_id")
                .all(Role.TEXT, "/messages/*/content", PART + "/text", PART + "/thinking", PART + "/thinking/*/text")
                .oneOf(PART + "/type", "text", "image_url")
                .claims(Claim.HISTORY, PART + "/type", Set.of("thinking"))
                .claims(Claim.HISTORY, PART + "/thinking")
                .oneOf(PART + "/thinking/*/type", "text")
                .all(Role.SETTING, PART + "/closed", "/messages/*/prefix")
                .picture(PART + "/image_url")
                .all(Role.SOUND, PART + "/input_audio")
                .all(Role.MEDIA, PART + "/document_url", PART + "/file_id")
                .all(Role.PASS, "/messages/*/name", "/messages/*/tool_calls")
                .claims(Claim.HISTORY, "/messages/*/prefix")
                .claims(Claim.TOOLS, "/messages/*/tool_calls", "/messages/*/tool_call_id")
                .required("/messages", "/messages/*/role")
                .all(Role.TOOL, "/tools/*")
                .oneOf(
                        Role.TOOL_KIND,
                        "/tools/*/type",
                        "function",
                        "web_search",
                        "web_search_premium",
                        "code_interpreter")
                .each(List.of("/tools/*/function"), OpenAiChat::function)
                .oneOf("/tool_choice", "none", "auto", "any", "required")
                .oneOf("/tool_choice/type", "function")
                .named("/tool_choice/function/name")
                .all(Role.SETTING, "/parallel_tool_calls")
                .claims(Claim.TOOLS, "/tools", "/tool_choice", "/parallel_tool_calls")
                .all(Role.PASS, "/response_format")
                .all(Role.PASS, "/reasoning_effort", "/prompt_mode")
                .all(Role.SETTING, "/safe_prompt", "/temperature", "/top_p")
                .all(Role.PASS, "/stop")
                .all(Role.SETTING, "/random_seed", "/frequency_penalty", "/presence_penalty")
                .all(Role.PASS, "/metadata", "/prompt_cache_key")
                .oneOf(Role.TIER, "/service_tier")
                .all(Role.DENIED, "/prediction", "/guardrails")
                .allowed(allowed);
    }
}
