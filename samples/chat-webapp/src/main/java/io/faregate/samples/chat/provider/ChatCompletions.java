package io.faregate.samples.chat.provider;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's {@code POST /v1/chat/completions}. */
final class ChatCompletions implements Api {

    @Override
    public Asked read(JsonNode body) {
        List<Turn> turns =
                body.path("messages").valueStream().map(ChatCompletions::turn).toList();
        List<Tool> tools = body.path("tools")
                .valueStream()
                .map(tool -> tool.path("function"))
                .map(tool -> new Tool(tool.path("name").stringValue(""), tool.path("parameters")))
                .toList();
        int most =
                body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(Asked.MODEL_MAXIMUM));
        return new Asked(body, most, body.path("n").asInt(1), turns, tools);
    }

    private static Turn turn(JsonNode message) {
        JsonNode calls = message.path("tool_calls");
        String text = Turn.text(message.path("content"));
        return new Turn(message.path("role").stringValue(""), calls.isEmpty() ? text : text + calls);
    }

    @Override
    public Wire wire(Asked asked, Script script) {
        return new ChatWire(asked, script);
    }

    @Override
    public JsonNode error(int status, String message) {
        return openAiError(status, message);
    }

    /** An error as all of OpenAI's APIs have it. */
    static ObjectNode openAiError(int status, String message) {
        ObjectNode error = Wire.object();
        error.putObject("error")
                .put("message", message)
                .put("type", status == 429 ? "requests" : status >= 500 ? "server_error" : "invalid_request_error")
                .putNull("param")
                .put("code", status == 429 ? "rate_limit_exceeded" : status >= 500 ? "server_error" : "invalid_value");
        return error;
    }
}
