package io.faregate;

import io.faregate.body.ReplyReport;
import io.faregate.body.ResponseMeter;
import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.RideOverException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/**
 * Meters what an application writes, and fails its write when the money ends: the bytes have gone on then, and the adapter
 * tells the client why nothing follows.
 */
final class WatchedMeter implements ResponseMeter {
    private final ResponseMeter meter;
    private final OutputWatch watch;
    private final CancellationToken token;

    WatchedMeter(ResponseMeter meter, OutputWatch watch, CancellationToken token) {
        this.meter = meter;
        this.watch = watch;
        this.token = token;
    }

    @Override
    public void pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        meter.pass(bytes, offset, length, out);
        RideOverException over = watch.passed(bytes, offset, length, meter);
        if (over != null) {
            token.cancel(CancelReason.BUDGET_SPENT, over);
            throw over;
        }
    }

    @Override
    public boolean holdsBack() {
        return meter.holdsBack();
    }

    @Override
    public void end(OutputStream out) throws IOException {
        meter.end(out);
    }

    @Override
    public void release() {
        meter.release();
    }

    @Override
    public ReplyReport report() {
        return meter.report();
    }

    @Override
    public OptionalLong deliveredBytes() {
        return meter.deliveredBytes();
    }
}
