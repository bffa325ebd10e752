package io.faregate;

import io.faregate.body.Dialect;
import io.faregate.body.EventEnd;
import io.faregate.body.ResponseMeter;
import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.RideOverException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One call to a model inside a ride: priced from the body that really goes out, clamped to what the ride has left,
 * metered in its own dialect, booked by its own best source. Applications use {@link Inference#call} and its like; this
 * is for adapters, by which any other HTTP client becomes a guarded one. An attempt of a client that tries again is a
 * call of its own.
 *
 * <pre>{@code
 * ProviderCall call = ProviderCall.begin(inference, uri, body);
 * try (var stopping = call.cancellation().onCancel(connection::abort)) {
 *     connection.send(call.body());
 *     call.responded(connection.status(), connection.contentType());
 *     byte[] bytes = connection.read();
 *     while (bytes != null && call.pass(bytes, 0, bytes.length, application)) {
 *         bytes = connection.read();
 *     }
 *     call.complete(application);
 * } finally {
 *     call.ended();
 * }
 * }</pre>
 *
 * <p>Thread-safe; one thread at a time passes bytes, and any may end it.
 */
public final class ProviderCall {
    private final RideAccount account;
    private final String rideId;
    private final CancellationToken token;
    private final PricedCall priced;
    private volatile @Nullable MeteredReply reply;

    private ProviderCall(Ride ride, PricedCall priced) {
        this.account = ride.account();
        this.rideId = ride.id();
        this.token = ride.cancellation();
        this.priced = priced;
        account.whenRideEnds(priced.entry(), this::book);
    }

    /**
     * Prices a request and takes its fare.
     *
     * @param ride the ride that pays
     * @param provider the address that is called
     * @param body the bytes that would go out, not compressed; null for a request without any, or, where {@link #reads}
     *     says so, for one whose bytes are not at hand
     * @return the call, which must be ended
     * @throws RideOverException when the ride is cancelled or has ended, or has too little left for the call
     * @throws IllegalArgumentException when the body can not be priced
     */
    public static ProviderCall begin(Inference ride, URI provider, byte @Nullable [] body) {
        ride.cancellation().throwIfCancelled();
        return new ProviderCall(ride.ride(), PricedCall.of(ride.ride(), provider, body));
    }

    /**
     * Whether the body of a call is read, so that it is priced by it. Any other call is priced as one of the ride's, and
     * its body need not be gathered.
     *
     * @param ride the ride that pays
     * @param provider the address that is called
     * @return true when {@link #begin} must be given the body
     */
    public static boolean reads(Inference ride, URI provider) {
        return PricedCall.dialect(ride.ride(), provider).isPresent();
    }

    /**
     * What goes to the provider in place of the bytes that the call was begun with: its output is clamped, and usage asked
     * for.
     *
     * @return the bytes, not to be changed; null when it was begun with none
     */
    public byte @Nullable [] body() {
        return priced.body();
    }

    /**
     * Tells when the call is to stop: whoever sends it registers what stops the provider.
     *
     * @return the ride's token
     */
    public CancellationToken cancellation() {
        return token;
    }

    /**
     * The response has begun; an error of the provider costs nothing.
     *
     * @param status the HTTP status
     * @param contentType the content type, empty for none
     */
    public void responded(int status, String contentType) {
        responded(status, contentType, "");
    }

    /**
     * The same of a response that passes as it comes over the wire, compressed perhaps: it is read through {@code gzip}.
     * One in another encoding is charged as held, unless its client undoes it before it passes.
     *
     * @param status the HTTP status
     * @param contentType the content type, empty for none
     * @param contentEncoding the content encoding, empty for none
     */
    public void responded(int status, String contentType, String contentEncoding) {
        Dialect dialect = priced.entry().dialect;
        if (status >= 400) {
            account.close(priced.entry(), Reported.NOTHING);
        } else if (dialect != null) {
            ResponseMeter meter = dialect.meter(contentType, priced.withholdsUsage());
            EventEnd end = EventEnd.of(contentType, contentEncoding, true);
            reply = new MeteredReply(
                    dialect,
                    contentType,
                    ResponseMeter.decoding(contentEncoding, meter),
                    end,
                    new OutputWatch(account, priced.entry(), end));
        }
    }

    /**
     * Whether fewer bytes may be passed on than came, or later.
     *
     * @return false when all bytes pass as they come
     */
    public boolean holdsBack() {
        MeteredReply read = reply;
        return read != null && read.meter().holdsBack();
    }

    /** Whether nobody reads what passes. */
    boolean isUnread() {
        return reply == null;
    }

    /**
     * Reads some bytes of the response, as they were {@linkplain #responded announced}, and passes them on.
     *
     * @param bytes the response's next bytes
     * @param offset where they start
     * @param length how many there are
     * @param out where they go on to
     * @return false when the response ends here, as the ride has no money for more of it: the provider is to be stopped,
     *     and {@link #complete} tells the reader why
     * @throws IOException when the way on fails
     */
    public boolean pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        MeteredReply read = reply;
        if (read == null) {
            out.write(bytes, offset, length);
            return true;
        }
        return read.pass(bytes, offset, length, out);
    }

    /**
     * The response is over, whole or as {@link #pass} said: passes on what is left to say, and books the call. It is still
     * to be {@linkplain #ended ended}, once the reader has all of it.
     *
     * @param out where it goes on to
     * @throws IOException when the way on fails, or a response that is cut short can not say so
     */
    public void complete(OutputStream out) throws IOException {
        MeteredReply read = reply;
        try {
            if (read != null) {
                read.end(rideId, out);
            }
        } finally {
            book();
        }
    }

    /** The request never reached the provider: it costs nothing. */
    public void neverSent() {
        account.close(priced.entry(), Reported.NOTHING);
    }

    /**
     * The call has failed, as its client says, and no response has begun: it costs nothing when no connection was made, or
     * the client refused what it was to send; else the provider may have read it, and it is {@linkplain #ended ended}.
     *
     * @param failure what the client has thrown
     */
    public void failed(Throwable failure) {
        if (isUnconnected(failure) || failure instanceof IllegalArgumentException) {
            neverSent();
        } else {
            ended();
        }
    }

    /** Whether no connection was made. */
    static boolean isUnconnected(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException
                || failure instanceof SSLHandshakeException
                || failure instanceof SSLPeerUnverifiedException;
    }

    /** The call has ended, its response whole or not: books it. Only the first end counts. */
    public void ended() {
        book();
        MeteredReply read = reply;
        RideOverException over = read == null ? null : read.over();
        if (over != null) {
            token.cancel(CancelReason.BUDGET_SPENT, over);
        }
    }

    private void book() {
        MeteredReply read = reply;
        priced.book(account, Reported.by(read == null ? null : read.meter(), priced.entry()));
        if (read != null) {
            read.meter().release();
        }
    }
}
