package io.faregate.samples.chat.provider;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the stand-in says: text, token by token, or tool calls. Decided before the first token, so that streaming and not
 * say the same.
 *
 * @param pieces the text's tokens, repeated until {@code tokens} are said
 * @param tokens how many tokens one choice has
 * @param toolCalls what it asks for instead of text
 * @param cut whether it had more to say
 */
record Script(List<String> pieces, int tokens, List<ObjectNode> toolCalls, boolean cut) {
    private static final int FRAME_OF_TOOL_CALL = 8;
    private static final List<String> PROSE = Tokens.split("""
             This is the stand-in provider: no model has read your message, and no money was spent. The answer is as \
            long as you asked for and as the gate allowed, counted with a real tokenizer. A fare gate holds the most \
            that a ride could cost before the train leaves, and settles what it did cost when the rider gets off. \
            Close the stream, and the train stops.""");

    static Script of(Completion asked) {
        return asked.toolsWanted() > 0 ? tools(asked) : text(asked);
    }

    private static Script text(Completion asked) {
        int wanted = asked.directives().tokens().orElse(PROSE.size());
        int said = Math.min(wanted, asked.mostTokens());
        return new Script(PROSE, said, List.of(), said < wanted);
    }

    private static Script tools(Completion asked) {
        List<JsonNode> offered = asked.tools();
        List<ObjectNode> calls = new ArrayList<>();
        int tokens = 0;
        for (int at = 0; at < asked.toolsWanted(); at++) {
            int nth = asked.toolsAnswered() + at;
            ObjectNode call = toolCall(offered.get(nth % offered.size()), nth);
            int more = FRAME_OF_TOOL_CALL + Tokens.count(call.path("function").toString());
            if (tokens + more > asked.mostTokens()) {
                return new Script(List.of(), Math.max(1, tokens), calls, true);
            }
            tokens += more;
            calls.add(call);
        }
        return new Script(List.of(), tokens, calls, false);
    }

    private static ObjectNode toolCall(JsonNode tool, int nth) {
        ObjectNode arguments = JsonMapper.shared().createObjectNode();
        tool.path("parameters")
                .path("properties")
                .propertyNames()
                .forEach(name -> arguments.put(name, value(name, nth)));
        ObjectNode call = JsonMapper.shared().createObjectNode();
        call.put("id", "call_" + nth).put("type", "function");
        call.putObject("function")
                .put("name", tool.path("name").stringValue(""))
                .put("arguments", arguments.toString());
        return call;
    }

    private static String value(String name, int nth) {
        return name.equals("expression")
                ? "(" + (nth + 2) + " + 40) * 3"
                : "how a fare gate settles, part " + (nth + 1);
    }

    String piece(int at) {
        return pieces.isEmpty() ? "" : pieces.get(at % pieces.size());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < tokens && !pieces.isEmpty(); at++) {
            text.append(piece(at));
        }
        return text.toString().strip();
    }

    String finishReason() {
        return cut ? "length" : toolCalls.isEmpty() ? "stop" : "tool_calls";
    }
}
