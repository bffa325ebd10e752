package io.faregate;

import io.faregate.body.Dialect;
import io.faregate.body.EventEnd;
import io.faregate.body.ResponseMeter;
import io.faregate.ride.CancellationToken;
import org.jspecify.annotations.Nullable;

/**
 * The ride's own response, which stands for the one call of a ride whose application made none that Faregate saw. It is
 * read on its way to the client, and ended where the money ends. Thread-safe.
 */
final class OwnReply {
    private final RideAccount account;
    private final CancellationToken token;
    private final Dialect dialect;
    private final boolean withholdsUsage;
    private final boolean isWatched;
    private @Nullable ResponseMeter meter;
    private @Nullable ResponseMeter way;

    /** A reply that is not watched goes on whatever it costs. */
    OwnReply(RideAccount account, CancellationToken token, Dialect dialect, boolean withholdsUsage, boolean isWatched) {
        this.account = account;
        this.token = token;
        this.dialect = dialect;
        this.withholdsUsage = withholdsUsage;
        this.isWatched = isWatched;
    }

    /** What reads it on its way, made by the first call. */
    synchronized ResponseMeter way(String contentType, String contentEncoding) {
        ResponseMeter made = way;
        if (made == null) {
            made = made(contentType, contentEncoding);
            way = made;
        }
        return made;
    }

    /** A ride of calls costs what they did: what it answers need not be read, too. */
    private ResponseMeter made(String contentType, String contentEncoding) {
        boolean isCall = account.calls() == 0;
        ResponseMeter said =
                isCall || withholdsUsage ? dialect.meter(contentType, withholdsUsage) : ResponseMeter.unread();
        ResponseMeter read = ResponseMeter.decoding(contentEncoding, said);
        meter = read;
        if (!isCall || !isWatched) {
            return read;
        }
        ResponseMeter counted = dialect.ownMeter(contentType)
                .map(own -> ResponseMeter.decoding(contentEncoding, own))
                .orElse(read);
        EventEnd end = EventEnd.of(contentType, contentEncoding, true);
        return new WatchedMeter(counted, new OutputWatch(account, account.ownReply(dialect), end), token);
    }

    /** The ride has ended: what passes after that is read no more. */
    synchronized void release() {
        if (way != null) {
            way.release();
        }
    }

    synchronized boolean isBegun() {
        return meter != null;
    }

    Dialect dialect() {
        return dialect;
    }

    /** What it says of what was used. */
    synchronized Reported reported(CallEntry entry) {
        return Reported.by(meter, entry);
    }
}
