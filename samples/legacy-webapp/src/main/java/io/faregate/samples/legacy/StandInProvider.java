package io.faregate.samples.legacy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A model that always writes as many tokens as it may, and says so. */
final class StandInProvider implements AutoCloseable {
    private static final int PROMPT_TOKENS = 20;

    private final HttpServer server;

    private StandInProvider(HttpServer server) {
        this.server = server;
    }

    static StandInProvider start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", StandInProvider::answer);
        server.start();
        return new StandInProvider(server);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode asked = JsonMapper.shared().readTree(exchange.getRequestBody());
            long tokens = asked.path("max_completion_tokens").asLong();
            ObjectNode reply = JsonMapper.shared().createObjectNode();
            reply.putArray("choices")
                    .addObject()
                    .putObject("message")
                    .put("role", "assistant")
                    .put("content", "An answer of " + tokens + " tokens.");
            reply.putObject("usage").put("prompt_tokens", PROMPT_TOKENS).put("completion_tokens", tokens);
            byte[] body = JsonMapper.shared().writeValueAsBytes(reply);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
