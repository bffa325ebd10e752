package io.faregate.samples.chat.provider;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/** The connection to a client, watched while the stand-in thinks: a real provider, too, stops for a client that left. */
final class ClientLine {
    private static final long GLANCE_MILLIS = 10;

    private final EndPoint endPoint;
    private final SocketChannel channel;

    private ClientLine(EndPoint endPoint) {
        this.endPoint = endPoint;
        this.channel = (SocketChannel) endPoint.getTransport();
    }

    static ClientLine of(Request request) {
        return new ClientLine(request.getConnectionMetaData().getConnection().getEndPoint());
    }

    /** Waits, but not longer than the client does. */
    void pause(Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        requirePresent();
        for (long left = time.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            Thread.sleep(Math.min(left, GLANCE_MILLIS));
            requirePresent();
        }
    }

    /** Nobody is there to be answered. */
    void hangUp() {
        endPoint.close();
    }

    /**
     * The request has been read to its end and the channel does not block, so there is nothing to read but the end of
     * the stream. (It would swallow the first byte of a pipelined request; no client of the demo sends one.)
     */
    private void requirePresent() throws IOException {
        if (channel.read(ByteBuffer.allocate(1)) < 0) {
            throw new IOException("the client has left");
        }
    }
}
