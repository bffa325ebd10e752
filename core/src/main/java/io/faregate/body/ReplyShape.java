package io.faregate.body;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a reply is cut into documents, by what it says that it is. */
enum ReplyShape {
    /** One document. */
    DOCUMENT,
    /** Server-sent events. */
    EVENTS,
    /** A document a line. */
    LINES,
    /** Binary frames of Amazon's event streams. */
    FRAMES,
    /** What nobody reads. */
    OTHER;

    /** The shape that a content type names, with whatever parameters. */
    static ReplyShape of(@Nullable String contentType) {
        if (contentType == null) {
            return OTHER;
        }
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return switch (type.strip().toLowerCase(Locale.ROOT)) {
            case "application/json" -> DOCUMENT;
            case ResponseMeter.EVENT_STREAM -> EVENTS;
            case "application/x-ndjson", "application/jsonl", "application/jsonlines" -> LINES;
            case "application/vnd.amazon.eventstream" -> FRAMES;
            default -> OTHER;
        };
    }
}
