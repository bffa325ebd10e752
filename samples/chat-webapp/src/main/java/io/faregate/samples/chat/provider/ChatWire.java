package io.faregate.samples.chat.provider;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An answer of Chat Completions. A stream has chunks without names, one for each choice. */
final class ChatWire implements Wire {
    private final Asked asked;
    private final Script script;
    private final boolean usageInStream;
    private final String id = "chatcmpl-" + UUID.randomUUID();
    private final long created = Instant.now().getEpochSecond();

    ChatWire(Asked asked, Script script) {
        this.asked = asked;
        this.script = script;
        this.usageInStream = asked.directives().usage()
                && asked.body().path("stream_options").path("include_usage").asBoolean(false);
    }

    @Override
    public ObjectNode whole() {
        ObjectNode completion = head("chat.completion");
        ArrayNode choices = completion.putArray("choices");
        for (int choice = 0; choice < asked.choices(); choice++) {
            ObjectNode entry = choices.addObject().put("index", choice);
            message(entry.putObject("message"));
            entry.putNull("logprobs").put("finish_reason", finishReason());
        }
        if (asked.directives().usage()) {
            completion.set("usage", usage());
        }
        return completion;
    }

    private void message(ObjectNode message) {
        message.put("role", "assistant");
        if (script.toolCalls().isEmpty()) {
            message.put("content", script.text());
        } else {
            ArrayNode calls = message.putNull("content").putArray("tool_calls");
            script.toolCalls().forEach(call -> calls.add(call(call)));
        }
        message.putNull("refusal").putArray("annotations");
    }

    private static ObjectNode call(Tool.Call wanted) {
        ObjectNode call = Wire.object().put("id", wanted.id()).put("type", "function");
        call.putObject("function")
                .put("name", wanted.name())
                .put("arguments", wanted.arguments().toString());
        return call;
    }

    private String finishReason() {
        return script.ending("stop", "tool_calls", "length");
    }

    @Override
    public List<Event> opening() {
        return chunks(Wire.object().put("role", "assistant").put("content", "").putNull("refusal"), null);
    }

    @Override
    public List<Event> token(int at) {
        return chunks(Wire.object().put("content", script.piece(at)), null);
    }

    @Override
    public List<Event> toolCall(int at) {
        ObjectNode delta = Wire.object();
        delta.putArray("tool_calls").add(call(script.toolCalls().get(at)).put("index", at));
        return chunks(delta, null);
    }

    @Override
    public List<Event> closing() {
        List<Event> events = new ArrayList<>(chunks(Wire.object(), finishReason()));
        if (usageInStream) {
            ObjectNode chunk = head("chat.completion.chunk");
            chunk.putArray("choices");
            events.add(Event.unnamed(chunk.set("usage", usage())));
        }
        events.add(new Event("", "[DONE]"));
        return events;
    }

    @Override
    public Event broken(String message) {
        return Event.unnamed(ChatCompletions.openAiError(500, message));
    }

    private List<Event> chunks(ObjectNode delta, @Nullable String finish) {
        return IntStream.range(0, asked.choices())
                .mapToObj(choice -> Event.unnamed(chunk(choice, delta, finish)))
                .toList();
    }

    private ObjectNode chunk(int choice, ObjectNode delta, @Nullable String finish) {
        ObjectNode chunk = head("chat.completion.chunk");
        ObjectNode entry = chunk.putArray("choices").addObject().put("index", choice);
        entry.set("delta", delta);
        entry.putNull("logprobs").put("finish_reason", finish);
        return usageInStream ? chunk.putNull("usage") : chunk;
    }

    private ObjectNode head(String object) {
        return Wire.object()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", asked.model())
                .put("service_tier", "default")
                .putNull("system_fingerprint");
    }

    private ObjectNode usage() {
        int prompt = asked.promptTokens();
        int completion = Math.multiplyExact(script.tokens(), asked.choices());
        ObjectNode usage = Wire.object()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }
}
