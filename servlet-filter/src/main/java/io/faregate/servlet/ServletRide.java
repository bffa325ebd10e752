package io.faregate.servlet;

import io.faregate.Inference;
import io.faregate.Ride;
import io.faregate.body.FormReader;
import io.faregate.policy.LostClients;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An admitted ride in a container: one for all dispatches of its request, and the one place where it ends. Thread-safe:
 * the application's threads, the container's and the token's callbacks meet here.
 */
final class ServletRide {
    static final String ATTRIBUTE = "io.faregate.servlet.ride";
    static final String ID_HEADER = "Faregate-Ride-Id";

    private static final int MOST_CAUSES = 8;

    private final Ride ride;
    private final Senses senses;
    private final BodyOnce body = new BodyOnce();
    private final RideAsync async;
    private final Turns turns = new Turns(this);
    private final AtomicBoolean finished = new AtomicBoolean();
    private volatile AskedQuery asked = new AskedQuery(null, null);
    private volatile boolean gone;
    private volatile boolean completed;
    private volatile Wire wire = Wire.PLAIN;
    private volatile @Nullable GuardedResponse response;
    private volatile @Nullable RideOverException untold;
    private volatile @Nullable Exception unread;

    ServletRide(Ride ride, Senses senses) {
        this.ride = ride;
        this.senses = senses;
        this.async = new RideAsync(this, senses.grace());
    }

    Ride ride() {
        return ride;
    }

    BodyOnce body() {
        return body;
    }

    AskedQuery asked() {
        return asked;
    }

    RideAsync async() {
        return async;
    }

    /** Who writes to the client takes a turn, whichever of the ride's responses it has. */
    Turns turns() {
        return turns;
    }

    Wire wire() {
        return wire;
    }

    /** Ends a thread's wait for the rest of the request's body; false when that is to be tried again soon. */
    boolean wake(HttpServletRequest request, Thread waiting) {
        return senses.wiring().wake(request, waiting);
    }

    /** Takes the request to the application for the first time. */
    void begin(HttpServletRequest request, HttpServletResponse answer, FilterChain chain, LostClients how)
            throws IOException, ServletException {
        wire = senses.wiring().of(request, () -> lose(CancelReason.CLIENT_GONE));
        asked = AskedQuery.of(request);
        request.setAttribute(ATTRIBUTE, this);
        request.setAttribute(Ride.ATTRIBUTE, ride);
        request.setAttribute(Inference.ATTRIBUTE, ride.inference());
        ride.headers().forEach(answer::setHeader);
        HttpServletResponse guarded = guarded(answer);
        senses.watch(this, request, how);
        carry(guarded(request), guarded, chain);
    }

    /** Takes the request to the application again: it is in already. */
    void dispatch(HttpServletRequest request, HttpServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        if (finished.get()) {
            chain.doFilter(request, answer);
        } else if (request.getDispatcherType() == DispatcherType.ASYNC) {
            carry(guarded(request), guarded(answer), chain);
        } else {
            chain.doFilter(guarded(request), guarded(answer));
        }
    }

    private void carry(HttpServletRequest request, HttpServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        async.dispatched();
        try {
            chain.doFilter(request, answer);
        } catch (IOException | ServletException | RuntimeException | Error failure) {
            if (!failed(request, failure)) {
                throw failure;
            }
            async.complete();
            return;
        }
        if (async.isOver(request)) {
            end();
            completed();
        }
    }

    private boolean failed(HttpServletRequest request, Throwable failure) throws IOException {
        try {
            return fail(failure);
        } finally {
            if (async.isOver(request)) {
                completed();
            }
        }
    }

    /** The container may hand in its own objects again; what wraps ours already stays as it is. */
    private HttpServletRequest guarded(HttpServletRequest request) {
        boolean wrapped = request instanceof GuardedRequest
                || (request instanceof ServletRequestWrapper wrapper && wrapper.isWrapperFor(GuardedRequest.class));
        if (wrapped) {
            return request;
        }
        Optional<Map<String, String>> parameters = ride.parameters();
        if (parameters.isPresent()) {
            return ride.body().isPresent()
                    ? new ReplayingRequest(
                            request, this, parameters.get(), ride.body().get())
                    : new CheckedRequest(request, this, parameters.get());
        }
        FormReader form = ride.form().orElse(null);
        return form == null ? new GuardedRequest(request, this) : new FormRequest(request, this, form);
    }

