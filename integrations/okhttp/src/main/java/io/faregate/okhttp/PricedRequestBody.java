package io.faregate.okhttp;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A body that was priced, and is sent once: what OkHttp would send again by itself, over another connection, the provider
 * could have charged already.
 */
final class PricedRequestBody extends RequestBody {
    private final RequestBody asked;
    private final byte @Nullable [] priced;
    private volatile boolean begun;

    /** Null where the body was not read, and goes out as it is. */
    PricedRequestBody(RequestBody asked, byte @Nullable [] priced) {
        this.asked = asked;
        this.priced = priced;
    }

    @Override
    public @Nullable MediaType contentType() {
        return asked.contentType();
    }

    @Override
    public long contentLength() throws IOException {
        return priced == null ? asked.contentLength() : priced.length;
    }

    @Override
    public boolean isDuplex() {
        return asked.isDuplex();
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    /** Whether it was asked for: not before there is a connection. */
    boolean isBegun() {
        return begun;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        begun = true;
        if (priced == null) {
            asked.writeTo(sink);
        } else {
            sink.write(priced);
        }
    }
}
