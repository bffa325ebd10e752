package io.faregate.integrations;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** A provider on a socket of its own: a test sees what was sent, and when a client closed its connection. */
public final class LoopbackProvider implements AutoCloseable {
    /** The bodies that came. */
    public final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();

    /** Counted down when a client has closed its connection. */
    public final CountDownLatch closedByClient = new CountDownLatch(1);

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch deaf = new CountDownLatch(1);
    private final IntFunction<Reply> replies;
    private final AtomicInteger open = new AtomicInteger();
    private int connections;

    /** Writes a response, perhaps not all of it. */
    public interface Reply {

        /** Leaves the connection open behind what it wrote, or not. */
        boolean write(OutputStream out) throws IOException;

        /** Whether a connection that is not left open is reset, and not closed. */
        default boolean resets() {
            return false;
        }
    }

    /** Replies by the number of the connection, from 0. */
    public LoopbackProvider(IntFunction<Reply> replies) throws IOException {
        this.replies = replies;
        threads.execute(this::accept);
    }

    /** Says nothing. */
    public static Reply silence() {
        return out -> true;
    }

    /** Closes the connection without a word. */
    public static Reply hangUp() {
        return out -> false;
    }

    /** Writes what another would, and closes the connection in the midst of it. */
    public static Reply hangingUp(Reply first) {
        return out -> {
            first.write(out);
            return false;
        };
    }

    /** Writes what another would, and resets the connection. */
    public static Reply resetting(Reply first) {
        return new Reply() {
            @Override
            public boolean write(OutputStream out) throws IOException {
                first.write(out);
                return false;
            }

            @Override
            public boolean resets() {
                return true;
            }
        };
    }

    /** A whole answer. */
    public static Reply json(int status, String body) {
        return out -> {
            out.write(("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nConnection: close\r\n"
                            + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.UTF_8));
            return true;
        };
    }

    /** Streams the data of some events; ends, or says nothing more. */
    public static Reply events(boolean staysOpen, String... data) {
        return stream("data: ", staysOpen, data);
    }

    /** Streams some events, each its name, a line end and its field of data; ends, or says nothing more. */
    public static Reply namedEvents(boolean staysOpen, String... events) {
        return stream("event: ", staysOpen, events);
    }

    /** Streams the data of an event, another one when it is told to go on, and ends. */
    public static Reply eventsInTurn(CountDownLatch goOn, String first, String last) {
        Reply beginning = events(true, first);
        return out -> {
            beginning.write(out);
            try {
                goOn.await();
            } catch (InterruptedException over) {
                return false;
            }
            chunk(out, "data: " + last + "\n\n");
            end(out);
            return true;
        };
    }

    /** Streams the data of an event again and again, until its client has closed the connection. */
    public static Reply endlessEvents(Duration pause, String data) {
        Reply beginning = events(true, data);
        return out -> {
            beginning.write(out);
            Thread writer = new Thread(() -> repeat(out, pause, data), "endless-events");
            writer.setDaemon(true);
            writer.start();
            return true;
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

    private static Reply stream(String field, boolean staysOpen, String... events) {
        return pieces(
                staysOpen,
                Stream.of(events).map(event -> field + event + "\n\n").toArray(String[]::new));
    }

    /** Streams pieces of events as they are, each at once; ends, or says nothing more. */
    public static Reply pieces(boolean staysOpen, String... pieces) {
        return out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.UTF_8));
            for (String piece : pieces) {
                chunk(out, piece);
            }
            if (!staysOpen) {
                end(out);
            }
            return true;
        };
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

    /** Where it listens, without a path. */
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** How many connections are open now. */
    public int openConnections() {
        return open.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.incrementAndGet();
                Reply reply = replies.apply(connections++);
                threads.execute(() -> serve(socket, reply));
            }
        } catch (IOException closed) {
            // the test is over
        } finally {
            deaf.countDown();
        }
    }

    private void serve(Socket socket, Reply reply) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            bodies.add(body(in));
            if (reply.write(socket.getOutputStream())) {
                in.transferTo(OutputStream.nullOutputStream());
                closedByClient.countDown();
            } else if (reply.resets()) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException reset) {
            closedByClient.countDown();
        } finally {
            open.decrementAndGet();
        }
    }

    private static String body(InputStream in) throws IOException {
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        server.close();
        awaitDeaf();
        threads.shutdownNow();
    }

    /** The kernel takes one more connection for a thread that has not come back from it. */
    private void awaitDeaf() {
        try {
            deaf.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
