package io.faregate.jaxrs;

import io.faregate.Ride;
import io.faregate.body.FormBytes;
import io.faregate.body.FormReader;
import io.faregate.body.FormScanner;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.CancellationToken.Registration;
import io.faregate.ride.RideOverException;
import io.faregate.ride.UnreadBody;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A form with files on its way to the application: counted and checked while it is read, not after the ride's time. A ride
 * that is stopped while its thread waits for the client ends there and then; the thread waits on, as only its container
 * could wake it.
 */
final class FormBody extends FilterInputStream {
    private final Ride ride;
    private final FormBytes form;
    private boolean waiting;
    private @Nullable RideOverException over;

    FormBody(InputStream in, Ride ride, FormReader reader, String contentType) {
        super(new UnreadBody(in));
        this.ride = ride;
        this.form = new FormBytes(ride.caps(), FormScanner.of(contentType, reader));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = arrived(bytes, offset, form.atOnce(length));
        form.saw(bytes, offset, read);
        return read;
    }

    private int arrived(byte[] bytes, int offset, int length) throws IOException {
        waits();
        int read;
        Registration stopping = ride.cancellation().onCancel(this::stop);
        try {
            read = in.read(bytes, offset, length);
        } catch (IOException failure) {
            if (UnreadBody.isTimeout(failure)) {
                throw unread(RideOverException.late());
            }
            throw failure;
        } finally {
            stopping.close();
            waitsNoMore();
        }
        throwIfStopped();
        return read;
    }

    private synchronized void waits() {
        if (ride.cancellation().isCancelled() || ride.cancellation().remaining().isZero()) {
            throw unread(why());
        }
        waiting = true;
    }

    private synchronized void waitsNoMore() {
        waiting = false;
    }

    private synchronized void stop() {
        if (waiting) {
            over = unread(why());
        }
    }

    private synchronized void throwIfStopped() {
        if (over != null) {
            throw over;
        }
    }

    private RideOverException why() {
        CancellationToken token = ride.cancellation();
        return token.remaining().isZero() ? RideOverException.late() : token.stopped();
    }

    /** Who waits for a form has done nothing with it: the ride costs nothing, whoever has ended it. */
    private RideOverException unread(RideOverException over) {
        ride.finishUnread(over.reason().status(), over);
        return over;
    }

    /** What is skipped would not be checked. */
    @Override
    public long skip(long bytes) throws IOException {
        return Math.max(0, read(new byte[(int) Math.min(Math.max(bytes, 0), 8 * 1024)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
