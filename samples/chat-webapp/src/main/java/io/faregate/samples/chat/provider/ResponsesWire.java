package io.faregate.samples.chat.provider;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** An answer of Responses. A stream's events are typed and numbered; its first and its last have the whole response. */
final class ResponsesWire implements Wire {
    private final Asked asked;
    private final Script script;
    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final long created = Instant.now().getEpochSecond();
    private int sequence;

    ResponsesWire(Asked asked, Script script) {
        this.asked = asked;
        this.script = script;
    }

    @Override
    public ObjectNode whole() {
        ObjectNode response = response(script.cut() ? "incomplete" : "completed");
        response.withArray("output").addAll(output());
        if (script.cut()) {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        return asked.directives().usage() ? response.set("usage", usage()) : response;
    }

    private List<ObjectNode> output() {
        return script.toolCalls().isEmpty()
                ? List.of(message("completed", part(script.text())))
                : script.toolCalls().stream()
                        .map(call -> call(call, call.arguments().toString()))
                        .toList();
    }

    private ObjectNode response(String status) {
        ObjectNode response = Wire.object()
                .put("id", "resp_" + id)
                .put("object", "response")
                .put("created_at", created)
                .put("status", status)
                .put("model", asked.model())
                .put("max_output_tokens", asked.most())
                .put("temperature", 1.0)
                .put("top_p", 1.0)
                .put("tool_choice", "auto")
                .put("parallel_tool_calls", true)
                .put("service_tier", "default");
        response.putNull("error").putNull("incomplete_details").putNull("instructions");
        response.putArray("tools");
        response.putArray("output");
        response.putObject("metadata");
        return response;
    }

    private ObjectNode usage() {
        int output = script.tokens();
        ObjectNode usage = Wire.object()
                .put("input_tokens", asked.promptTokens())
                .put("output_tokens", output)
                .put("total_tokens", asked.promptTokens() + output);
        usage.putObject("input_tokens_details").put("cached_tokens", 0).put("cache_write_tokens", 0);
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        return usage;
    }

    private ObjectNode message(String status, ObjectNode... parts) {
        ObjectNode message = item("msg_" + id, "message", status).put("role", "assistant");
        message.putArray("content").addAll(List.of(parts));
        return message;
    }

    private static ObjectNode part(String text) {
        ObjectNode part = Wire.object().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }

    private ObjectNode call(Tool.Call call, String arguments) {
        return item("fc_" + id + call.id(), "function_call", arguments.isEmpty() ? "in_progress" : "completed")
                .put("call_id", call.id())
                .put("name", call.name())
                .put("arguments", arguments);
    }

    private static ObjectNode item(String id, String type, String status) {
        return Wire.object().put("id", id).put("type", type).put("status", status);
    }

    @Override
    public List<Event> opening() {
        List<Event> events = new ArrayList<>();
        for (String type : List.of("response.created", "response.in_progress")) {
            events.add(event(Wire.object().put("type", type).set("response", response("in_progress"))));
        }
        if (script.toolCalls().isEmpty()) {
            events.add(event(ofItem("response.output_item.added", 0).set("item", message("in_progress"))));
            events.add(event(ofText("response.content_part.added").set("part", part(""))));
        }
        return events;
    }

    @Override
    public List<Event> token(int at) {
        ObjectNode delta = ofText("response.output_text.delta").put("delta", script.piece(at));
        delta.putArray("logprobs");
        return List.of(event(delta));
    }

    @Override
    public List<Event> toolCall(int at) {
        Tool.Call call = script.toolCalls().get(at);
        String arguments = call.arguments().toString();
        ObjectNode done = call(call, arguments);
        String itemId = done.path("id").stringValue();
        return List.of(
                event(ofItem("response.output_item.added", at).set("item", call(call, ""))),
                event(ofItem("response.function_call_arguments.delta", at)
                        .put("item_id", itemId)
                        .put("delta", arguments)),
                event(ofItem("response.function_call_arguments.done", at)
                        .put("item_id", itemId)
                        .put("name", call.name())
                        .put("arguments", arguments)),
                event(ofItem("response.output_item.done", at).set("item", done)));
    }

    @Override
    public List<Event> closing() {
        List<Event> events = new ArrayList<>();
        if (script.toolCalls().isEmpty()) {
            ObjectNode text = ofText("response.output_text.done").put("text", script.text());
            text.putArray("logprobs");
            ObjectNode part = part(script.text());
            events.add(event(text));
            events.add(event(ofText("response.content_part.done").set("part", part)));
            events.add(event(ofItem("response.output_item.done", 0).set("item", message("completed", part))));
        }
        String type = script.cut() ? "response.incomplete" : "response.completed";
        events.add(event(Wire.object().put("type", type).set("response", whole())));
        return events;
    }

    @Override
    public Event broken(String message) {
        ObjectNode failed = response("failed");
        failed.putObject("error").put("code", "server_error").put("message", message);
        return event(Wire.object().put("type", "response.failed").set("response", failed));
    }

    private static ObjectNode ofItem(String type, int at) {
        return Wire.object().put("type", type).put("output_index", at);
    }

    private ObjectNode ofText(String type) {
        return ofItem(type, 0).put("item_id", "msg_" + id).put("content_index", 0);
    }

    private Event event(ObjectNode data) {
        return Event.typed(data.put("sequence_number", sequence++));
    }
}
