package io.faregate.servers;

import io.faregate.integrations.Streams;
import io.faregate.test.Reply;
import java.io.IOException;
import java.time.Duration;

/** What goes on when a client leaves, and how it leaves. */
enum Departure {
    STREAMING_FIN("leaving mid-stream, FIN", "/stream", true, false),
    STREAMING_RST("leaving mid-stream, RST", "/stream", true, true),
    WAITING_FIN("leaving before the first token, FIN", "/stream", false, false),
    WAITING_RST("leaving before the first token, RST", "/stream", false, true),
    BLOCKING_FIN("leaving while a servlet blocks, FIN", "/block", false, false),
    BLOCKING_RST("leaving while a servlet blocks, RST", "/block", false, true);

    static final String EVENT = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\" gate\"}}]}";

    private static final Duration PERIOD = Duration.ofMillis(50);

    private final String label;
    private final String path;
    private final boolean streaming;
    private final boolean resetting;

    Departure(String label, String path, boolean streaming, boolean resetting) {
        this.label = label;
        this.path = path;
        this.streaming = streaming;
        this.resetting = resetting;
    }

    String label() {
        return label;
    }

    String path() {
        return path;
    }

    /** Whether the client has heard something before it leaves. */
    boolean isStreaming() {
        return streaming;
    }

    Reply reply() {
        return streaming ? Streams.endlessEvents(PERIOD, EVENT) : Reply.silence();
    }

    void leave(Rider rider) throws IOException {
        if (resetting) {
            rider.reset();
        } else {
            rider.close();
        }
    }
}
