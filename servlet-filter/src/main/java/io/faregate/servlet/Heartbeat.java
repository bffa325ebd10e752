package io.faregate.servlet;

import io.faregate.body.ResponseMeter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What can be said to a client without saying anything: the dialect's own heartbeat between two events, or by choice a
 * blank before a JSON document. Immutable.
 */
final class Heartbeat {
    static final byte[] NOTHING = {};

    private static final byte[] BLANK = {' '};

    /** Tomcat ends a connection of HTTP/2 whose frames are many and small. */
    private static final String PADDING = ":" + " ".repeat(1024) + "\n";

    private final String event;
    private final boolean isPadded;
    private final boolean json;

    private Heartbeat(String event, boolean isPadded, boolean json) {
        this.event = event;
        this.isPadded = isPadded;
        this.json = json;
    }

    /**
     * The heartbeat for the responses to a request.
     *
     * @param event the dialect's
     * @param json whether JSON documents get blanks
     * @return null when no response to it has a body
     */
    static @Nullable Heartbeat of(HttpServletRequest request, String event, boolean json) {
        boolean hasNoBody = request.getMethod().equals("HEAD");
        return hasNoBody ? null : new Heartbeat(event, !request.getProtocol().startsWith("HTTP/1"), json);
    }

    /**
     * The heartbeat that fits a response, between two events if it has begun.
     *
     * @param begun the meter of what the application has written; null for nothing yet
     * @return bytes; none where they would be part of what is said
     */
    byte[] in(HttpServletResponse response, @Nullable ResponseMeter begun) {
        String type = response.getContentType();
        boolean isFree = type != null
                && response.getStatus() == HttpServletResponse.SC_OK
                && !response.containsHeader("Content-Length")
                && !response.containsHeader("Content-Encoding");
        if (!isFree) {
            return NOTHING;
        }
        if (ResponseMeter.isEventStream(type)) {
            return (isPadded ? PADDING + event : event).getBytes(StandardCharsets.UTF_8);
        }
        boolean isJson = type.toLowerCase(Locale.ROOT).startsWith("application/json");
        return json && begun == null && isJson ? BLANK : NOTHING;
    }
}
