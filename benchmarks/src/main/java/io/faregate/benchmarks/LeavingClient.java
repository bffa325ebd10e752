package io.faregate.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client that asks once, reads what comes on a thread of its own, and leaves. Used by one thread. */
abstract class LeavingClient implements AutoCloseable {
    static final String ASK = "{\"message\":\"a\"}";

    private static final int RECEIVED = 32 * 1024;

    private final CountDownLatch spoken = new CountDownLatch(1);
    private final Socket socket = new Socket();
    private volatile boolean reads = true;

    LeavingClient(String from, InetSocketAddress server) throws IOException {
        socket.setTcpNoDelay(true);
        // one that stops reading is soon full
        socket.setReceiveBufferSize(RECEIVED);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(server);
    }

    /** Asks for a path, and names the provider that the application is to call. */
    final void ask(String path, String provider) throws IOException {
        socket.getOutputStream().write(request(path, provider));
        Thread reader = new Thread(this::read, "leaving-client");
        reader.setDaemon(true);
        reader.start();
    }

    abstract byte[] request(String path, String provider);

    private void read() {
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (reads && readPiece(in)) {
                // until it leaves
            }
        } catch (IOException left) {
            // as it was to
        }
    }

    /** Reads a line, or a frame; false at the end. */
    abstract boolean readPiece(InputStream in) throws IOException;

    /** An event of the application's has come. */
    final void heard() {
        spoken.countDown();
    }

    final void awaitEvent(long millis) throws InterruptedException, IOException {
        if (!spoken.await(millis, TimeUnit.MILLISECONDS)) {
            throw new IOException("not what is to be measured: no event came");
        }
    }

    final void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    final void stopReading() {
        reads = false;
    }

    final void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Says that the answer is of no use any more, where that can be said; the connection goes on. */
    abstract void resetStream() throws IOException;

    @Override
    public final void close() throws IOException {
        socket.close();
    }
}
