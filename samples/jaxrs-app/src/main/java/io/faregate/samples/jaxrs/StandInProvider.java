package io.faregate.samples.jaxrs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model that writes as many words as it may, a few a second, until nobody listens any more. */
final class StandInProvider implements AutoCloseable {
    private static final String PATH = "/v1/chat/completions";
    private static final int PROMPT_TOKENS = 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final long pauseMillis;
    private final AtomicInteger left = new AtomicInteger();

    private StandInProvider(HttpServer server, long pauseMillis) {
        this.server = server;
        this.pauseMillis = pauseMillis;
    }

    /** Listens on a free port. */
    static StandInProvider start(long pauseMillis) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StandInProvider provider = new StandInProvider(server, pauseMillis);
        server.createContext(PATH, provider::answer);
        server.setExecutor(provider.threads);
        server.start();
        return provider;
    }

    URI chats() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }

    /** How many of its streams were left before their end. */
    int left() {
        return left.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode asked = JsonMapper.shared().readTree(exchange.getRequestBody());
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            write(
                    exchange.getResponseBody(),
                    asked.path("max_completion_tokens").asLong());
        }
    }

    private void write(OutputStream out, long tokens) throws IOException {
        try {
            for (long token = 0; token < tokens; token++) {
                event(out, "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"}}]}");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
            }
            event(
                    out,
                    "{\"choices\":[],\"usage\":{\"prompt_tokens\":" + PROMPT_TOKENS + ",\"completion_tokens\":" + tokens
                            + "}}");
            event(out, "[DONE]");
        } catch (IOException gone) {
            System.out.println("The stand-in has stopped: nobody listens. So far: " + left.incrementAndGet());
        }
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
