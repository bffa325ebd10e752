package io.faregate.samples.chat.provider;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of one answer, as OpenAI writes it. */
final class Wire {
    private final Completion asked;
    private final Script script;
    private final String id = "chatcmpl-" + UUID.randomUUID();
    private final long created = Instant.now().getEpochSecond();

    Wire(Completion asked, Script script) {
        this.asked = asked;
        this.script = script;
    }

    /** The whole answer. */
    ObjectNode completion() {
        ObjectNode completion = head("chat.completion");
        ArrayNode choices = completion.putArray("choices");
        for (int choice = 0; choice < asked.choices(); choice++) {
            ObjectNode entry = choices.addObject().put("index", choice);
            message(entry.putObject("message"));
            entry.putNull("logprobs").put("finish_reason", script.finishReason());
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
            message.putNull("content").putArray("tool_calls").addAll(script.toolCalls());
        }
        message.putNull("refusal").putArray("annotations");
    }

    ObjectNode opening(int choice) {
        ObjectNode chunk = chunk(choice, null);
        delta(chunk).put("role", "assistant").put("content", "").putNull("refusal");
        return chunk;
    }

    ObjectNode text(int choice, int token) {
        ObjectNode chunk = chunk(choice, null);
        delta(chunk).put("content", token == 0 ? script.piece(0).stripLeading() : script.piece(token));
        return chunk;
    }

    ObjectNode toolCall(int choice, int call) {
        ObjectNode chunk = chunk(choice, null);
        ObjectNode asked = script.toolCalls().get(call).deepCopy();
        delta(chunk).putArray("tool_calls").add(asked.put("index", call));
        return chunk;
    }

    ObjectNode closing(int choice) {
        return chunk(choice, script.finishReason());
    }

    ObjectNode usageChunk() {
        ObjectNode chunk = head("chat.completion.chunk");
        chunk.putArray("choices");
        chunk.set("usage", usage());
        return chunk;
    }

    static ObjectNode error(String message, String type, String code) {
        ObjectNode error = JsonMapper.shared().createObjectNode();
        error.putObject("error")
                .put("message", message)
                .put("type", type)
                .putNull("param")
                .put("code", code);
        return error;
    }

    private ObjectNode head(String object) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", asked.model())
                .put("service_tier", "default")
                .putNull("system_fingerprint");
    }

    private ObjectNode chunk(int choice, @Nullable String finish) {
        ObjectNode chunk = head("chat.completion.chunk");
        ObjectNode entry = chunk.putArray("choices").addObject().put("index", choice);
        entry.putObject("delta");
        entry.putNull("logprobs").put("finish_reason", finish);
        if (asked.usageInStream()) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private static ObjectNode delta(ObjectNode chunk) {
        return (ObjectNode) chunk.path("choices").path(0).path("delta");
    }

    private ObjectNode usage() {
        int prompt = asked.promptTokens();
        int completion = Math.multiplyExact(script.tokens(), asked.choices());
        ObjectNode usage = JsonMapper.shared()
                .createObjectNode()
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
