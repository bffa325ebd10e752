package io.faregate.servlet;

import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken.Registration;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What of a ride goes on after its dispatch: who listens, and who completes it in the end. Thread-safe. */
final class RideAsync implements AsyncListener {
    private final ServletRide ride;
    private final Duration grace;
    private final AtomicBoolean completing = new AtomicBoolean();
    private volatile boolean started;
    private @Nullable GuardedAsync context;
    private @Nullable Registration onCancel;
    private boolean forgotten;

    RideAsync(ServletRide ride, Duration grace) {
        this.ride = ride;
        this.grace = grace;
    }

    /** A dispatch begins: unless it starts again, its end is the end. */
    void dispatched() {
        started = false;
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
    boolean isStarted(HttpServletRequest request) {
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

    /** Settles, and completes in the container, once; it may have completed by itself when the client was lost. */
    void complete(AsyncContext container) {
        if (ride.isCompleted() || !completing.compareAndSet(false, true)) {
            return;
        }
        ride.end();
        try {
            container.complete();
        } catch (IllegalStateException refused) {
            if (ride.isWritable() && !ride.ride().cancellation().isCancelled()) {
                throw refused;
            }
        } finally {
            ride.completed();
        }
    }

    /** Runs work that the application gave to the container. */
    void run(Runnable work) {
        try {
            work.run();
        } catch (RideOverException over) {
            if (!ride.tell(over)) {
                ride.lose(CancelReason.APPLICATION);
            }
            ride.finish(ride.response().status(), over);
            complete();
        }
    }

    /** A cancelled application may end by itself for a while; then the container ends it. */
    private void giveUpLater() {
        CompletableFuture.delayedExecutor(grace.toNanos(), TimeUnit.NANOSECONDS, this::onContainerThread)
                .execute(this::giveUp);
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
        String reason = ride.ride().cancellation().reason().map(Enum::name).orElse("");
        if (!ride.isFinished() && !ride.isGone()) {
            ride.tell(
                    new RideOverException(Reason.RIDE_ENDED, "cancelled", "The request was stopped: " + reason + "."));
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
        ride.finish(ride.response().status(), event.getThrowable());
        ride.completed();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        ride.ride().cancellation().cancel(CancelReason.DEADLINE);
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
            ride.lose(CancelReason.CLIENT_GONE);
            ride.finish(ride.response().sentStatus(), failure);
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // a second start drops the listeners of the first
        event.getAsyncContext().addListener(this);
    }
}
