package io.faregate.servlet;

import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Passes a container's calls on to the application's listener, and hears of a lost client: once, in every container. */
final class LostClientListener implements WriteListener {
    private final WriteListener writer;
    private final ServletRide ride;
    private final AtomicBoolean failed = new AtomicBoolean();

    LostClientListener(WriteListener writer, ServletRide ride) {
        this.writer = writer;
        this.ride = ride;
    }

    @Override
    public void onWritePossible() throws IOException {
        try {
            writer.onWritePossible();
        } catch (RideOverException over) {
            ride.async().end(over);
        } catch (IOException failure) {
            // Undertow and Tomcat only log it, and call nobody
            onError(failure);
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (!failed.compareAndSet(false, true)) {
            return;
        }
        CancelReason lost = CancelReason.ofFailedWrite(failure);
        if (lost == CancelReason.CLIENT_STALLED || failure instanceof IOException) {
            ride.lose(lost);
        }
        writer.onError(failure);
    }
}
