package io.faregate.servlet;

import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken.Registration;
import io.faregate.ride.RideOverException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What of a ride goes on after its dispatch: who listens, and who completes it in the end. Thread-safe. */
final class RideAsync implements AsyncListener {
    private final ServletRide ride;
    private final Duration grace;
    private volatile boolean started;
    private volatile boolean containerCompleted;
    private boolean dispatching;
    private boolean completing;
    private @Nullable GuardedAsync context;
    private @Nullable Registration onCancel;
    private boolean forgotten;

    RideAsync(ServletRide ride, Duration grace) {
        this.ride = ride;
        this.grace = grace;
    }

    /** A dispatch begins: unless it starts again, its end is the end. */
    synchronized void dispatched() {
        started = false;
        dispatching = true;
    }

    /**
     * A dispatch ends.
     *
     * @return true when nobody goes on: the application did not start, or has completed meanwhile
     */
    boolean isOver(HttpServletRequest request) {
        boolean goesOn = isStarted(request);
        synchronized (this) {
            dispatching = false;
            return !goesOn || completing;
        }
    }

    /** The application goes on after the dispatch. */
    AsyncContext started(AsyncContext container) {
        started = true;
        return of(container);
    }

    /** The container's context, as the application sees it. */
    synchronized AsyncContext of(AsyncContext container) {
        GuardedAsync known = context;
        if (known == null) {
            container.addListener(this);
            if (!forgotten) {
                onCancel = ride.ride().cancellation().onCancel(this::giveUpLater);
            }
        }
        if (known == null || !known.isOver(container)) {
            known = new GuardedAsync(container, this);
            context = known;
        }
        return known;
    }

    /** Whether the ride goes on after this dispatch, also when the application went past the wrapper to start it. */
    private boolean isStarted(HttpServletRequest request) {
        if (!started && request.isAsyncStarted()) {
            request.getAsyncContext();
            started = true;
        }
        return started;
    }

    /** Completes a dispatch that the application had started; nothing happens when it had not. */
    void complete() {
        GuardedAsync open = current();
        if (started && open != null) {
            complete(open.container());
        }
    }

    private synchronized @Nullable GuardedAsync current() {
        return context;
    }

    /** Completes, once. While a dispatch runs the application may still write: then it settles when it returns. */
    void complete(AsyncContext container) {
        boolean inDispatch;
        synchronized (this) {
            if (ride.isCompleted() || completing) {
                return;
            }
            completing = true;
            inDispatch = dispatching;
        }
        if (inDispatch) {
            completeContainer(container);
        } else {
            ride.end();
            ride.completed();
            completeContainer(container);
        }
    }

    /** The container may have completed by itself when the client was lost. */
    private void completeContainer(AsyncContext container) {
        try {
            container.complete();
        } catch (IllegalStateException refused) {
            if (!containerCompleted && !ride.isOver()) {
                throw refused;
            }
        }
    }

    /** Runs work that the application gave to the container. */
    void run(Runnable work) {
        try {
            work.run();
        } catch (RideOverException over) {
            end(over);
        }
    }

    /** Ends the ride for work that found it over where no caller would hear of it. */
    void end(RideOverException over) {
        if (!ride.tell(over)) {
            ride.lose(CancelReason.APPLICATION);
        }
        ride.finish(ride.response().status(), over);
        complete();
    }

    /** A cancelled application may end by itself for a while; then the container ends it. */
    private void giveUpLater() {
        ride.ride().later(grace, () -> onContainerThread(this::giveUp));
    }

    private void onContainerThread(Runnable work) {
        GuardedAsync open = current();
        try {
            if (open != null && !ride.isCompleted()) {
                open.container().start(work);
            }
        } catch (RuntimeException completed) {
            ride.finish(0, null);
        }
    }

    private void giveUp() {
        RideOverException why = ride.isFinished() ? ride.untold() : ride.stopped();
        if (why != null && !ride.isGone()) {
            ride.tell(why);
        }
        ride.finish(ride.response().status(), null);
        complete();
    }

    /** The ride has ended: its token need not know of it any more. */
    synchronized void forget() {
        forgotten = true;
        if (onCancel != null) {
            onCancel.close();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        containerCompleted = true;
        ride.finish(ride.response().status(), event.getThrowable());
        ride.completed();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // that of the response: work that goes on behind it has a deadline of its own
        if (!ride.ride().isDetached()) {
            ride.ride().cancellation().cancel(CancelReason.DEADLINE);
        }
        ride.finish(ride.response().sentStatus(), event.getThrowable());
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable failure = event.getThrowable();
        boolean ofApplication =
                failure instanceof RuntimeException || failure instanceof Error || failure instanceof ServletException;
        if (ride.isFinished()) {
            return;
        }
        if (ofApplication) {
            ride.finish(ride.response().failedStatus(), failure);
        } else {
            ride.lose(CancelReason.ofFailedWrite(failure));
            ride.finish(ride.response().sentStatus(), failure);
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // a second start drops the listeners of the first
        event.getAsyncContext().addListener(this);
    }
}
