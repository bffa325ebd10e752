package io.faregate;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A provider's answer with the body that the application's reader made of it. Immutable.
 *
 * @param <T> the application's body type
 */
final class ProviderResponse<T> implements HttpResponse<T> {
    private final HttpResponse<?> answer;
    private final @Nullable T body;

    ProviderResponse(HttpResponse<?> answer, @Nullable T body) {
        this.answer = answer;
        this.body = body;
    }

    /** What the application's handler is shown of an answer before its body. */
    static ResponseInfo info(HttpResponse<?> answer) {
        return new Info(answer.statusCode(), answer.headers(), answer.version());
    }

    private record Info(int statusCode, HttpHeaders headers, Version version) implements ResponseInfo {}

    @Override
    public int statusCode() {
        return answer.statusCode();
    }

    @Override
    public HttpRequest request() {
        return answer.request();
    }

    /** A redirection: its body was read by nobody. */
    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return answer.previousResponse().map(previous -> new ProviderResponse<>(previous, null));
    }

    @Override
    public HttpHeaders headers() {
        return answer.headers();
    }

    @Override
    public @Nullable T body() {
        return body;
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return answer.sslSession();
    }

    @Override
    public URI uri() {
        return answer.uri();
    }

    @Override
    public Version version() {
        return answer.version();
    }

    @Override
    public String toString() {
        return answer.toString();
    }
}
