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
    private final ResponseMeter meter;
    private final OutputWatch watch;
    private final Dialect dialect;
    private final String type;

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
