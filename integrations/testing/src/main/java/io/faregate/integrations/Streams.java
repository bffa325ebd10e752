package io.faregate.integrations;

import io.faregate.test.Reply;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Streams that say something at a time of the test's own, or in pieces that are no events. */
public final class Streams {
    private Streams() {}

    /** Pieces as they are, each at once; nothing comes behind them. */
    public static Reply openPieces(String... pieces) {
        return out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            for (String piece : pieces) {
                chunk(out, piece);
            }
        };
    }

    /** The same as a whole stream. */
    public static Reply pieces(String... pieces) {
        Reply open = openPieces(pieces);
        return out -> {
            open.write(out);
            end(out);
        };
    }

    /** The data of an event, that of another one when it is told to go on, and the end. */
    public static Reply eventsInTurn(CountDownLatch goOn, String first, String last) {
        Reply beginning = Reply.openEvents(first);
        return out -> {
            beginning.write(out);
            await(goOn);
            chunk(out, "data: " + last + "\n\n");
            end(out);
        };
    }

    /** What another reply says, when it is told to. */
    public static Reply late(CountDownLatch goOn, Reply reply) {
        return out -> {
            await(goOn);
            reply.write(out);
        };
    }

    private static void await(CountDownLatch goOn) throws InterruptedIOException {
        try {
            goOn.await();
        } catch (InterruptedException over) {
            throw new InterruptedIOException("the test is over");
        }
    }

    /** The data of an event again and again, until the client has closed its connection. */
    public static Reply endlessEvents(Duration pause, String data) {
        Reply beginning = Reply.openEvents(data);
        return out -> {
            beginning.write(out);
            Thread writer = new Thread(() -> repeat(out, pause, data), "endless-events");
            writer.setDaemon(true);
            writer.start();
        };
    }

    private static void repeat(OutputStream out, Duration pause, String data) {
        try {
            while (true) {
                LockSupport.parkNanos(pause.toNanos());
                chunk(out, "data: " + data + "\n\n");
            }
        } catch (IOException closed) {
            // as it was to end
        }
    }

    private static void end(OutputStream out) throws IOException {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
