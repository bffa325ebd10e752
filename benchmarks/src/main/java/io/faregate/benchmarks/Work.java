package io.faregate.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.faregate.test.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** What is going on when a client leaves. */
enum Work {
    RUNNING("while the stream runs"),
    FIRST_TOKEN("before the first token"),
    GAP("in a gap"),
    BLOCKING("while a servlet blocks"),
    AT_ONCE("as soon as it has asked"),
    FLOOD("while much is sent");

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final byte[] EVENT =
            chunk("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\" gate\"}}]}\n\n");
    private static final byte[] PADDING = chunk(":" + " ".repeat(16 * 1024) + "\n\n");

    private final String label;

    Work(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    String path() {
        return this == BLOCKING ? RelayServlet.BLOCK : RelayServlet.STREAM;
    }

    /** Whether the client hears something before it leaves. */
    boolean speaks() {
        return this == RUNNING || this == GAP || this == FLOOD;
    }

    /** Whether it goes on for a while before the client leaves. */
    boolean lasts() {
        return this != AT_ONCE && this != FLOOD;
    }

    /** Whether nothing is written when the client leaves. */
    boolean isIdle() {
        return this != RUNNING && this != FLOOD;
    }

    /** What the provider says meanwhile. It reads on, so that it sees at once when its connection is closed. */
    Reply reply(Executor threads) {
        return switch (this) {
            case RUNNING -> speaking(out -> threads.execute(() -> repeat(out, EVENT, PERIOD_NANOS)));
            case GAP -> speaking(out -> {});
            case FLOOD -> speaking(out -> threads.execute(() -> repeat(out, PADDING, 0)));
            default -> Reply.silence();
        };
    }

    private static Reply speaking(Consumer<OutputStream> more) {
        return out -> {
            out.write(HEAD.getBytes(US_ASCII));
            out.write(EVENT);
            more.accept(out);
        };
    }

    private static void repeat(OutputStream out, byte[] chunk, long pauseNanos) {
        try {
            while (true) {
                LockSupport.parkNanos(pauseNanos);
                out.write(chunk);
            }
        } catch (IOException closed) {
            // the application has stopped it
        }
    }

    private static byte[] chunk(String text) {
        return (Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(US_ASCII);
    }
}
