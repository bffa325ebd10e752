package io.faregate.servlet;

import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** Passes a container's calls on to the application's listener, and hears of a lost client. */
final class LostClientListener implements WriteListener {
    private final WriteListener writer;
    private final ServletRide ride;

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
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (UnreadBody.isTimeout(failure)) {
            ride.lose(CancelReason.CLIENT_STALLED);
        } else if (failure instanceof IOException) {
            ride.lose(CancelReason.CLIENT_GONE);
        }
        writer.onError(failure);
    }
}
