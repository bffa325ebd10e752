package io.faregate.samples.chat.web;

import io.faregate.Inference;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Passes a model's stream on in this application's own events: {@code data: {"delta": "..."}}, then the cost. */
final class ChatStream {
    private static final String DATA = "data:";

    private final HttpServletResponse response;
    private final Inference inference;

    ChatStream(HttpServletResponse response, Inference inference) {
        this.response = response;
        this.inference = inference;
    }

    void send(Provider provider, ObjectNode prompt) throws IOException {
        prompt.put("stream", true).putObject("stream_options").put("include_usage", true);
        HttpResponse<Stream<String>> reply =
                provider.complete(inference, JsonMapper.shared().writeValueAsBytes(prompt), BodyHandlers.ofLines());
        // closing the lines closes the connection: the provider stops writing what nobody reads
        try (Stream<String> lines = reply.body()) {
            if (reply.statusCode() != HttpServletResponse.SC_OK) {
                throw ProviderFailed.withStatus(reply.statusCode());
            }
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader("Cache-Control", "no-store");
            pass(lines.iterator());
        } catch (UncheckedIOException broken) {
            inference.cancellation().throwIfCancelled();
            event("event: error\n", ModelServlet.error(ProviderFailed.BROKE_OFF));
        }
    }

    private void pass(Iterator<String> lines) throws IOException {
        JsonNode usage = JsonMapper.shared().missingNode();
        while (lines.hasNext()) {
            String line = lines.next();
            if (!line.startsWith(DATA) || line.endsWith("[DONE]")) {
                continue;
            }
            JsonNode chunk = JsonMapper.shared().readTree(line.substring(DATA.length()));
            if (chunk.has("error")) {
                event("event: error\n", JsonMapper.shared().createObjectNode().set("error", chunk.path("error")));
                return;
            }
            String text =
                    chunk.path("choices").path(0).path("delta").path("content").stringValue("");
            if (!text.isEmpty()) {
                event("", JsonMapper.shared().createObjectNode().put("delta", text));
            }
            usage = chunk.path("usage").isObject() ? chunk.path("usage") : usage;
        }
        event("event: cost\n", ModelServlet.facts(inference).set("usage", usage));
    }

    /** Every event goes out at once: a client that has left is noticed by the next write. */
    private void event(String name, JsonNode data) throws IOException {
        ServletOutputStream out = response.getOutputStream();
        out.write((name + "data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
