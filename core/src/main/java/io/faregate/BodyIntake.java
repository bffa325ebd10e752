package io.faregate;

import io.faregate.body.BodyRejected;
import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.body.Dialect;
import io.faregate.body.Dialect.Reads;
import io.faregate.body.Origin;
import io.faregate.body.RequestShape;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import io.faregate.ride.RideRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Takes a request's body in: never more bytes than the cap and one. */
final class BodyIntake {
    private static final int FIRST_READ = 8 * 1024;

    private BodyIntake() {}

    /** What is wrong with a request before a byte of its body is read. */
    static Optional<BodyRejected> unread(RideRequest request, Dialect dialect, Caps caps) {
        if (dialect.reads() == Reads.NOTHING) {
            return Optional.empty();
        }
        Optional<BodyRejected> unread = dialect.unread(request);
        if (unread.isPresent()) {
            return unread;
        }
        if (dialect.reads() == Reads.QUERY && request.contentLength() > 0) {
            return Optional.of(noType());
        }
        return request.contentLength() > most(dialect, caps) ? Optional.of(tooLarge(most(dialect, caps))) : unread;
    }

    /** The most bytes of a body: for a form its files and 64 KB for the rest. */
    static long most(Dialect dialect, Caps caps) {
        if (dialect.reads() != Reads.PARTS) {
            return caps.max(Capped.BODY_BYTES);
        }
        return caps.formBytes();
    }

    /**
     * The body, or the first bytes of one that is too large. A client that sends a byte now and then is never silent for
     * long, so that no container ends it: somebody must look at the whole.
     *
     * @param in the body
     * @param declared how long it is said to be, or -1
     * @param cap the most bytes that are taken
     * @param late whether the body has taken too long
     * @return at most one byte more than the cap
     * @throws InterruptedIOException when it has
     */
    static byte[] read(InputStream in, long declared, long cap, BooleanSupplier late) throws IOException {
        int limit = (int) Math.min(cap + 1, Integer.MAX_VALUE - 8);
        byte[] body = new byte[(int) Math.min(limit, declared >= 0 ? declared : FIRST_READ)];
        int length = 0;
        while (length < limit) {
            boolean isFull = length == body.length;
            // a body of the length that was declared fills its array: then nothing follows but the end
            int read = isFull ? in.read() : in.read(body, length, body.length - length);
            if (read < 0) {
                break;
            }
            if (isFull) {
                body = Arrays.copyOf(body, (int) Math.min(limit, Math.max(FIRST_READ, body.length * 2L)));
                body[length++] = (byte) read;
            } else {
                length += read;
            }
            if (late.getAsBoolean()) {
                throw new InterruptedIOException("the body takes too long");
            }
        }
        return length == body.length ? body : Arrays.copyOf(body, length);
    }

    /**
     * Refuses what has not been read. A route that observes leaves it to the application as it came, and holds for the most
     * that it may be.
     */
    static @Nullable Refusal leave(Attempt attempt, Refusal refusal) {
        long most = most(attempt.dialect, attempt.caps());
        long declared = attempt.request().contentLength();
        attempt.shape = Unread.askingAll(declared < 0 ? most : Math.min(declared, most), attempt.dialect.model());
        attempt.left = true;
        return attempt.unlessObserved(refusal);
    }

    /**
     * Refuses what has been read. A route that observes passes it on as it came; but a form that says something in two ways
     * is read again by nobody.
     */
    static @Nullable Refusal reject(Attempt attempt, BodyRejected rejected, byte[] body) {
        Refusal refusal = Refusals.of(attempt.id(), rejected);
        attempt.shape = Unread.askingAll(body.length, model(attempt, body));
        attempt.left = attempt.dialect.reads() == Reads.QUERY;
        boolean isLost = attempt.dialect.reads() == Reads.FORM && rejected.reason() == Reason.MALFORMED;
        return isLost ? refusal : attempt.unlessObserved(refusal);
    }

    /** A body that is no client's to send may be an application's, which names its model in it. */
    private static Optional<String> model(Attempt attempt, byte[] body) {
        boolean goesOn = Overruling.isObserved(attempt);
        return goesOn && attempt.dialect.scan(body, body.length, Origin.APPLICATION) instanceof RequestShape shape
                ? shape.model()
                : attempt.dialect.model();
    }

    /** A body of which nobody says what it is may be read in any way. */
    static BodyRejected noType() {
        return new BodyRejected(Reason.UNSUPPORTED_MEDIA_TYPE, "The body has no Content-Type.", null);
    }

    static BodyRejected tooLarge(long cap) {
        return new BodyRejected(Reason.BODY_TOO_LARGE, "The body has more than " + cap + " bytes.", null);
    }
}
