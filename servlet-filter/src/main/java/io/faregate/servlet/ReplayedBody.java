package io.faregate.servlet;

import io.faregate.ride.RideOverException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The checked bytes as a servlet's stream; they are all there, so it is always ready. */
final class ReplayedBody extends ServletInputStream {
    private final byte[] body;
    private final HttpServletRequest request;
    private volatile int position;
    private @Nullable ReadListener listener;

    ReplayedBody(byte[] body, HttpServletRequest request) {
        this.body = body;
        this.request = request;
    }

    @Override
    public int read() {
        if (position == body.length) {
            return -1;
        }
        int next = position;
        position = next + 1;
        return body[next] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int from = position;
        if (length == 0) {
            return 0;
        }
        if (from == body.length) {
            return -1;
        }
        int count = Math.min(length, body.length - from);
        System.arraycopy(body, from, bytes, offset, count);
        position = from + count;
        return count;
    }

    @Override
    public byte[] readAllBytes() {
        return readNBytes(Integer.MAX_VALUE);
    }

    /** How long the rest is is known: no buffers in between. */
    @Override
    public byte[] readNBytes(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("length is " + length);
        }
        int from = position;
        int to = from + Math.min(length, body.length - from);
        position = to;
        return Arrays.copyOfRange(body, from, to);
    }

    @Override
    public int available() {
        return body.length - position;
    }

    @Override
    public boolean isFinished() {
        return position == body.length;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener reader) {
        Objects.requireNonNull(reader, "readListener");
        if (listener != null) {
            throw new IllegalStateException("A read listener is set already.");
        }
        if (!request.isAsyncStarted()) {
            throw new IllegalStateException("A read listener needs startAsync().");
        }
        listener = reader;
        request.getAsyncContext().start(() -> deliver(reader));
    }

    /** A listener that takes a piece and returns is called for the next, as long as it takes any. */
    private void deliver(ReadListener reader) {
        try {
            int before;
            do {
                before = position;
                reader.onDataAvailable();
            } while (position > before && !isFinished());
            if (isFinished()) {
                reader.onAllDataRead();
            }
        } catch (RideOverException over) {
            throw over;
        } catch (IOException | RuntimeException failure) {
            reader.onError(failure);
        }
    }
}
