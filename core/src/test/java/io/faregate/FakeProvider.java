package io.faregate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A provider on a socket of its own, so that a test sees what was sent and when the connection was closed. */
final class FakeProvider implements AutoCloseable {
    final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    final CountDownLatch closedByClient = new CountDownLatch(1);
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Reply reply;

    /** Writes a response; may return before it is whole to keep the connection open. */
    interface Reply {
        void write(OutputStream out) throws IOException;
    }

    FakeProvider(Reply reply) throws IOException {
        this.reply = reply;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    static FakeProvider json(int status, String body) throws IOException {
        return new FakeProvider(out -> out.write(
                ("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8)));
    }

    /** Streams some events and ends, or stays open after them. */
    static FakeProvider events(boolean staysOpen, String... data) throws IOException {
        return new FakeProvider(out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.UTF_8));
            for (String one : data) {
                chunk(out, "data: " + one + "\n\n");
            }
            if (!staysOpen) {
                out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        });
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    HttpRequest post(String body) {
        return post("/v1/chat/completions", body);
    }

    HttpRequest post(String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            bodies.add(readBody(in));
            reply.write(socket.getOutputStream());
            while (in.read() >= 0) {
                // a client says nothing more on this connection but its end
            }
            closedByClient.countDown();
        } catch (IOException reset) {
            closedByClient.countDown();
        }
    }

    private static String readBody(InputStream in) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1), 1);
        int length = 0;
        String line = reader.readLine();
        while (line != null && !line.isEmpty()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).trim());
            }
            line = reader.readLine();
        }
        char[] body = new char[length];
        for (int read = 0; read < length; ) {
            read += Math.max(0, reader.read(body, read, length - read));
        }
        return new String(new String(body).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
