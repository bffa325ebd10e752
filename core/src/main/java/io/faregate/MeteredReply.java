package io.faregate;

import io.faregate.body.Dialect;
import io.faregate.body.EventEnd;
import io.faregate.body.ResponseMeter;
import io.faregate.ride.RideOverException;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The response of a call on its way to the application: read by its meter, and ended where the money ends, with an error
 * in its own dialect. One thread at a time passes bytes; what the meter found may be read by any.
 */
final class MeteredReply {
    private final Dialect dialect;
    private final String contentType;
    private final ResponseMeter meter;
    private final EventEnd end;
    private final OutputWatch watch;

    /** Both the meter and the end are of a reply that begins; the watch follows the same end. */
    MeteredReply(Dialect dialect, String contentType, ResponseMeter meter, EventEnd end, OutputWatch watch) {
        this.dialect = dialect;
        this.contentType = contentType;
        this.meter = meter;
        this.end = end;
        this.watch = watch;
    }

    ResponseMeter meter() {
        return meter;
    }

    /** Passes bytes on; false when the reply must end behind them. */
    boolean pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        meter.pass(bytes, offset, length, out);
        return watch.passed(bytes, offset, length, meter) == null;
    }

    /** What has ended it; null while it may go on. */
    @Nullable
    RideOverException over() {
        return watch.over();
    }

    /** Passes on what is held back, and why the reply ends here if it is not whole. */
    void end(String rideId, OutputStream out) throws IOException {
        meter.end(out);
        RideOverException why = watch.over();
        if (why != null) {
            out.write(lastWords(rideId, why));
        }
    }

    private byte[] lastWords(String rideId, RideOverException why) throws IOException {
        return dialect.lastWords(Refusals.of(rideId, why), contentType)
                .flatMap(end::before)
                .orElseThrow(() -> new IOException(why.getMessage(), why));
    }
}
