package io.faregate.body;

import java.util.Set;

/**
 * OpenAI's Completions, the legacy ones, as vLLM and others speak them too: their requests and replies as tables. A body
 * may have many prompts, as text or as tokens, and each of them gets as many replies as are asked for; {@code best_of} of
 * them are written, whatever is shown.
 */
final class OpenAiCompletions {
    private OpenAiCompletions() {}

    static Fields request(Set<String> allowed) {
        return Fields.none()
                .model("/model")
                .choice(Choice.OUTPUT_TOKENS, "/max_tokens")
                .choiceIfNamed(Choice.CHOICES, "/n", "/best_of")
                .stream("/stream")
                .usageAsked("/stream_options/include_usage")
                .all(Role.SETTING, "/stream_options/include_obfuscation")
                .all(Role.TEXT, "/prompt", "/suffix")
                .all(Role.ITEM, "/prompt/*")
                .all(Role.TOKEN, "/prompt/*/*")
                .required("/prompt")
                .all(Role.PASS, "/stop", "/user")
                .all(Role.SETTING, "/echo", "/seed", "/temperature", "/top_p")
                .all(Role.SETTING, "/frequency_penalty", "/presence_penalty")
                .choiceIfNamed(Choice.TOP_LOGPROBS, "/logprobs")
                .all(Role.DENIED, "/logit_bias")
                .allowed(allowed);
    }

    static ReplyFields reply() {
        return OpenAiChat.usage().choices("/choices/*", "/text");
    }
}
