package io.faregate.servlet;

import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.CancellationToken.Registration;
import io.faregate.ride.RideOverException;
import io.faregate.ride.UnreadBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A form on its way in. A client that sends a byte now and then is never silent for long, so that no container gives it
 * up: when the ride is cancelled while a thread waits for more of the form, it ends here and holds nothing any more, and
 * the thread is woken as its container allows. Thread-safe.
 */
final class FormArrival {
    /** How long a container may be busy with what has just come, before its wait can be ended. */
    private static final long MOST_PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private static final long A_MOMENT = TimeUnit.MILLISECONDS.toNanos(1);

    private final ServletRide ride;
    private final CancellationToken token;
    private final HttpServletRequest request;
    private @Nullable Registration onCancel;
    private boolean arrived;
    private @Nullable Thread waiting;
    private @Nullable RideOverException over;

    FormArrival(ServletRide ride, HttpServletRequest request) {
        this.ride = ride;
        this.token = ride.ride().cancellation();
        this.request = request;
    }

    /** What a container does to get more of a form: it waits for the client. */
    interface Wait<T, E extends Exception> {
        T get() throws IOException, E;
    }

    /** Waits for the client; not when the ride's time has passed, or it was stopped meanwhile. */
    <T, E extends Exception> T await(Wait<T, E> more) throws IOException, E {
        waits();
        try {
            return more.get();
        } catch (Exception failure) {
            failed(failure);
            throw failure;
        } finally {
            came();
        }
    }

    private void waits() {
        if (token.remaining().isZero()) {
            throw ended(RideOverException.late());
        }
        if (!mayWait()) {
            throw ended(why());
        }
    }

    /** Settles before anything else is noticed of the client, as that its container has hung up on it. */
    private RideOverException ended(RideOverException why) {
        ride.finishUntold(why);
        return why;
    }

    private synchronized boolean mayWait() {
        if (onCancel == null && !arrived) {
            onCancel = token.onCancel(this::end);
        }
        waiting = token.isCancelled() ? null : Thread.currentThread();
        return waiting != null;
    }

    /** It waits no longer, whatever came. */
    synchronized void came() {
        waiting = null;
        RideOverException ended = over;
        if (ended != null) {
            // else whatever this thread does next would be interrupted
            Thread.interrupted();
            throw ended;
        }
    }

    /** All of it is here: the token need not know of it any more, nor of the container's request. */
    synchronized void arrived() {
        arrived = true;
        if (onCancel != null) {
            onCancel.close();
            onCancel = null;
        }
    }

    /** Reading failed: since it was ended here, or each container has its own way to say that it is too late. */
    void failed(Exception failure) throws IOException {
        if (isEnded()) {
            return;
        }
        ride.unread(failure);
        // Undertow hangs up on who is too slow, and its reader may find no more than that
        if (UnreadBody.isTimeout(failure) || failure instanceof ClosedChannelException) {
            throw ended(RideOverException.late());
        }
        if (ride.isGone()) {
            // noticed before this thread was: it would be charged as work that was left
            throw ended(why());
        }
        boolean isTakenBack = failure instanceof NullPointerException || failure instanceof IllegalStateException;
        if (isTakenBack && ride.isFinished()) {
            // a thread of the application's own, behind whose back the container has taken the request back
            throw new IOException("The request is over.", failure);
        }
    }

    private synchronized boolean isEnded() {
        return over != null;
    }

    private void end() {
        RideOverException why = why();
        long start = System.nanoTime();
        while (!wake(why) && System.nanoTime() - start < MOST_PATIENCE) {
            LockSupport.parkNanos(A_MOMENT);
        }
    }

    /** Whether nobody waits any more, or who does has been woken. */
    private synchronized boolean wake(RideOverException why) {
        Thread thread = waiting;
        if (thread == null) {
            return true;
        }
        if (over == null) {
            // before the thread can tell by itself how it ended: it knows of no form that is missing
            over = ended(why);
        }
        return ride.wake(request, thread);
    }

    private RideOverException why() {
        return token.reason().equals(Optional.of(CancelReason.DEADLINE)) ? RideOverException.late() : ride.stopped();
    }
}
