package io.faregate.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the bytes that are taken from a container's request. */
final class CountedRequest extends HttpServletRequestWrapper {
    private final AtomicInteger taken;

    CountedRequest(HttpServletRequest request, AtomicInteger taken) {
        super(request);
        this.taken = taken;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Counted(super.getInputStream(), taken);
    }

    private static final class Counted extends ServletInputStream {
        private final ServletInputStream in;
        private final AtomicInteger taken;

        Counted(ServletInputStream in, AtomicInteger taken) {
            this.in = in;
            this.taken = taken;
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            taken.addAndGet(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            taken.addAndGet(Math.max(0, count));
            return count;
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
