package io.faregate.servlet;

import io.faregate.body.ResponseMeter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What can be said to a client without saying anything: a comment between two events, or by choice a blank before a JSON
 * document. Immutable.
 */
final class Heartbeat {
    static final byte[] NOTHING = {};

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BLANK = {' '};

    /** Tomcat ends a connection of HTTP/2 whose frames are many and small. */
    private static final byte[] LONG_COMMENT = (":" + " ".repeat(1024) + "\n\n").getBytes(StandardCharsets.US_ASCII);

    private final boolean head;
    private final byte[] comment;
    private final boolean json;

    Heartbeat(HttpServletRequest request, boolean json) {
        this.head = request.getMethod().equals("HEAD");
        this.comment = request.getProtocol().startsWith("HTTP/1") ? COMMENT : LONG_COMMENT;
        this.json = json;
    }

    /**
     * The heartbeat that fits a response, between two events if it has begun.
     *
     * @param begun the meter of what the application has written; null for nothing yet
     * @return bytes; none where they would be part of what is said
     */
    byte[] in(HttpServletResponse response, @Nullable ResponseMeter begun) {
        String type = response.getContentType();
        boolean isFree = !head
                && type != null
                && response.getStatus() == HttpServletResponse.SC_OK
                && !response.containsHeader("Content-Length")
                && !response.containsHeader("Content-Encoding");
        if (!isFree) {
            return NOTHING;
        }
        String media = type.toLowerCase(Locale.ROOT);
        if (media.startsWith("text/event-stream")) {
            return comment;
        }
        return json && begun == null && media.startsWith("application/json") ? BLANK : NOTHING;
    }
}
