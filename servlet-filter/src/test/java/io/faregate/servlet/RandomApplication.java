package io.faregate.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.faregate.Inference;
import io.faregate.cost.Usage;
import io.faregate.servlet.RandomRide.Application;
import io.faregate.servlet.RandomRide.Speech;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.ref.WeakReference;
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
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    final Queue<WeakReference<Inference>> rides = new ConcurrentLinkedQueue<>();
    private final Map<Speech, FakeProvider> providers = new EnumMap<>(Speech.class);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Relay relay = new Relay();

    RandomApplication() {
        for (Speech speech : Speech.values()) {
            providers.put(speech, new FakeProvider(reply(speech)));
        }
    }

    private static Reply reply(Speech speech) {
        return switch (speech) {
            case WHOLE -> says(HEAD, DELTA, END);
            case SLOW -> says(PAUSE_NANOS, HEAD, DELTA, DELTA, DELTA, DELTA, DELTA, DELTA, DELTA, DELTA, END);
            case CUT -> Reply.hangingUp(says(HEAD, DELTA));
            case HANG -> says(HEAD, DELTA);
            case GARBAGE -> says(HEAD, event("{\"choices\":[{"), END);
            case FLOOD -> flood();
            case ANSWER -> Reply.json(200, ANSWER);
            case FAILS -> Reply.json(500, "{}");
            case SILENT -> Reply.silence();
            case HANG_UP -> Reply.hangUp();
            case RESET -> Reply.resetting(says(HEAD, DELTA));
            case RESET_AT_ONCE -> Reply.resetting(Reply.silence());
        };
    }

    private static Reply says(String... pieces) {
        return says(0, pieces);
    }

    private static Reply says(long pauseNanos, String... pieces) {
        return out -> {
            for (String piece : pieces) {
                out.write(piece.getBytes(US_ASCII));
                LockSupport.parkNanos(pauseNanos);
            }
        };
    }

    private static Reply flood() {
        String[] pieces = new String[PADDINGS + 2];
        Arrays.fill(pieces, PADDING);
        pieces[0] = HEAD;
        pieces[PADDINGS + 1] = END;
        return says(pieces);
    }

    private static String event(String data) {
        return chunk("data: " + data + "\n\n");
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    int openConnections() {
        return providers.values().stream()
                .mapToInt(FakeProvider::openConnections)
                .sum();
    }

    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Inference ride = Inference.of(request::getAttribute);
        rides.add(new WeakReference<>(ride));
        Application what = Application.valueOf(request.getHeader(RandomRide.APPLICATION));
        FakeProvider provider = providers.get(Speech.valueOf(request.getHeader(RandomRide.SPEECH)));
        switch (what) {
            case JSON -> answer(response, relay.call(ride, provider, false, BodyHandlers.ofString()));
            case STREAM -> relay.stream(ride, provider, response);
            case ASYNC -> async(request, response, ride, provider);
            case WRITE_LISTENER -> listening(request, response, ride, provider);
            case REDISPATCH -> again(request, response, ride, provider);
            case UNASKED -> ride.record("mini", Usage.of(1, 7));
            case THROWS -> throw planned(new IllegalStateException("planned"));
            case THROWS_LATE -> {
                relay.stream(ride, provider, response);
                throw planned(new IllegalStateException("planned"));
            }
            case ERROR -> throw planned(new StackOverflowError("planned"));
            case SEND_ERROR -> response.sendError(503);
            case TIMEOUT -> request.startAsync().setTimeout(100);
            case FORGETS -> request.startAsync().setTimeout(0);
            case LEAKS ->
                relay.call(ride, provider, true, BodyHandlers.ofInputStream()).read();
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

    private static void answer(HttpServletResponse response, String json) throws IOException {
        response.setContentType("application/json");
        response.getWriter().print(json);
    }

    private void async(
            HttpServletRequest request, HttpServletResponse response, Inference ride, FakeProvider provider) {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        threads.execute(() -> {
            try {
                relay.stream(ride, provider, response);
            } catch (IOException | RuntimeException stopped) {
                // as it was to
            } finally {
                context.complete();
            }
        });
    }

    /** Writes what the provider has said, in pieces and when the client takes them. */
    private void listening(
            HttpServletRequest request, HttpServletResponse response, Inference ride, FakeProvider provider)
            throws IOException {
        String said = relay.call(ride, provider, true, BodyHandlers.ofString());
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        response.setContentType("text/event-stream");
        ServletOutputStream out = response.getOutputStream();
        out.setWriteListener(new Pieces(out, said.getBytes(UTF_8), context));
    }

    private static final class Pieces implements WriteListener {
        private static final int SIZE = 8 * 1024;

        private final ServletOutputStream out;
        private final byte[] bytes;
        private final AsyncContext context;
        private int written;

        Pieces(ServletOutputStream out, byte[] bytes, AsyncContext context) {
            this.out = out;
            this.bytes = bytes;
            this.context = context;
        }

        @Override
        public void onWritePossible() throws IOException {
            while (out.isReady()) {
                int size = Math.min(SIZE, bytes.length - written);
                if (size == 0) {
                    context.complete();
                    return;
                }
                out.write(bytes, written, size);
                written += size;
            }
        }

        @Override
        public void onError(Throwable failure) {
            context.complete();
        }
    }

    private void again(HttpServletRequest request, HttpServletResponse response, Inference ride, FakeProvider provider)
            throws IOException {
        if (request.getAttribute("again") == null) {
            request.setAttribute("again", true);
            request.startAsync().dispatch();
        } else {
            relay.stream(ride, provider, response);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (FakeProvider provider : providers.values()) {
            provider.close();
        }
    }
}
