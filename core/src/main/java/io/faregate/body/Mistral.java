package io.faregate.body;

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
                .all(Role.STRING, "/messages/*/role", "/messages/*/tool_call_id")
                .all(Role.TEXT, "/messages/*/content", PART + "/text", PART + "/thinking", PART + "/thinking/*/text")
                .oneOf(PART + "/type", "text", "thinking", "image_url")
                .oneOf(PART + "/thinking/*/type", "text")
                .all(Role.PASS, PART + "/closed", "/messages/*/prefix")
                .picture(PART + "/image_url")
                .all(Role.MEDIA, PART + "/document_url", PART + "/file_id", PART + "/input_audio")
                .all(Role.TEXTS, "/messages/*/name", "/messages/*/tool_calls")
                .required("/messages", "/messages/*/role")
                .all(Role.TOOL, "/tools/*")
                .oneOf(Role.TOOL_KIND, "/tools/*/type", "function")
                .all(Role.PASS, "/tools/*/function", "/tool_choice", "/parallel_tool_calls", "/response_format")
                .all(Role.PASS, "/reasoning_effort", "/prompt_mode", "/safe_prompt", "/temperature", "/top_p")
                .all(Role.PASS, "/random_seed", "/stop", "/frequency_penalty", "/presence_penalty")
                .all(Role.PASS, "/metadata", "/prompt_cache_key")
                .all(Role.DENIED, "/service_tier", "/prediction", "/guardrails")
                .allowed(allowed);
    }
}
