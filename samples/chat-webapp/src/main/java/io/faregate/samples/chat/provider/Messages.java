package io.faregate.samples.chat.provider;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's {@code POST /v1/messages}. */
final class Messages implements Api {

    @Override
    public Asked read(JsonNode body) {
        Stream<Turn> system = Stream.of(Turn.text(body.path("system")))
                .filter(text -> !text.isEmpty())
                .map(text -> new Turn("system", text));
        Stream<Turn> asked = body.path("messages").valueStream().flatMap(Messages::turns);
        List<Tool> tools = body.path("tools")
                .valueStream()
                .map(tool -> new Tool(tool.path("name").stringValue(""), tool.path("input_schema")))
                .toList();
        // the one API where a request must say how much may be written
        int most = body.path("max_tokens").asInt(0);
        return new Asked(body, most, 1, Stream.concat(system, asked).toList(), tools);
    }

    /** What tools have found comes as parts of a user's message. */
    private static Stream<Turn> turns(JsonNode message) {
        String role = message.path("role").stringValue("");
        JsonNode content = message.path("content");
        List<Turn> results = content.valueStream()
                .filter(block -> isA("tool_result", block))
                .map(block -> new Turn(Turn.TOOL, Turn.text(block.path("content"))))
                .toList();
        String calls = content.valueStream()
                .filter(block -> isA("tool_use", block))
                .map(JsonNode::toString)
                .collect(Collectors.joining());
        String text = Turn.text(content) + calls;
        return text.isEmpty() ? results.stream() : Stream.concat(results.stream(), Stream.of(new Turn(role, text)));
    }

    private static boolean isA(String type, JsonNode block) {
        return block.path("type").stringValue("").equals(type);
    }

    @Override
    public Wire wire(Asked asked, Script script) {
        return new MessagesWire(asked, script);
    }

    @Override
    public ObjectNode error(int status, String message) {
        return errorOf(status, message);
    }

    static ObjectNode errorOf(int status, String message) {
        String type = status == 429 ? "rate_limit_error" : status >= 500 ? "api_error" : "invalid_request_error";
        ObjectNode error = Wire.object().put("type", "error");
        error.putObject("error").put("type", type).put("message", message);
        return error;
    }
}
