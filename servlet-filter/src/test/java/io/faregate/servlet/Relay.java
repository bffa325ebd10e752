package io.faregate.servlet;

import io.faregate.Inference;
import io.faregate.test.FakeProvider;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;

/** What most applications do: calls a provider through its ride, and passes on what that says. */
final class Relay {
    /** Who asks for the report of usage gets every byte as it comes; else events wait until they are known to be none. */
    static final String ASKING_FOR_USAGE = ",\"stream_options\":{\"include_usage\":true}";

    private static final String CALL = "{\"model\":\"mini\",\"stream\":%s%s,\"messages\":"
            + "[{\"role\":\"user\",\"content\":\"How long is a ride?\"}]}";

    private final String options;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Relay() {
        this("");
    }

    /** One whose calls have some more fields. */
    Relay(String options) {
        this.options = options;
    }

    /** Calls, and waits for as much as the handler wants. */
    <T> T call(Inference ride, FakeProvider provider, boolean stream, BodyHandler<T> handler) throws IOException {
        HttpRequest call = HttpRequest.newBuilder(URI.create(provider.url() + "/v1/chat/completions"))
                .POST(BodyPublishers.ofString(CALL.formatted(stream, options)))
                .build();
        try {
            return ride.call(client, call, handler).body();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while the provider was answering");
        }
    }

    /** Passes a stream on, whatever comes and as it comes. */
    void stream(Inference ride, FakeProvider provider, HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream");
        OutputStream out = response.getOutputStream();
        try (InputStream events = call(ride, provider, true, BodyHandlers.ofInputStream())) {
            byte[] buffer = new byte[8 * 1024];
            for (int read = events.read(buffer); read >= 0; read = events.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        }
    }
}
