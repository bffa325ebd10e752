package io.faregate.body;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cohere's chat, version 2: its requests and replies as tables. It bills the units that it calls billed. */
final class Cohere {
    private static final String PART = "/messages/*/content/*";

    private Cohere() {}

    static Fields request(Set<String> allowed) {
        return Fields.none()
                .model("/model")
                .choice(Choice.OUTPUT_TOKENS, "/max_tokens")
                .budget("/thinking/token_budget")
                .oneOf("/thinking/type", "enabled", "disabled")
                .stream("/stream")
                .all(Role.MESSAGE, "/messages/*")
                .oneOf(Role.AUTHOR, "/messages/*/role", "user")
                .claims(Claim.SYSTEM, "/messages/*/role", Set.of("system"))
                .claims(Claim.HISTORY, "/messages/*/role", Set.of("assistant"))
                .claims(Claim.TOOLS, "/messages/*/role", Set.of("tool"))
                .instructions("/messages/*", "{\"role\":\"system\",\"content\":%s}")
                .all(Role.TEXT, "/messages/*/tool_call_id")
                .all(Role.TEXT, "/messages/*/content", PART + "/text", PART + "/thinking", "/messages/*/tool_plan")
                .oneOf(PART + "/type", "text", "document", "image_url")
                .claims(Claim.HISTORY, PART + "/type", Set.of("thinking"))
                .claims(Claim.HISTORY, PART + "/thinking")
                .all(Role.DOCUMENT, PART + "/document", "/documents/*")
                .all(Role.PASS, "/messages/*/tool_calls", "/messages/*/citations")
                .picture(PART + "/image_url")
                .claims(Claim.HISTORY, "/messages/*/citations")
                .claims(Claim.TOOLS, "/messages/*/tool_calls", "/messages/*/tool_plan", "/messages/*/tool_call_id")
                .required("/messages", "/messages/*/role")
                .all(Role.TOOL, "/tools/*")
                .oneOf(Role.TOOL_KIND, "/tools/*/type", "function")
                .each(List.of("/tools/*/function"), OpenAiChat::function)
                .oneOf("/tool_choice", "REQUIRED", "NONE")
                .all(Role.SETTING, "/strict_tools")
                .claims(Claim.TOOLS, "/tools", "/tool_choice", "/strict_tools")
                .all(Role.PASS, "/response_format")
                .all(Role.PASS, "/citation_options", "/safety_mode")
                .all(Role.SETTING, "/temperature", "/p", "/k", "/seed")
                .all(Role.PASS, "/stop_sequences")
                .all(Role.SETTING, "/frequency_penalty", "/presence_penalty")
                .all(Role.DENIED, "/priority", "/raw_prompting")
                .all(Role.SETTING, "/logprobs")
                .allowed(allowed);
    }

    static ReplyFields reply() {
        Map<String, Reading> counts = Map.of("/input_tokens", Reading.PROMPT, "/output_tokens", Reading.COMPLETION);
        return ReplyFields.of(UsageFormula.INCLUSIVE)
                .usage("/usage/billed_units", counts)
                .usage("/delta/usage/billed_units", counts)
                .deltas("/delta/message/content/text", "/delta/message/content/thinking", "/delta/message/tool_plan")
                .deltas("/delta/message/tool_calls/function/name", "/delta/message/tool_calls/function/arguments");
    }
}
