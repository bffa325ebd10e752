package io.faregate.servlet;

import io.faregate.body.ResponseMeter;
import io.faregate.ride.CancelReason;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way to the client. Every byte passes the meter; a write that fails means a lost client, and the container is not
 * touched any more. Whoever declares the client lost needs no lock: a write may be stuck in it.
 */
final class GuardedOutput extends ServletOutputStream {
    private static final byte[] END_OF_EVENT = {'\n', '\n'};

    private final HttpServletResponse response;
    private final ServletRide ride;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ServletOutputStream container;
    private @Nullable ResponseMeter meter;
    private volatile @Nullable WriteListener listener;
    private boolean atEventEnd = true;
    private boolean ended;
    private volatile boolean closed;

    GuardedOutput(HttpServletResponse response, ServletRide ride) {
        this.response = response;
        this.ride = ride;
    }

    /** One step on the way to the client. */
    private interface Step {
        void run() throws IOException;
    }

    /** Something said instead of the application. */
    interface Telling {
        boolean tell() throws IOException;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (closed) {
            throw new IOException("The response is closed.");
        }
        guarded(() -> pass(bytes, offset, length));
    }

    /** One write for one call, as a non-blocking container demands it. */
    @Override
    public void print(String text) throws IOException {
        String latin = String.valueOf(text);
        if (latin.chars().anyMatch(character -> character > 0xff)) {
            throw new CharConversionException("Not an ISO-8859-1 character.");
        }
        byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
        write(bytes, 0, bytes.length);
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        ResponseMeter through = meter();
        if (listener == null) {
            through.pass(bytes, offset, length, container());
        } else {
            ByteArrayOutputStream gathered = new ByteArrayOutputStream(length);
            through.pass(bytes, offset, length, gathered);
            send(gathered);
        }
        atEventEnd =
                bytes[offset + length - 1] == '\n' && (length == 1 ? atEventEnd : bytes[offset + length - 2] == '\n');
    }

    /** A non-blocking stream takes one write a turn, and keeps its array. */
    private void send(ByteArrayOutputStream gathered) throws IOException {
        if (gathered.size() > 0) {
            container().write(gathered.toByteArray());
        }
    }

    private ResponseMeter meter() {
        ResponseMeter made = meter;
        if (made == null) {
            String type = response.getContentType();
            made = ride.ride().responseMeter(type == null ? "" : type);
            if (mayWithhold() && response.containsHeader("Content-Length")) {
                response.setContentLength(-1);
            }
            meter = made;
        }
        return made;
    }

    private ServletOutputStream container() throws IOException {
        ServletOutputStream open = container;
        if (open == null) {
            open = opened();
            container = open;
        }
        return open;
    }

    private ServletOutputStream opened() throws IOException {
        try {
            return response.getOutputStream();
        } catch (IllegalStateException writerTaken) {
            return new DecodingOutput(response.getWriter(), Charset.forName(response.getCharacterEncoding()));
        }
    }

    /** Whether fewer bytes may go out than the application writes: a length that it declares would be untrue. */
    boolean mayWithhold() {
        return isEventStream();
    }

    boolean isEventStream() {
        String type = response.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    @Override
    public void flush() throws IOException {
        if (!closed) {
            guarded(() -> container().flush());
        }
    }

    void flushBuffer() throws IOException {
        guarded(response::flushBuffer);
    }

    @Override
    public void close() throws IOException {
        if (closed || ride.isCompleted()) {
            return;
        }
        guarded(() -> {
            endMeter();
            container().close();
        });
        closed = true;
    }

    /** Passes on what the meter holds back; the container closes by itself. */
    void finish() throws IOException {
        if (!closed && meter != null) {
            guarded(this::endMeter);
        }
    }

    private void endMeter() throws IOException {
        ResponseMeter through = meter;
        if (through == null || ended) {
            return;
        }
        ended = true;
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        through.end(held);
        if (listener == null || container().isReady()) {
            send(held);
        }
    }

    /** The container dropped its buffer: so does the meter drop what it holds back. */
    void dropped() {
        atEventEnd = true;
        ResponseMeter through = meter;
        if (through != null) {
            try {
                through.pass(END_OF_EVENT, 0, END_OF_EVENT.length, OutputStream.nullOutputStream());
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** Keeps the application's writes away meanwhile, unless one is under way: it may be stuck. */
    boolean alone(Telling telling) throws IOException {
        if (!ride.isWritable() || !lock.tryLock()) {
            return false;
        }
        try {
            return telling.tell();
        } finally {
            lock.unlock();
        }
    }

    /** Writes an event of the gate's own past the meter. */
    boolean lastEvent(String event) throws IOException {
        if (closed || listener != null) {
            return false;
        }
        guarded(() -> {
            container().write((atEventEnd ? event : "\n\n" + event).getBytes(StandardCharsets.UTF_8));
            container().flush();
        });
        closed = true;
        return true;
    }

    @Override
    public boolean isReady() {
        try {
            return !ride.isWritable() || container().isReady();
        } catch (IOException failure) {
            // the write that follows will say so
            return true;
        }
    }

    @Override
    public void setWriteListener(WriteListener writer) {
        Objects.requireNonNull(writer, "writeListener");
        // the container may call the listener on another thread before this call returns
        listener = writer;
        try {
            container().setWriteListener(new LostClientListener(writer, ride));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void guarded(Step step) throws IOException {
        requireWritable();
        lock.lock();
        try {
            requireWritable();
            step.run();
        } catch (IOException failure) {
            lost(failure);
            throw failure;
        } catch (NullPointerException | IllegalStateException failure) {
            // a container's object that was recycled while the client was lost; else a bug of the application
            if (ride.isWritable()) {
                throw failure;
            }
            throw new IOException("The response is over.", failure);
        } finally {
            lock.unlock();
        }
    }

    private void requireWritable() throws IOException {
        if (!ride.isWritable()) {
            throw new IOException(ride.isGone() ? "The client is gone." : "The response is over.");
        }
    }

    private void lost(IOException failure) {
        if (ride.isWritable()) {
            ride.lose(UnreadBody.isTimeout(failure) ? CancelReason.CLIENT_STALLED : CancelReason.CLIENT_GONE);
        }
    }
}
