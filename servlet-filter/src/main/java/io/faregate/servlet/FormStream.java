package io.faregate.servlet;

import io.faregate.body.FormBytes;
import io.faregate.ride.RideOverException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** A form's bytes on their way to the application: counted, and never more read than the caps let in. */
final class FormStream extends ServletInputStream {
    private final ServletInputStream container;
    private final FormBytes form;
    private final FormArrival arrival;
    private final RideAsync async;
    private boolean refused;

    FormStream(ServletInputStream container, FormBytes form, FormArrival arrival, RideAsync async) {
        this.container = container;
        this.form = form;
        this.arrival = arrival;
        this.async = async;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (refused) {
            // CXF reads on before it writes the answer
            return -1;
        }
        try {
            int most = form.atOnce(length);
            int read = arrival.await(() -> container.read(bytes, offset, most));
            form.saw(bytes, offset, read);
            if (read < 0) {
                arrival.arrived();
            }
            return read;
        } catch (RideOverException over) {
            refused = true;
            throw over;
        }
    }

    @Override
    public int available() throws IOException {
        return container.available();
    }

    @Override
    public boolean isFinished() {
        return container.isFinished();
    }

    @Override
    public boolean isReady() {
        return container.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        container.setReadListener(new FormListener(listener, async));
    }

    @Override
    public void close() throws IOException {
        container.close();
    }
}
