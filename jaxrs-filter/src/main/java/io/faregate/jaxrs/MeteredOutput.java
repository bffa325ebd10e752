package io.faregate.jaxrs;

import io.faregate.Ride;
import io.faregate.body.EventEnd;
import io.faregate.body.ResponseMeter;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** The way to the client: every byte passes the meter, and a write that fails means a lost client. */
final class MeteredOutput extends FilterOutputStream {
    private final Ride ride;
    private final String type;
    private final ResponseMeter meter;
    private final EventEnd eventEnd;
    private boolean begun;
    private boolean lost;
    private boolean ended;

    MeteredOutput(OutputStream client, Ride ride, String type, String encoding) {
        super(client);
        this.ride = ride;
        this.type = type;
        this.meter = ride.responseMeter(type, encoding);
        this.eventEnd = EventEnd.of(type, encoding, true);
    }

    /** A part of the way that may fail. */
    private interface Step {
        void go() throws IOException;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        begun = true;
        // before the meter may end the ride: what is told then must know where the application's bytes ended
        eventEnd.written(bytes, offset, length);
        step(() -> meter.pass(bytes, offset, length, out));
    }

    @Override
    public void flush() throws IOException {
        step(out::flush);
    }

    private void step(Step step) throws IOException {
        try {
            step.go();
        } catch (IOException failure) {
            lost = true;
            ride.cancellation().cancel(CancelReason.ofFailedWrite(failure));
            throw failure;
        }
    }

    boolean isEventStream() {
        return ResponseMeter.isEventStream(type);
    }

    /** Passes on what the meter holds back. */
    void end() throws IOException {
        if (!ended) {
            ended = true;
            step(() -> meter.end(out));
        }
    }

    @Override
    public void close() throws IOException {
        end();
        step(out::close);
    }

    /** The status that counts when writing failed: what is out, nothing for a client that is gone, else the failure's. */
    int status(int answered, int failed) {
        return begun ? answered : lost ? 0 : failed;
    }

    /**
     * Says in a stream that has begun that the ride is over.
     *
     * @return false when that can not be said here
     */
    boolean tell(RideOverException over) throws IOException {
        Optional<byte[]> words = ride.lastWords(over, type).flatMap(eventEnd::before);
        if (!begun || lost || words.isEmpty()) {
            return false;
        }
        step(() -> {
            out.write(words.get());
            out.flush();
        });
        return true;
    }
}
