package io.faregate.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.faregate.Inference;
import io.faregate.cost.Usage;
import io.faregate.integrations.LoopbackProvider;
import io.faregate.integrations.LoopbackProvider.Reply;
import io.faregate.servlet.RandomRide.Application;
import io.faregate.servlet.RandomRide.Speech;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An application that does what each request tells it to, and providers that say what it tells them. */
final class RandomApplication implements AutoCloseable {
    private static final String CALL = "{\"model\":\"mini\",\"stream\":%s,\"messages\":"
            + "[{\"role\":\"user\",\"content\":\"How long is a ride?\"}]}";
    private static final String HEAD = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Connection: close",
            "Content-Type: text/event-stream",
            "Transfer-Encoding: chunked",
            "",
            "");
    private static final String DELTA = event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\" gate\"}}]}");
    private static final String USED = "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}";
    private static final String END = event("{\"choices\":[]," + USED + "}") + event("[DONE]") + "0\r\n\r\n";
    private static final String ANSWER = "{\"choices\":[{\"message\":{\"content\":\"hi\"}}]," + USED + "}";
    private static final String PADDING = chunk(":" + " ".repeat(32 * 1024) + "\n\n");
    private static final int PADDINGS = 300;

    final Queue<WeakReference<Inference>> rides = new ConcurrentLinkedQueue<>();
    private final Map<Speech, LoopbackProvider> providers = new EnumMap<>(Speech.class);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RandomApplication() throws IOException {
        for (Speech speech : Speech.values()) {
            providers.put(speech, new LoopbackProvider(number -> reply(speech)));
        }
    }

    private static Reply reply(Speech speech) {
        return switch (speech) {
            case WHOLE -> says(true, 0, HEAD, DELTA, END);
            case SLOW -> says(true, 20, HEAD, DELTA, DELTA, DELTA, DELTA, DELTA, DELTA, DELTA, DELTA, END);
            case CUT -> says(false, 0, HEAD, DELTA);
            case HANG -> says(true, 0, HEAD, DELTA);
            case GARBAGE -> says(true, 0, HEAD, event("{\"choices\":[{"), END);
            case FLOOD -> flood();
            case ANSWER -> LoopbackProvider.json(200, ANSWER);
            case FAILS -> LoopbackProvider.json(500, "{}");
            case SILENT -> LoopbackProvider.silence();
            case HANG_UP -> LoopbackProvider.hangUp();
        };
    }

    private static Reply says(boolean staysOpen, int pauseMillis, String... pieces) {
        return out -> {
            for (String piece : pieces) {
                out.write(piece.getBytes(US_ASCII));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
            }
            return staysOpen;
        };
    }

    private static Reply flood() {
        String[] pieces = new String[PADDINGS];
        Arrays.fill(pieces, PADDING);
        Reply begin = says(true, 0, HEAD);
        Reply more = says(true, 0, pieces);
        Reply end = says(true, 0, END);
        return out -> begin.write(out) && more.write(out) && end.write(out);
    }

    private static String event(String data) {
        return chunk("data: " + data + "\n\n");
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    int openConnections() {
        return providers.values().stream()
                .mapToInt(LoopbackProvider::openConnections)
                .sum();
    }

    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Inference ride = Inference.of(request::getAttribute);
        rides.add(new WeakReference<>(ride));
        Application what = Application.valueOf(request.getHeader(RandomRide.APPLICATION));
        LoopbackProvider provider = providers.get(Speech.valueOf(request.getHeader(RandomRide.SPEECH)));
        switch (what) {
            case JSON -> answer(response, call(ride, provider, false, BodyHandlers.ofString()));
            case STREAM -> stream(ride, provider, response);
            case ASYNC -> async(request, response, ride, provider);
            case REDISPATCH -> again(request, response, ride, provider);
            case UNASKED -> ride.record("mini", Usage.of(1, 7));
            case THROWS -> throw planned(new IllegalStateException("planned"));
            case THROWS_LATE -> {
                stream(ride, provider, response);
                throw planned(new IllegalStateException("planned"));
            }
            case ERROR -> throw planned(new StackOverflowError("planned"));
            case SEND_ERROR -> response.sendError(503);
            case TIMEOUT -> request.startAsync().setTimeout(100);
            case FORGETS -> request.startAsync().setTimeout(0);
            case LEAKS ->
                call(ride, provider, true, BodyHandlers.ofInputStream()).read();
            case CLOSES -> {
                ride.close();
                answer(response, "\"closed\"");
            }
        }
    }

    /** Containers log it, and thousands of traces would hide all else. */
    private static <T extends Throwable> T planned(T failure) {
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }

    private <T> T call(Inference ride, LoopbackProvider provider, boolean stream, BodyHandler<T> handler)
            throws IOException {
        HttpRequest call = HttpRequest.newBuilder(URI.create(provider.url() + "/v1/chat/completions"))
                .POST(BodyPublishers.ofString(CALL.formatted(stream)))
                .build();
        try {
            return ride.call(client, call, handler).body();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while the provider was answering");
        }
    }

    private static void answer(HttpServletResponse response, String json) throws IOException {
        response.setContentType("application/json");
        response.getWriter().print(json);
    }

    private void stream(Inference ride, LoopbackProvider provider, HttpServletResponse response) throws IOException {
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

    private void async(
            HttpServletRequest request, HttpServletResponse response, Inference ride, LoopbackProvider provider) {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        threads.execute(() -> {
            try {
                stream(ride, provider, response);
            } catch (IOException | RuntimeException stopped) {
                // as it was to
            } finally {
                context.complete();
            }
        });
    }

    private void again(
            HttpServletRequest request, HttpServletResponse response, Inference ride, LoopbackProvider provider)
            throws IOException {
        if (request.getAttribute("again") == null) {
            request.setAttribute("again", true);
            request.startAsync().dispatch();
        } else {
            stream(ride, provider, response);
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (LoopbackProvider provider : providers.values()) {
            provider.close();
        }
    }
}
