package io.faregate.okhttp;

import io.faregate.ProviderCall;
import io.faregate.ride.CancellationToken.Registration;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** A response that is read by its call on the way to the application, as it streams. One thread at a time reads. */
final class MeteredResponseBody extends ResponseBody {
    private static final int STEP = 8 * 1024;

    private final ResponseBody body;
    private final ProviderCall call;
    private final Registration stopping;
    private final Runnable stop;
    private final BufferedSource source;

    MeteredResponseBody(ResponseBody body, ProviderCall call, Registration stopping, Runnable stop) {
        this.body = body;
        this.call = call;
        this.stopping = stopping;
        this.stop = stop;
        this.source = Okio.buffer(new Metered(body.source()));
    }

    @Override
    public @Nullable MediaType contentType() {
        return body.contentType();
    }

    @Override
    public long contentLength() {
        return call.holdsBack() ? -1 : body.contentLength();
    }

    @Override
    public BufferedSource source() {
        return source;
    }

    private final class Metered extends ForwardingSource {
        private final Buffer arrived = new Buffer();
        private final Buffer passed = new Buffer();
        private byte @Nullable [] bytes;
        private boolean ended;

        Metered(Source provider) {
            super(provider);
        }

        @Override
        public long read(Buffer sink, long most) throws IOException {
            try {
                while (passed.size() == 0 && !ended) {
                    pass(super.read(arrived, STEP));
                }
                long read = passed.read(sink, most);
                if (read < 0) {
                    end();
                }
                return read;
            } catch (IOException | RuntimeException failure) {
                end();
                throw RideInterceptor.told(failure, call.cancellation());
            }
        }

        private void pass(long length) throws IOException {
            byte[] array = bytes == null ? new byte[STEP] : bytes;
            bytes = array;
            boolean goesOn = true;
            for (int read = arrived.read(array); read > 0; read = arrived.read(array)) {
                goesOn = call.pass(array, 0, read, passed.outputStream());
            }
            if (!goesOn) {
                stop.run();
            }
            if (!goesOn || length < 0) {
                ended = true;
                call.complete(passed.outputStream());
            }
        }

        private void end() {
            stopping.close();
            call.ended();
        }

        @Override
        public void close() throws IOException {
            end();
            super.close();
        }
    }
}
