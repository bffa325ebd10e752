package io.faregate.samples.chat.provider;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** OpenAI's {@code POST /v1/responses}. */
final class Responses implements Api {

    @Override
    public Asked read(JsonNode body) {
        JsonNode input = body.path("input");
        Stream<Turn> asked = input.isString()
                ? Stream.of(new Turn(Turn.USER, input.stringValue()))
                : input.valueStream().map(Responses::turn);
        Stream<Turn> instructions = Stream.of(body.path("instructions").stringValue(""))
                .filter(text -> !text.isEmpty())
                .map(text -> new Turn("system", text));
        List<Tool> tools = body.path("tools")
                .valueStream()
                .map(tool -> new Tool(tool.path("name").stringValue(""), tool.path("parameters")))
                .toList();
        int most = body.path("max_output_tokens").asInt(Asked.MODEL_MAXIMUM);
        return new Asked(body, most, 1, Stream.concat(instructions, asked).toList(), tools);
    }

    /** An item is a message, what a tool was asked for, or what it has found. */
    private static Turn turn(JsonNode item) {
        return switch (item.path("type").stringValue("message")) {
            case "function_call" -> new Turn("assistant", item.toString());
            case "function_call_output" -> new Turn(Turn.TOOL, Turn.text(item.path("output")));
            default -> new Turn(item.path("role").stringValue(""), Turn.text(item.path("content")));
        };
    }

    @Override
    public Wire wire(Asked asked, Script script) {
        return new ResponsesWire(asked, script);
    }

    @Override
    public JsonNode error(int status, String message) {
        return ChatCompletions.openAiError(status, message);
    }
}
