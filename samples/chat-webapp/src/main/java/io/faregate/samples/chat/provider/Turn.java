package io.faregate.samples.chat.provider;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One message of a conversation.
 *
 * @param role {@code user}, {@code assistant}, {@code system}, or {@code tool} for what a tool has found
 * @param text all of it that counts
 */
record Turn(String role, String text) {
    static final String USER = "user";
    static final String TOOL = "tool";

    /** The text of a content that is a string, or a list of parts that have text. */
    static String text(JsonNode content) {
        return content.isArray()
                ? content.valueStream()
                        .map(part -> part.path("text").stringValue(""))
                        .collect(Collectors.joining())
                : content.stringValue("");
    }

    /** Three tokens frame each message, three more open the answer. */
    static int tokens(List<Turn> turns) {
        return 3
                + turns.stream()
                        .mapToInt(turn -> 3 + Tokens.count(turn.role) + Tokens.count(turn.text))
                        .sum();
    }
}
