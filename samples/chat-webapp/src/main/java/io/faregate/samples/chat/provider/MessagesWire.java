package io.faregate.samples.chat.provider;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An answer of Messages. A stream says at its beginning what was read, and at its end what was written. */
final class MessagesWire implements Wire {
    private final Asked asked;
    private final Script script;
    private final String id = UUID.randomUUID().toString().replace("-", "");

    MessagesWire(Asked asked, Script script) {
        this.asked = asked;
        this.script = script;
    }

    @Override
    public ObjectNode whole() {
        ObjectNode message = message(stopReason(), script.tokens());
        message.withArray("content").addAll(blocks().toList());
        return message;
    }

    private Stream<ObjectNode> blocks() {
        return script.toolCalls().isEmpty()
                ? Stream.of(text(script.text()))
                : script.toolCalls().stream().map(call -> toolUse(call).set("input", call.arguments()));
    }

    private ObjectNode message(@Nullable String stopReason, int outputTokens) {
        ObjectNode message = Wire.object()
                .put("id", "msg_" + id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", asked.model());
        message.putArray("content");
        message.put("stop_reason", stopReason).putNull("stop_sequence");
        return withUsage(message, outputTokens);
    }

    private ObjectNode withUsage(ObjectNode to, int outputTokens) {
        if (asked.directives().usage()) {
            to.putObject("usage")
                    .put("input_tokens", asked.promptTokens())
                    .put("cache_creation_input_tokens", 0)
                    .put("cache_read_input_tokens", 0)
                    .put("output_tokens", outputTokens);
        }
        return to;
    }

    private String stopReason() {
        return script.ending("end_turn", "tool_use", "max_tokens");
    }

    private static ObjectNode text(String text) {
        return type("text").put("text", text);
    }

    private static ObjectNode toolUse(Tool.Call call) {
        return type("tool_use").put("id", call.id()).put("name", call.name());
    }

    @Override
    public List<Event> opening() {
        ObjectNode start = type("message_start").set("message", message(null, 1));
        return script.toolCalls().isEmpty()
                ? events(start, blockStart(0, text("")), type("ping"))
                : events(start, type("ping"));
    }

    @Override
    public List<Event> token(int at) {
        return events(blockDelta(0, type("text_delta").put("text", script.piece(at))));
    }

    @Override
    public List<Event> toolCall(int at) {
        Tool.Call call = script.toolCalls().get(at);
        ObjectNode use = toolUse(call);
        use.putObject("input");
        return events(
                blockStart(at, use),
                blockDelta(
                        at,
                        type("input_json_delta")
                                .put("partial_json", call.arguments().toString())),
                ofBlock("content_block_stop", at));
    }

    @Override
    public List<Event> closing() {
        ObjectNode end = type("message_delta");
        end.putObject("delta").put("stop_reason", stopReason()).putNull("stop_sequence");
        withUsage(end, script.tokens());
        return script.toolCalls().isEmpty()
                ? events(ofBlock("content_block_stop", 0), end, type("message_stop"))
                : events(end, type("message_stop"));
    }

    @Override
    public Event broken(String message) {
        return Event.typed(Messages.errorOf(500, message));
    }

    private static ObjectNode blockStart(int at, ObjectNode block) {
        return ofBlock("content_block_start", at).set("content_block", block);
    }

    private static ObjectNode blockDelta(int at, ObjectNode delta) {
        return ofBlock("content_block_delta", at).set("delta", delta);
    }

    private static ObjectNode ofBlock(String type, int at) {
        return type(type).put("index", at);
    }

    private static ObjectNode type(String type) {
        return Wire.object().put("type", type);
    }

    private static List<Event> events(ObjectNode... data) {
        return Stream.of(data).map(Event::typed).toList();
    }
}
