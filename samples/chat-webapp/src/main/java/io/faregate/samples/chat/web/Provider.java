package io.faregate.samples.chat.web;

import io.faregate.Inference;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;

/** The model provider of this application. Thread-safe. */
final class Provider {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI completions;
    private final String key;

    private Provider(URI completions, String key) {
        this.completions = completions;
        this.key = key;
    }

    /** The provider of an application: its container gave the address and the key as attributes. */
    static Provider of(ServletContext context) {
        Object url = context.getAttribute("provider.url");
        Object key = context.getAttribute("provider.key");
        return new Provider(
                URI.create((url == null ? "https://api.openai.com" : url) + "/v1/chat/completions"),
                key == null ? "" : key.toString());
    }

    /**
     * Calls the model. The call goes through the ride: its fare is taken before it leaves, its output is clamped to what
     * the ride has left, and it ends when the client leaves.
     */
    <T> HttpResponse<T> complete(Inference inference, byte[] body, BodyHandler<T> reader) throws IOException {
        try {
            return inference.call(CLIENT, request(body), reader);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while the model was answering");
        } catch (IOException failure) {
            throw new ProviderFailed("The model provider can not be reached.", failure);
        }
    }

    private HttpRequest request(byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(completions)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        return key.isEmpty()
                ? request.build()
                : request.header("Authorization", "Bearer " + key).build();
    }
}
