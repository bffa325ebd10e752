package io.faregate.servlet;

import io.faregate.body.FormScanner;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** A form's bytes on their way to the application: counted, and never more read than the caps let in. */
final class FormStream extends ServletInputStream {
    private final ServletInputStream container;
    private final FormScanner scanner;
    private final FormCaps caps;
    private final FormArrival arrival;
    private final RideAsync async;
    private long count;

    FormStream(ServletInputStream container, FormScanner scanner, FormCaps caps, FormArrival arrival, RideAsync async) {
        this.container = container;
        this.scanner = scanner;
        this.caps = caps;
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
        caps.total(count);
        long left = caps.most() - count;
        int read = arrived(bytes, offset, left < length ? (int) left + 1 : length);
        if (read > 0) {
            count += read;
            caps.total(count);
            scanner.see(bytes, offset, read);
        } else if (read < 0) {
            scanner.end();
            arrival.arrived();
        }
        return read;
    }

    private int arrived(byte[] bytes, int offset, int length) throws IOException {
        arrival.waits();
        try {
            return container.read(bytes, offset, length);
        } catch (IOException | RuntimeException failure) {
            arrival.failed(failure);
            throw failure;
        } finally {
            arrival.came();
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