    private HttpServletResponse guarded(HttpServletResponse answer) {
        boolean wrapped = answer instanceof GuardedResponse
                || (answer instanceof ServletResponseWrapper wrapper && wrapper.isWrapperFor(GuardedResponse.class));
        if (wrapped) {
            return answer;
        }
        GuardedResponse made = new GuardedResponse(answer, this);
        response = made;
        return made;
    }

    boolean hasResponse() {
        return response != null;
    }

    GuardedResponse response() {
        GuardedResponse made = response;
        if (made == null) {
            throw new IllegalStateException("The ride has not begun.");
        }
        return made;
    }

    /** Passes on what the meter holds back, and settles. */
    void end() {
        if (!finished.get()) {
            response().finish();
            finish(response().status(), null);
        }
    }

    /**
     * Ends the ride for a failure of the application.
     *
     * @return true when the client has been told, so that the container need not hear of it
     */
    boolean fail(Throwable failure) throws IOException {
        RideOverException over = overIn(failure);
        if (over == null || gone) {
            int status = response().failedStatus();
            if (isUnread(failure)) {
                boolean isFailed = status >= HttpServletResponse.SC_BAD_REQUEST;
                finishUnread(isFailed ? status : stopped().reason().status(), failure);
            } else {
                finish(status, failure);
            }
            return over != null && tellLost(over);
        }
        if (tell(over)) {
            finish(response().status(), over);
            return true;
        }
        finish(response().status(), over);
        throw new IOException("The ride is over, and its response had begun.", failure);
    }

    /** Says that somebody has stopped the ride. */
    RideOverException stopped() {
        return ride.cancellation().stopped();
    }

    /** Says in the client's words that the ride is over, when the response still can. */
    boolean tell(RideOverException over) {
        try {
            return response().tell(over);
        } catch (IOException | IllegalStateException lost) {
            return false;
        }
    }

    /** The failure has done what it was for, and its container would only make an error of it. */
    private boolean tellLost(RideOverException over) {
        try {
            return response().tellLost(over);
        } catch (IOException | IllegalStateException lost) {
            return true;
        }
    }

    private static @Nullable RideOverException overIn(Throwable failure) {
        return causeOf(failure, RideOverException.class::isInstance) instanceof RideOverException over ? over : null;
    }

    /** The first of a failure and its causes that is meant, or null. */
    private static @Nullable Throwable causeOf(Throwable failure, Predicate<Throwable> meant) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            if (meant.test(cause)) {
                return cause;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Reading the request's form has failed: who lets that through has done nothing that is to be paid. */
    void unread(Exception failure) {
        unread = failure;
    }

    private boolean isUnread(Throwable failure) {
        return causeOf(failure, cause -> cause == unread) != null;
    }

    /** Settles, once. */
    void finish(int status, @Nullable Throwable failure) {
        if (ends()) {
            ride.finish(status, failure);
        }
    }

    private void finishUnread(int status, Throwable failure) {
        if (ends()) {
            ride.finishUnread(status, failure);
        }
    }

    /** Whether it ends now, and has not before. */
    private boolean ends() {
        boolean first = finished.compareAndSet(false, true);
        if (first) {
            async.forget();
        }
        return first;
    }

    /**
     * Settles a ride whose form does not arrive, and whose client will be told by another thread: by the one that waits, or
     * by whoever gives up on it.
     */
    void finishUntold(RideOverException why) {
        untold = why;
        finishUnread(why.reason().status(), why);
    }

    /** What nobody may have said yet; null when the ride has ended in another way. */
    @Nullable
    RideOverException untold() {
        return untold;
    }

    boolean isFinished() {
        return finished.get();
    }

    /** The client is lost: nothing is written any more, and whatever works for it is told to stop. */
    void lose(CancelReason reason) {
        gone = true;
        ride.cancellation().cancel(reason);
    }

    /** The container's objects may belong to another request from now on: a heartbeat that is under way is the last. */
    void completed() {
        completed = true;
        turns.awaitLast();
    }

    boolean isCompleted() {
        return completed;
    }

    boolean isGone() {
        return gone;
    }

    /** Whether it was cancelled, so that nobody waits for what may be stuck. */
    boolean isOver() {
        return gone || ride.cancellation().isCancelled();
    }

    /** Whether the container's response may still be touched. */
    boolean isWritable() {
        return !gone && !completed;
    }
}
