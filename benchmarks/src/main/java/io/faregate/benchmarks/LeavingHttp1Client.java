package io.faregate.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;

/** A client of HTTP/1.1. */
final class LeavingHttp1Client extends LeavingClient {
    private final StringBuilder line = new StringBuilder();

    LeavingHttp1Client(String from, InetSocketAddress server) throws IOException {
        super(from, server);
    }

    @Override
    byte[] request(String path, String provider) {
        return String.join(
                        "\r\n",
                        "POST " + path + " HTTP/1.1",
                        "Host: x",
                        RelayServlet.PROVIDER + ": " + provider,
                        "Content-Type: application/json",
                        "Content-Length: " + ASK.length(),
                        "",
                        ASK)
                .getBytes(US_ASCII);
    }

    @Override
    boolean readPiece(InputStream in) throws IOException {
        line.setLength(0);
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            next = in.read();
        }
        if (line.indexOf("data:") == 0) {
            heard();
        }
        return next >= 0;
    }

    @Override
    void resetStream() {
        throw new UnsupportedOperationException("HTTP/1.1 has one stream, its connection");
    }
}
