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

    private static final String COMPLETIONS = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";

    private final String url;
    private final String key;

    private Provider(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /** The provider of an application: its container gave the address and the key as attributes. */
    static Provider of(ServletContext context) {
        Object url = context.getAttribute("provider.url");
        Object key = context.getAttribute("provider.key");
        return new Provider(url == null ? "https://api.openai.com" : url.toString(), key == null ? "" : key.toString());
    }

    /** Calls the API that this application's own prompts are written for. */
    <T> HttpResponse<T> complete(Inference inference, byte[] body, BodyHandler<T> reader) throws IOException {
        return call(inference, to(COMPLETIONS, body), reader);
    }

    /** A request to one of the provider's APIs. */
    HttpRequest.Builder to(String path, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        if (key.isEmpty()) {
            return request;
        }
        return path.equals(MESSAGES)
                ? request.header("X-Api-Key", key)
                : request.header("Authorization", "Bearer " + key);
    }

    /**
     * Calls the model. The call goes through the ride: its fare is taken before it leaves, its output is clamped to what
     * the ride has left, and it ends when the client leaves.
     */
    <T> HttpResponse<T> call(Inference inference, HttpRequest.Builder request, BodyHandler<T> reader)
            throws IOException {
        try {
            return inference.call(CLIENT, request.build(), reader);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while the model was answering");
        } catch (IOException failure) {
            throw new ProviderFailed("The model provider can not be reached.", failure);
        }
    }
}
