package io.faregate.anthropic;

import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A metered response as Anthropic's library reads it; closing it stops the provider. */
final class RideResponse implements HttpResponse {
    private final java.net.http.HttpResponse<InputStream> answer;
    private final Headers headers;

    RideResponse(java.net.http.HttpResponse<InputStream> answer) {
        this.answer = answer;
        Headers.Builder all = Headers.builder();
        answer.headers().map().forEach(all::put);
        this.headers = all.build();
    }

    @Override
    public int statusCode() {
        return answer.statusCode();
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public InputStream body() {
        return answer.body();
    }

    @Override
    public void close() {
        try {
            answer.body().close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
