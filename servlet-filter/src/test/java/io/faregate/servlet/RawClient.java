package io.faregate.servlet;

import io.faregate.containers.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocketFactory;

/** A client that says exactly what a test wants, and hangs up when it wants. */
final class RawClient implements AutoCloseable {
    private final Socket transport;
    private final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        this(connected(port));
    }

    private RawClient(Socket plain) throws IOException {
        this(plain, plain);
    }

    private RawClient(Socket transport, Socket socket) throws IOException {
        this.transport = transport;
        this.socket = socket;
        socket.setSoTimeout((int) Site.PATIENCE.toMillis());
        in = socket.getInputStream();
    }

    /** One that speaks over TLS. */
    static RawClient overTls(int port) throws IOException {
        Socket transport = connected(port);
        SSLSocketFactory tls = TestCertificate.context().getSocketFactory();
        return new RawClient(transport, tls.createSocket(transport, "localhost", port, true));
    }

    private static Socket connected(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Whether something has come, or the server has hung up. */
    boolean hasAnswer() throws IOException {
        return in.available() > 0;
    }

    /** Reads until some text has come. */
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

    /** Reads some bytes, whatever they are. */
    void skip(int count) throws IOException {
        in.skipNBytes(count);
    }

    /** Reads one response with a declared length. */
    String readResponse() throws IOException {
        String head = readTo("\r\n\r\n");
        int length = 0;
        for (String line : head.split("\r\n", -1)) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Reads whatever comes until the server closes, or breaks off. */
    String readToEnd() {
        StringBuilder read = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                read.append((char) next);
            }
        } catch (SocketTimeoutException open) {
            throw new AssertionError("still open after: " + read, open);
        } catch (IOException broken) {
            return read + "<broken>";
        }
        return read.toString();
    }

    /** Says that nothing more will be said, and goes on reading. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Hangs up without a goodbye. */
    void reset() throws IOException {
        transport.setSoLinger(true, 0);
        transport.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
