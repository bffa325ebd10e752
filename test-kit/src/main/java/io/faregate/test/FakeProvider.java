package io.faregate.test;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A provider of models on a free port of the loopback interface, which says what a test tells it: the test sees what was
 * sent, and when a client closed its connection. It speaks HTTP/1.1, one request a connection. Its dialect is found by the
 * path, as that of a real one is; a policy that names its providers by host says {@code 127.0.0.1} for it. Thread-safe.
 *
 * <pre>{@code
 * try (FakeProvider provider = FakeProvider.json(200, "{\"choices\":[]}")) {
 *     inference.call(client, provider.post(prompt), BodyHandlers.ofString());
 *     assertThat(provider.bodies().take()).contains("\"max_completion_tokens\":800");
 * }
 * }</pre>
 */
public final class FakeProvider implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(FakeProvider::daemon);
    private final Reply[] replies;
    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private final CountDownLatch closedByClient = new CountDownLatch(1);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch deaf = new CountDownLatch(1);

    /**
     * Says one reply after the other, a connection each, and the last one again to all that come after.
     *
     * @param replies at least one
     * @throws UncheckedIOException when there is no port
     */
    public FakeProvider(Reply... replies) {
        if (replies.length == 0) {
            throw new IllegalArgumentException("a provider without a reply; Reply.silence() is one");
        }
        this.replies = replies.clone();
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        threads.execute(this::accept);
    }

    /**
     * Always says the same, see {@link Reply#json}.
     *
     * @param status the HTTP status
     * @param body JSON
     * @return a provider that listens
     */
    public static FakeProvider json(int status, String body) {
        return new FakeProvider(Reply.json(status, body));
    }

    /**
     * Always streams the same, see {@link Reply#events}.
     *
     * @param events their data, or their lines
     * @return a provider that listens
     */
    public static FakeProvider events(String... events) {
        return new FakeProvider(Reply.events(events));
    }

    /**
     * Always begins the same stream and leaves it open, see {@link Reply#openEvents}.
     *
     * @param events their data, or their lines
     * @return a provider that listens
     */
    public static FakeProvider openEvents(String... events) {
        return new FakeProvider(Reply.openEvents(events));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "fake-provider");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Where it listens, for clients that take a base URL.
     *
     * @return as {@code http://127.0.0.1:40123}
     */
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /**
     * Where one of its paths is.
     *
     * @param path as {@code /v1/chat/completions}, by which its dialect is known
     * @return the address
     */
    public URI uri(String path) {
        return URI.create(url() + path);
    }

    /**
     * A request to it.
     *
     * @param path as {@code /v1/messages}
     * @param json the body
     * @return a request of the JDK's client
     */
    public HttpRequest post(String path, String json) {
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
    }

    /**
     * A request of a chat, to {@code /v1/chat/completions}.
     *
     * @param json the body, in the dialect {@code openai-chat}
     * @return a request of the JDK's client
     */
    public HttpRequest post(String json) {
        return post("/v1/chat/completions", json);
    }

    /**
     * The bodies that came, in their order, each until it is taken.
     *
     * @return a queue whose {@code take()} waits for the next
     */
    public BlockingQueue<String> bodies() {
        return bodies;
    }

    /**
     * How many connections are open now.
     *
     * @return connections
     */
    public int openConnections() {
        return open.size();
    }

    /**
     * Waits until a client has closed its connection, as one does whose ride is cancelled.
     *
     * @throws AssertionError when none has within half a minute
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public void awaitClosedByClient() throws InterruptedException {
        if (!isClosedByClientWithin(PATIENCE)) {
            throw new AssertionError("No client has closed its connection within " + PATIENCE.toSeconds() + " s; "
                    + openConnections() + " are open.");
        }
    }

    /**
     * Waits until a client has closed its connection, or time is over.
     *
     * @param patience how long to wait
     * @return whether one has
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public boolean isClosedByClientWithin(Duration patience) throws InterruptedException {
        return closedByClient.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void accept() {
        try {
            for (int number = 0; true; number++) {
                Socket socket = server.accept();
                open.add(socket);
                Reply reply = replies[Math.min(number, replies.length - 1)];
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
            bodies.add(ReceivedBody.read(in));
            if (staysOpen(reply, socket)) {
                in.transferTo(OutputStream.nullOutputStream());
                closedByClient.countDown();
            }
        } catch (IOException reset) {
            if (!server.isClosed()) {
                closedByClient.countDown();
            }
        } finally {
            open.remove(socket);
        }
    }

    /** Whether the connection is still there behind the reply. */
    private static boolean staysOpen(Reply reply, Socket socket) throws IOException {
        try {
            reply.write(socket.getOutputStream());
            return !socket.isClosed();
        } catch (ResetWanted reset) {
            socket.setSoLinger(true, 0);
            return false;
        }
    }

    /** Stops listening, and closes the connections that are open. */
    @Override
    public void close() {
        closeQuietly(server);
        awaitDeaf();
        threads.shutdownNow();
        open.forEach(FakeProvider::closeQuietly);
    }

    /** The kernel takes one more connection for a thread that has not come back from it. */
    private void awaitDeaf() {
        try {
            deaf.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Closeable end) {
        try {
            end.close();
        } catch (IOException gone) {
            // nothing is left to be closed
        }
    }
}
