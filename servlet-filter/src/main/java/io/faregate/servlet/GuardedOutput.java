package io.faregate.servlet;

import io.faregate.body.EventEnd;
import io.faregate.body.ResponseMeter;
import io.faregate.ride.RideOverException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to the client. Every byte passes the meter, and every write takes a turn: one that fails means a lost client,
 * and the container is not touched any more.
 */
final class GuardedOutput extends ServletOutputStream {
    private static final byte[] END_OF_EVENT = {'\n', '\n'};

    /** What a client that reads slowly takes in one turn, before it counts as stalled. */
    private static final int SLICE = 32 * 1024;

    private final HttpServletResponse response;
    private final ServletRide ride;
    private final Turns turns;
    private @Nullable ServletOutputStream container;
    private @Nullable ResponseMeter meter;
    private @Nullable EventEnd eventEnd;
    private volatile @Nullable WriteListener listener;
    private boolean begins;
    private boolean ended;
    private long written;
    private long declared = -1;
    private volatile boolean closed;
    private volatile boolean over;
    private volatile boolean silent;

    GuardedOutput(HttpServletResponse response, ServletRide ride) {
        this.response = response;
        this.ride = ride;
        this.turns = ride.turns();
        // of what another response of this ride has written nothing is known
        this.begins = !ride.hasResponse();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        // a non-blocking container demands one write for one call
        int slice = listener == null ? SLICE : length;
        int end = offset + length;
        for (int from = offset; from < end; from += slice) {
            turn(bytes, from, Math.min(slice, end - from));
        }
    }

    private void turn(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("The response is closed.");
        }
        turns.write(() -> pass(bytes, offset, length));
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
        ResponseMeter through = meter();
        // before the meter may end the ride: what is told then must know where the application's bytes ended
        eventEnd().written(bytes, offset, length);
        if (listener == null) {
            through.pass(bytes, offset, length, container());
        } else {
            ByteArrayOutputStream gathered = new ByteArrayOutputStream(length);
            try {
                through.pass(bytes, offset, length, gathered);
            } finally {
                send(gathered);
            }
        }
        written += length;
        over |= written == declared;
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
            String encoding = response.getHeader("Content-Encoding");
            made = ride.ride().responseMeter(type == null ? "" : type, encoding == null ? "" : encoding);
            if (mayWithhold() && response.containsHeader("Content-Length")) {
                response.setContentLength(-1);
            }
            meter = made;
        }
        return made;
    }

    /** Of what is written, and of what the response has said by then that it is. */
    private EventEnd eventEnd() {
        EventEnd made = eventEnd;
        if (made == null) {
            made = EventEnd.of(response.getContentType(), response.getHeader("Content-Encoding"), begins);
            eventEnd = made;
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
        return ResponseMeter.isEventStream(response.getContentType());
    }

    @Override
    public void flush() throws IOException {
        if (!closed) {
            turns.flush(this::send);
        }
    }

    void flushBuffer() throws IOException {
        turns.flush(() -> send(response::flushBuffer));
    }

    private void send() throws IOException {
        send(() -> container().flush());
    }

    /** Open Liberty keeps what is flushed first of an asynchronous response until it is told again. */
    private void send(Turns.Step flush) throws IOException {
        boolean isFirst = listener == null && !response.isCommitted();
        flush.run();
        if (isFirst) {
            flush.run();
        }
    }

    @Override
    public void close() throws IOException {
        if (closed || ride.isCompleted()) {
            return;
        }
        turns.flush(() -> {
            endMeter();
            container().close();
        });
        closed = true;
    }

    /** Passes on what the meter holds back; the container closes by itself. */
    void finish() throws IOException {
        if (!closed && meter != null) {
            turns.write(this::endMeter);
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
        eventEnd = null;
        begins = true;
        written = 0;
        over = false;
        ResponseMeter through = meter;
        if (through != null) {
            try {
                through.pass(END_OF_EVENT, 0, END_OF_EVENT.length, OutputStream.nullOutputStream());
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** The application says how long the response is, or that it does not know any more: a negative length. */
    void declared(long length) {
        declared = length;
        over |= written == declared;
    }

    /** The container has all that it will send. */
    void over() {
        over = true;
    }

    /** Whether the application has said all: the connection is the container's then, and may end without any loss. */
    boolean isOver() {
        return closed || over;
    }

    /** Writes why the ride is over past the meter, behind what was written; false where that can not be said. */
    boolean tell(RideOverException over) throws IOException {
        boolean isOpen = !closed && listener == null && !response.containsHeader("Content-Length");
        Optional<byte[]> words = ride.ride().lastWords(over, response.getContentType());
        Optional<byte[]> behind = isOpen ? words.flatMap(eventEnd()::before) : Optional.empty();
        if (behind.isEmpty()) {
            return false;
        }
        turns.flush(() -> {
            container().write(behind.get());
            send();
        });
        closed = true;
        return true;
    }

    /** Writes a heartbeat past the meter where it means nothing, unless somebody has written since the count of turns. */
    void beat(Heartbeat heartbeat, long count) throws IOException {
        turns.alone(() -> {
            if (turns.count() != count || isOver()) {
                return false;
            }
            byte[] beat = listener == null ? heartbeat.in(response, meter) : Heartbeat.NOTHING;
            silent = beat.length == 0 && (listener != null || response.isCommitted());
            boolean says = beat.length > 0 && eventEnd().isHere();
            if (says) {
                turns.flush(() -> {
                    container().write(beat);
                    send();
                });
            }
            return says;
        });
    }

    /** Whether no heartbeat will ever fit, as its headers have been sent. */
    boolean isSilent() {
        return silent;
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
        turns.between(() -> {
            // the container may call the listener on another thread before this call returns
            listener = writer;
            try {
                container().setWriteListener(new LostClientListener(writer, ride));
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }
}
