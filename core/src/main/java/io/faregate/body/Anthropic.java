package io.faregate.body;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Anthropic's Messages: their requests and replies as tables. */
final class Anthropic {
    /** What the SDK of the betas writes; the header says which, and that is looked at. */
    static final QueryFields QUERY = QueryFields.none().parameter("beta", "true|false");

    private static final String BLOCK = "/messages/*/content/*";
    private static final String RESULT = BLOCK + "/content/*";

    private Anthropic() {}

    static Fields request(Set<String> allowed) {
        return Fields.none()
                .model("/model")
                .choice(Choice.OUTPUT_TOKENS, "/max_tokens")
                .budget("/thinking/budget_tokens")
                .stream("/stream")
                .all(Role.TEXT, "/system", "/system/*/text")
                .oneOf("/system/*/type", "text")
                .claims(Claim.SYSTEM, "/system")
                .instructions("/system", "%s")
                .all(Role.MESSAGE, "/messages/*")
                .oneOf(Role.AUTHOR, "/messages/*/role", "user")
                .claims(Claim.SYSTEM, "/messages/*/role", Set.of("system"))
                .claims(Claim.HISTORY, "/messages/*/role", Set.of("assistant"))
                .all(Role.TEXT, "/messages/*/content", BLOCK + "/text", BLOCK + "/thinking")
                .oneOf(BLOCK + "/type", "text", "image")
                .claims(Claim.HISTORY, BLOCK + "/type", Set.of("thinking", "redacted_thinking"))
                .claims(Claim.HISTORY, BLOCK + "/thinking")
                .claims(Claim.TOOLS, BLOCK + "/type", Set.of("tool_use", "tool_result"))
                .all(Role.TEXT, BLOCK + "/id", BLOCK + "/tool_use_id", BLOCK + "/signature", BLOCK + "/data")
                .all(Role.PASS, BLOCK + "/name", BLOCK + "/input", BLOCK + "/citations")
                .oneOf(BLOCK + "/caller/type", "direct")
                .all(Role.SETTING, BLOCK + "/is_error")
                .all(Role.TEXT, BLOCK + "/content", RESULT + "/text")
                .oneOf(RESULT + "/type", "text", "image")
                .claims(Claim.HISTORY, BLOCK + "/signature", BLOCK + "/data")
                .claims(Claim.TOOLS, BLOCK + "/id", BLOCK + "/tool_use_id", BLOCK + "/name", BLOCK + "/input")
                .claims(Claim.TOOLS, BLOCK + "/content", BLOCK + "/is_error", BLOCK + "/caller")
                .each(List.of(BLOCK + "/source", RESULT + "/source"), Anthropic::source)
                .required("/messages", "/messages/*/role", "/messages/*/content")
                .all(Role.TOOL, "/tools/*")
                .oneOf(Role.TOOL_KIND, "/tools/*/type", "custom", "web_search", "web_fetch", "code_execution")
                .all(Role.FETCHED, "/tools/*/max_content_tokens")
                .all(Role.PASS, "/tools/*/allowed_domains", "/tools/*/blocked_domains", "/tools/*/user_location")
                .all(Role.USES, "/tools/*/max_uses")
                .readsInEachTurn()
                .all(Role.TOOL_NAME, "/tools/*/name")
                .all(Role.PASS, "/tools/*/description", "/tools/*/input_schema")
                .all(Role.PASS, "/tools/*/input_examples")
                .all(Role.SETTING, "/tools/*/strict", "/tools/*/eager_input_streaming")
                .oneOf("/tool_choice/type", "auto", "any", "tool", "none")
                .all(Role.TOOL_NAME, "/tool_choice/name")
                .all(Role.SETTING, "/tool_choice/disable_parallel_tool_use")
                .claims(Claim.TOOLS, "/tools", "/tool_choice")
                .each(List.of("", "/system/*", BLOCK, RESULT, "/tools/*"), Anthropic::cache)
                .oneOf("/thinking/type", "enabled", "disabled", "adaptive")
                .all(Role.PASS, "/thinking/display", "/output_config/effort", "/output_config/format", "/output_format")
                .all(Role.PASS, "/stop_sequences", "/metadata")
                .all(Role.SETTING, "/temperature", "/top_k", "/top_p")
                .all(Role.DENIED, "/container", "/mcp_servers", "/context_management", "/compaction", "/thread")
                .oneOf(Role.TIER, "/service_tier")
                .oneOf(Role.SPEED, "/speed")
                .oneOf(Role.REGION, "/inference_geo")
                .all(Role.DENIED, "/fallbacks")
                .all(Role.DENIED, "/billing_policy", "/workspace_id", "/user_profile_id")
                .allowed(allowed);
    }

    private static void source(Fields fields, String at) {
        fields.all(Role.SOURCE, at)
                .oneOf(at + "/type", "base64", "url")
                .all(Role.MEDIA_TYPE, at + "/media_type")
                .all(Role.DATA, at + "/data", at + "/url");
    }

    private static void cache(Fields fields, String at) {
        fields.oneOf(at + "/cache_control/type", "ephemeral")
                .oneOf(Role.LIFETIME, at + "/cache_control/ttl", "5m", "1h");
    }

    /** A stream says at its beginning what it has read, and at its end what it has used; counts of both are of the whole. */
    static ReplyFields reply() {
        Map<String, Reading> counts = Map.of(
                "/input_tokens", Reading.FRESH,
                "/cache_read_input_tokens", Reading.CACHE_READ,
                "/cache_creation_input_tokens", Reading.CACHE_WRITE,
                "/cache_creation/ephemeral_5m_input_tokens", Reading.CACHE_WRITE_5M,
                "/cache_creation/ephemeral_1h_input_tokens", Reading.CACHE_WRITE_1H,
                "/output_tokens", Reading.COMPLETION,
                "/output_tokens_details/thinking_tokens", Reading.REASONING,
                "/server_tool_use/web_search_requests", Reading.WEB_SEARCHES);
        return ReplyFields.of(UsageFormula.EXCLUSIVE)
                .opening("/message/usage", counts)
                .usage("/usage", counts)
                .served(Reading.TIER, "/usage/service_tier", "/message/usage/service_tier")
                .served(Reading.SPEED, "/usage/speed", "/message/usage/speed")
                .served(Reading.REGION, "/usage/inference_geo", "/message/usage/inference_geo")
                .turns("/usage/iterations/*", counts)
                .thoughts("/delta/thinking", "/delta/signature", "/content_block/thinking", "/content_block/data")
                .deltas("/delta/text", "/delta/partial_json", "/content_block/text", "/content_block/name");
    }
}
