package io.faregate.servlet;

import io.faregate.ride.RideOverException;
import jakarta.servlet.ReadListener;
import java.io.IOException;

/** Passes a container's calls on; a form beyond its caps is answered here, as a container would only hang up. */
final class FormListener implements ReadListener {
    private final ReadListener reader;
    private final RideAsync async;
    private volatile boolean ended;

    FormListener(ReadListener reader, RideAsync async) {
        this.reader = reader;
        this.async = async;
    }

    @Override
    public void onDataAvailable() throws IOException {
        try {
            reader.onDataAvailable();
        } catch (RideOverException over) {
            ended = true;
            async.end(over);
        }
    }

    /** A container may have read to the end, and say so after the answer. */
    @Override
    public void onAllDataRead() throws IOException {
        if (!ended) {
            reader.onAllDataRead();
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (!ended) {
            reader.onError(failure);
        }
    }
}
