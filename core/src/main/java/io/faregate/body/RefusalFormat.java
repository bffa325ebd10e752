package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * How a refusal is said to the clients of a dialect: one JSON document, in an answer or in a stream; and how nothing is
 * said to them. Stateless.
 */
interface RefusalFormat {
    /** Every reader of events skips it. */
    String COMMENT = ":\n\n";

    /** Writes the document. */
    void write(JsonGenerator json, Refusal refusal);

    default String contentType() {
        return "application/json";
    }

    default int status(Reason reason) {
        return reason.status();
    }

    /** Puts in what this dialect's clients look for in headers besides the usual ones. */
    default void putHeaders(Map<String, String> headers, Refusal refusal) {}

    default Answer answer(Refusal refusal) {
        Map<String, String> headers = RetryHeaders.of(refusal, contentType());
        putHeaders(headers, refusal);
        return new Answer(status(refusal.reason()), headers, json(refusal));
    }

    /** The document as the last of a stream; empty where none can stand behind what was written. */
    default Optional<byte[]> lastWords(Refusal refusal, @Nullable String contentType) {
        return switch (ReplyShape.of(contentType)) {
            case EVENTS -> Optional.of(event(refusal).getBytes(StandardCharsets.US_ASCII));
            case LINES -> Optional.of((json(refusal) + "\n").getBytes(StandardCharsets.US_ASCII));
            case FRAMES -> frame(refusal);
            case DOCUMENT, OTHER -> Optional.empty();
        };
    }

    /** The document as a binary frame; empty for dialects that have none. */
    default Optional<byte[]> frame(Refusal refusal) {
        return Optional.empty();
    }

    /** The document as one event of a stream of events. */
    default String event(Refusal refusal) {
        return "event: error\ndata: " + json(refusal) + "\n\n";
    }

    /** An event, or a comment, that says nothing. */
    default String heartbeat() {
        return COMMENT;
    }

    default String json(Refusal refusal) {
        return JsonText.of(json -> write(json, refusal));
    }
}
