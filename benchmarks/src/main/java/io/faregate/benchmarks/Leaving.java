package io.faregate.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;

/** How a client leaves, and over which protocol. */
enum Leaving {
    FIN("FIN"),
    RST("RST"),
    RST_STREAM("RST_STREAM of HTTP/2"),
    VANISH("HTTP/1.1"),
    VANISH_HTTP2("HTTP/2"),
    STALL("HTTP/1.1"),
    STALL_HTTP2("HTTP/2");

    private final String label;

    Leaving(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    boolean vanishes() {
        return this == VANISH || this == VANISH_HTTP2;
    }

    boolean stalls() {
        return this == STALL || this == STALL_HTTP2;
    }

    /** Whether it is seconds until it is noticed. */
    boolean isSlow() {
        return vanishes() || stalls();
    }

    /** Whether it is measured for this work. */
    boolean fits(Work work) {
        if (stalls()) {
            return work == Work.FLOOD;
        }
        // to a client that vanished something must be sent: nothing is while a servlet blocks
        return vanishes() ? work == Work.RUNNING || work == Work.FIRST_TOKEN || work == Work.GAP : work != Work.FLOOD;
    }

    LeavingClient connect(String from, InetSocketAddress server) throws IOException {
        return switch (this) {
            case FIN, RST, VANISH, STALL -> new LeavingHttp1Client(from, server);
            case RST_STREAM, VANISH_HTTP2, STALL_HTTP2 -> new LeavingHttp2Client(from, server);
        };
    }
}
