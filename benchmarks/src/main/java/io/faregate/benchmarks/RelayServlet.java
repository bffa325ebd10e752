package io.faregate.benchmarks;

import io.faregate.Inference;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The application: calls the provider that the request names through its ride, and passes on what that says. {@code
 * /stream} does so asynchronously, event by event; {@code /block} waits for the whole reply in the container's thread. The
 * profile {@code servers} has it in a WAR.
 */
public final class RelayServlet extends HttpServlet {
    static final String PROVIDER = "X-Provider";
    static final String STREAM = "/stream";
    static final String BLOCK = "/block";

    private static final long serialVersionUID = 1L;
    private static final String PROMPT = "{\"model\":\"gpt-5-mini\",\"stream\":%s,\"messages\":"
            + "[{\"role\":\"user\",\"content\":\"How long is a ride?\"}]}";

    private final transient ExecutorService threads = Executors.newCachedThreadPool();
    private final transient HttpClient client = client();

    @Override
    public void destroy() {
        threads.shutdownNow();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Inference ride = Inference.of(request::getAttribute);
        URI provider = URI.create(request.getHeader(PROVIDER) + "/v1/chat/completions");
        if (request.getRequestURI().endsWith(BLOCK)) {
            response.setContentType("application/json");
            response.getWriter().print(call(ride, provider, false, BodyHandlers.ofString()));
            return;
        }
        response.setContentType("text/event-stream");
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        OutputStream out = response.getOutputStream();
        threads.execute(() -> {
            try (InputStream events = call(ride, provider, true, BodyHandlers.ofInputStream())) {
                relay(events, out);
            } catch (IOException | RuntimeException stopped) {
                // what is measured
            } finally {
                context.complete();
            }
        });
    }

    private <T> T call(Inference ride, URI provider, boolean stream, BodyHandler<T> handler) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(provider)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(PROMPT.formatted(stream)))
                .build();
        try {
            HttpResponse<T> reply = ride.call(client, request, handler);
            return reply.body();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while the provider was answering");
        }
    }

    /** The client's selector thread takes over the loader of who makes it, and would keep the application's. */
    private static HttpClient client() {
        Thread starting = Thread.currentThread();
        ClassLoader own = starting.getContextClassLoader();
        starting.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        } finally {
            starting.setContextClassLoader(own);
        }
    }

    private static void relay(InputStream events, OutputStream out) throws IOException {
        byte[] buffer = new byte[8 * 1024];
        for (int read = events.read(buffer); read >= 0; read = events.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }
}
