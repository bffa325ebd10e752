package io.faregate.ride;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeoutException;

/**
 * A container's body stream for the gate, as adapters hand it on: counts, and says in one way how reading failed. Used by
 * one thread at a time.
 */
public final class UnreadBody extends InputStream {
    private final InputStream in;
    private long count;
    private boolean ended;

    /**
     * A body of which nothing is read yet.
     *
     * @param in the container's stream
     */
    public UnreadBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read;
        try {
            read = in.read(bytes, offset, length);
        } catch (IOException failure) {
            throw isTimeout(failure) ? late(failure) : failure;
        } catch (RuntimeException failure) {
            // Jetty reports broken chunks as its own runtime exception
            throw isTimeout(failure) ? late(failure) : new IOException(failure);
        }
        ended |= read < 0;
        count += Math.max(0, read);
        return read;
    }

    private static IOException late(Exception failure) {
        InterruptedIOException late = new InterruptedIOException("the body did not arrive in time");
        late.initCause(failure);
        return late;
    }

    /**
     * Whether a container gave up waiting for the client; each has its own way to say so.
     *
     * @param failure what it threw
     * @return true when it, or one of its causes, is a timeout
     */
    public static boolean isTimeout(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 8; depth++) {
            if (cause instanceof TimeoutException || cause instanceof InterruptedIOException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /**
     * Whether the body was read to its end.
     *
     * @param declaredLength the length that the client declared, or -1
     * @return true when nothing of it is left
     */
    public boolean isRead(long declaredLength) {
        return ended || count == declaredLength;
    }
}
