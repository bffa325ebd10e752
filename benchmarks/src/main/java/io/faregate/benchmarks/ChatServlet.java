package io.faregate.benchmarks;

import io.faregate.Inference;
import io.faregate.cost.Usage;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The application: asks its provider and answers with what that said. {@code /app} reads a body of its own and writes
 * the prompt, {@code /chat} hands an OpenAI body on; below {@code /direct} the model is a method that returns at once.
 * With a ride it calls through the ride, without one, or below {@code /unaware}, by itself.
 */
final class ChatServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String MODEL = "gpt-5-mini";
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] REPLY = StubProvider.reply();

    private final transient HttpClient client;
    private final transient StubProvider provider;

    ChatServlet(HttpClient client, StubProvider provider) {
        this.client = client;
        this.provider = provider;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readAllBytes();
        byte[] prompt = request.getRequestURI().endsWith("/app") ? prompt(body) : body;
        boolean unaware = request.getRequestURI().startsWith("/unaware");
        Inference ride = unaware ? null : (Inference) request.getAttribute(Inference.ATTRIBUTE);
        byte[] reply = request.getRequestURI().startsWith("/direct") ? direct(ride) : call(ride, prompt);
        response.setContentType("application/json");
        response.setContentLength(reply.length);
        response.getOutputStream().write(reply);
    }

    private static byte[] prompt(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 200);
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), body);
                JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("model", MODEL);
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token == JsonToken.VALUE_NUMBER_INT && in.currentName().equals("maxOutputTokens")) {
                    json.writeNumberProperty("max_completion_tokens", in.getLongValue());
                } else if (token == JsonToken.VALUE_STRING && in.currentName().equals("message")) {
                    message(json, in.getString());
                }
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void message(JsonGenerator json, String text) {
        json.writeArrayPropertyStart("messages");
        json.writeStartObject();
        json.writeStringProperty("role", "user");
        json.writeStringProperty("content", text);
        json.writeEndObject();
        json.writeEndArray();
    }

    private static byte[] direct(@Nullable Inference ride) {
        if (ride != null) {
            ride.record(MODEL, Usage.of(250, 80));
        }
        return REPLY;
    }

    private byte[] call(@Nullable Inference ride, byte[] prompt) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(provider.completions())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(prompt))
                .build();
        try {
            HttpResponse<byte[]> reply = ride == null
                    ? client.send(request, BodyHandlers.ofByteArray())
                    : ride.call(client, request, BodyHandlers.ofByteArray());
            return reply.body();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while the provider was answering");
        }
    }
}
