package io.faregate.servers;

import io.faregate.integrations.LoopbackProvider;
import io.faregate.integrations.LoopbackProvider.Reply;
import java.io.IOException;
import java.time.Duration;

/** What goes on when a client leaves, and how it leaves. */
enum Departure {
    STREAMING_FIN("leaving mid-stream, FIN", "/stream", true, Rider::close),
    STREAMING_RST("leaving mid-stream, RST", "/stream", true, Rider::reset),
    WAITING_FIN("leaving before the first token, FIN", "/stream", false, Rider::close),
    WAITING_RST("leaving before the first token, RST", "/stream", false, Rider::reset),
    BLOCKING_FIN("leaving while a servlet blocks, FIN", "/block", false, Rider::close),
    BLOCKING_RST("leaving while a servlet blocks, RST", "/block", false, Rider::reset);

    static final String EVENT = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\" gate\"}}]}";

    private static final Duration PERIOD = Duration.ofMillis(50);

    private final String label;
    private final String path;
    private final boolean streaming;
    private final Leaving leaving;

    private interface Leaving {
        void leave(Rider rider) throws IOException;
    }

    Departure(String label, String path, boolean streaming, Leaving leaving) {
        this.label = label;
        this.path = path;
        this.streaming = streaming;
        this.leaving = leaving;
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
        return streaming ? LoopbackProvider.endlessEvents(PERIOD, EVENT) : LoopbackProvider.silence();
    }

    void leave(Rider rider) throws IOException {
        leaving.leave(rider);
    }
}
