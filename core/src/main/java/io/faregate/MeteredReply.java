package io.faregate;

import io.faregate.body.Dialect;
import io.faregate.body.ResponseMeter;
import io.faregate.ride.Refusal;
import io.faregate.ride.RideOverException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The response of a call on its way to the application: read by its meter, and ended where the money ends, with an error
 * in its own dialect. One thread at a time passes bytes; what the meter found may be read by any.
 */
final class MeteredReply {
    private static final int MOST_OVERRUN = 64 * 1024;

    private final ResponseMeter meter;
    private final OutputWatch watch;
    private final Dialect dialect;
    private final String type;
    private volatile @Nullable RideOverException over;
    private int overrun;

    MeteredReply(Dialect dialect, String contentType, boolean withholdUsage, OutputWatch watch) {
        this.meter = dialect.meter(contentType, withholdUsage);
        this.watch = watch;
        this.dialect = dialect;
        this.type = contentType.toLowerCase(Locale.ROOT);
    }

    ResponseMeter meter() {
        return meter;
    }

    /** Passes bytes on; false when the reply must end behind them. */
    boolean pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        meter.pass(bytes, offset, length, out);
        if (length > 0 && over == null) {
            over = watch.passed(length, meter);
        }
        return over == null || !mayEnd(bytes[offset + length - 1], length);
    }

    /** Behind a line, so that the error is one of its own; but who sends none can not go on for ever. */
    private boolean mayEnd(byte last, int length) {
        overrun += length;
        return last == '\n' || overrun > MOST_OVERRUN;
    }

    boolean isSpent() {
        return over != null;
    }

    /** Passes on what is held back, and why the reply ends here if it is not whole. */
    void end(String rideId, OutputStream out) throws IOException {
        meter.end(out);
        RideOverException why = over;
        if (why != null) {
            out.write(lastWords(Refusals.of(rideId, why), why).getBytes(StandardCharsets.UTF_8));
        }
    }

    private String lastWords(Refusal refusal, RideOverException why) throws IOException {
        if (ResponseMeter.isEventStream(type)) {
            return "\n\n" + dialect.event(refusal);
        }
        if (type.startsWith("application/x-ndjson")) {
            return dialect.event(refusal);
        }
        throw new IOException(why.getMessage(), why);
    }
}
