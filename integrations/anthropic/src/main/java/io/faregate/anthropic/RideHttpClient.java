package io.faregate.anthropic;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.Timeout;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpRequestBody;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.errors.AnthropicIoException;
import io.faregate.Inference;
import io.faregate.ride.RideOverException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Sends what Anthropic's library asks for through {@code java.net.http}, each attempt as a call of one ride: priced and
 * clamped, metered while it streams, and stopped with the ride before the first byte as well as in the middle. The
 * library's own client can not be stopped before it is answered.
 *
 * <pre>{@code
 * AnthropicClient anthropic = new AnthropicClientImpl(ClientOptions.builder()
 *         .httpClient(RideHttpClient.of(Inference.of(request::getAttribute), shared))
 *         .putHeader("x-api-key", key)
 *         .build());
 * }</pre>
 *
 * <p>What ends the ride comes as a {@link RideOverException}; the library does not try again after one. Of the library's
 * timeouts that of the whole request counts until the response begins; the client has that of the connection, and the ride
 * has its deadline. Thread-safe.
 */
public final class RideHttpClient implements HttpClient {
    /** Those that the JDK's client sets by itself. */
    private static final Set<String> OF_CLIENT = Set.of("connection", "content-length", "expect", "host", "upgrade");

    private final Inference ride;
    private final java.net.http.HttpClient client;

    private RideHttpClient(Inference ride, java.net.http.HttpClient client) {
        this.ride = Objects.requireNonNull(ride, "ride");
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * A client for one ride.
     *
     * @param ride pays for whatever is sent
     * @param client sends it; it stays open when this one is closed, and may be shared by all rides
     * @return a new client
     */
    public static RideHttpClient of(Inference ride, java.net.http.HttpClient client) {
        return new RideHttpClient(ride, client);
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
        try {
            return new RideResponse(ride.call(client, sent(request, options), BodyHandlers.ofInputStream()));
        } catch (IOException failure) {
            throw new AnthropicIoException("Request failed", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AnthropicIoException("Request interrupted", interrupted);
        }
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
        try {
            return ride.callAsync(client, sent(request, options), BodyHandlers.ofInputStream())
                    .thenApply(RideResponse::new);
        } catch (RuntimeException unsent) {
            return CompletableFuture.failedFuture(unsent);
        }
    }

    private static java.net.http.HttpRequest sent(HttpRequest request, RequestOptions options) {
        java.net.http.HttpRequest.Builder sent = java.net.http.HttpRequest.newBuilder(URI.create(request.url()));
        for (String name : request.headers().names()) {
            if (!OF_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                request.headers().values(name).forEach(value -> sent.header(name, value));
            }
        }
        Duration timeout = options.timeout().map(Timeout::request).orElse(Duration.ZERO);
        if (!timeout.isZero()) {
            sent.timeout(timeout);
        }
        HttpRequestBody body = request.body().orElse(null);
        if (body != null && body.contentType() != null) {
            sent.setHeader("Content-Type", body.contentType());
        }
        return sent.method(request.method().name(), body == null ? BodyPublishers.noBody() : published(body))
                .build();
    }

    private static BodyPublisher published(HttpRequestBody body) {
        try (body) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            body.writeTo(bytes);
            return BodyPublishers.ofByteArray(bytes.toByteArray());
        }
    }

    /** Closes nothing: the client is not its own. */
    @Override
    public void close() {}
}
