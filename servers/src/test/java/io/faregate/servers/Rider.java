package io.faregate.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client on a connection of its own, which it can leave at any time. */
final class Rider implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private final Socket socket;
    private final InputStream in;

    Rider(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = socket.getInputStream();
    }

    /** Asks, and names the provider that the application is to call. */
    Rider ask(String path, String user, String provider) throws IOException {
        String request = String.join(
                "\r\n",
                "POST " + path + " HTTP/1.1",
                "Host: " + Installation.ADDRESS,
                "X-User: " + user,
                "X-Provider: " + provider,
                "Content-Type: application/json",
                "Content-Length: " + Contract.QUESTION.length(),
                "",
                Contract.QUESTION);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** Reads until a text has come; what is before it. */
    String readTo(String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("closed after: " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    /** Reads until the answer ends, by its last chunk or by the end of the connection. */
    void readToEnd() throws IOException {
        StringBuilder read = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            read.append((char) next);
            if (read.indexOf(LAST_CHUNK) >= 0) {
                return;
            }
        }
    }

    /** Hangs up without a goodbye. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
