package io.faregate.body;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ollama's chat and generate: their requests and replies as tables. The server takes names in any case, which the scan
 * refuses; it writes without end unless told, and streams unless told.
 */
final class Ollama {
    private Ollama() {}

    static Fields request(Set<String> allowed) {
        return Fields.none().model("/model").choice(Choice.OUTPUT_TOKENS, "/options/num_predict").stream("/stream")
                .streamsUnlessTold()
                .all(Role.MESSAGE, "/messages/*")
                .oneOf(Role.AUTHOR, "/messages/*/role", "user")
                .claims(Claim.SYSTEM, "/messages/*/role", Set.of("system"))
                .claims(Claim.HISTORY, "/messages/*/role", Set.of("assistant"))
                .claims(Claim.TOOLS, "/messages/*/role", Set.of("tool"))
                .all(Role.TEXT, "/messages/*/tool_call_id")
                .all(Role.TEXT, "/messages/*/content", "/messages/*/thinking", "/prompt", "/suffix", "/system")
                .all(Role.PASS, "/messages/*/tool_calls", "/messages/*/tool_name", "/messages/*/name")
                .claims(Claim.SYSTEM, "/system")
                .instructions("/messages/*", "{\"role\":\"system\",\"content\":%s}")
                .instructions("/system", "%s")
                .claims(Claim.HISTORY, "/messages/*/thinking")
                .claims(Claim.TOOLS, "/messages/*/tool_calls", "/messages/*/tool_name", "/messages/*/tool_call_id")
                .all(Role.IMAGE, "/messages/*/images/*", "/images/*")
                .required("/messages/*/role")
                .all(Role.TOOL, "/tools/*")
                .oneOf(Role.TOOL_KIND, "/tools/*/type", "function")
                .each(List.of("/tools/*/function"), OpenAiChat::function)
                .claims(Claim.TOOLS, "/tools")
                .all(Role.PASS, "/format", "/think")
                .all(Role.SETTING, "/options/temperature", "/options/top_k", "/options/top_p", "/options/min_p")
                .all(Role.PASS, "/options/stop")
                .all(Role.SETTING, "/options/typical_p", "/options/seed", "/options/repeat_last_n")
                .all(Role.SETTING, "/options/repeat_penalty", "/options/presence_penalty", "/options/frequency_penalty")
                .all(Role.DENIED, "/options/num_ctx", "/options/num_batch", "/options/num_gpu", "/options/num_thread")
                .all(Role.DENIED, "/keep_alive", "/context", "/template", "/raw")
                .choiceIfNamed(Choice.TOP_LOGPROBS, "/top_logprobs")
                .all(Role.SETTING, "/logprobs")
                .allowed(allowed);
    }

    /** The last line counts; a prompt that the server still had is missing there, and is then estimated. */
    static ReplyFields reply() {
        Map<String, Reading> counts = Map.of("/prompt_eval_count", Reading.PROMPT, "/eval_count", Reading.COMPLETION);
        return ReplyFields.of(UsageFormula.INCLUSIVE)
                .usage("", counts)
                .deltas(
                        "/message/content",
                        "/message/thinking",
                        "/message/tool_calls/*/function",
                        "/response",
                        "/thinking");
    }
}
