package io.faregate.samples.chat.provider;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** One request as the stand-in reads it: what it was asked, and how much it may say. */
final class Completion {
    /** What the real models write at most. */
    private static final int MODEL_MAXIMUM = 128_000;

    private static final int MOST_CHOICES = 128;

    private final JsonNode body;
    private final Directives directives;
    private final int promptTokens;

    Completion(JsonNode body) {
        this.body = body;
        this.directives = Directives.in(lastUserMessage(body.path("messages")));
        this.promptTokens = promptTokens(body);
    }

    /** What is wrong with a body, in the provider's words; empty when nothing is. */
    static String mistake(JsonNode body) {
        if (!body.path("model").isString()) {
            return "you must provide a model parameter";
        }
        if (body.path("messages").isEmpty()) {
            return "Missing required parameter: 'messages'.";
        }
        int choices = body.path("n").asInt(1);
        if (choices < 1 || choices > MOST_CHOICES) {
            return "n must be from 1 to " + MOST_CHOICES + ", not " + choices + ".";
        }
        int most = most(body);
        return most < 1 || most > MODEL_MAXIMUM
                ? "max_completion_tokens must be from 1 to " + MODEL_MAXIMUM + ", not " + most + "."
                : "";
    }

    String model() {
        return body.path("model").stringValue();
    }

    Directives directives() {
        return directives;
    }

    int promptTokens() {
        return promptTokens;
    }

    boolean streams() {
        return body.path("stream").asBoolean(false);
    }

    /** Whether the last chunk of a stream is to tell the usage. */
    boolean usageInStream() {
        return directives.usage()
                && body.path("stream_options").path("include_usage").asBoolean(false);
    }

    int choices() {
        return body.path("n").asInt(1);
    }

    int mostTokens() {
        return most(body);
    }

    private static int most(JsonNode body) {
        return body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(MODEL_MAXIMUM));
    }

    List<JsonNode> tools() {
        return StreamSupport.stream(body.path("tools").spliterator(), false)
                .map(tool -> tool.path("function"))
                .toList();
    }

    /** How many tools it asks for in this turn, and how many it asked for since the user's last message. */
    int toolsWanted() {
        int answered = toolsAnswered();
        if (tools().isEmpty()) {
            return 0;
        }
        return answered < directives.tools() ? 1 : answered == 0 ? directives.toolsAtOnce() : 0;
    }

    int toolsAnswered() {
        int answered = 0;
        for (JsonNode message : body.path("messages")) {
            answered = switch (role(message)) {
                case "user" -> 0;
                case "tool" -> answered + 1;
                default -> answered;
            };
        }
        return answered;
    }

    /** Three tokens frame each message, three more open the answer; tools are part of the prompt. */
    private static int promptTokens(JsonNode body) {
        int tokens = 3;
        for (JsonNode message : body.path("messages")) {
            tokens += 3 + Tokens.count(role(message)) + Tokens.count(text(message));
            if (message.has("tool_calls")) {
                tokens += Tokens.count(message.path("tool_calls").toString());
            }
        }
        return body.has("tools") ? tokens + Tokens.count(body.path("tools").toString()) : tokens;
    }

    private static String lastUserMessage(JsonNode messages) {
        String last = "";
        for (JsonNode message : messages) {
            if (role(message).equals("user")) {
                last = text(message);
            }
        }
        return last;
    }

    private static String role(JsonNode message) {
        return message.path("role").stringValue("");
    }

    private static String text(JsonNode message) {
        JsonNode content = message.path("content");
        return content.isArray()
                ? StreamSupport.stream(content.spliterator(), false)
                        .map(part -> part.path("text").stringValue(""))
                        .collect(Collectors.joining())
                : content.stringValue("");
    }
}
