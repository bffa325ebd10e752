package io.faregate.samples.chat.web;

import io.faregate.Inference;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A servlet that calls the model: what these have in common. */
abstract class ModelServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    static final JsonMapper JSON = JsonMapper.shared();

    private transient @Nullable Provider provider;

    @Override
    public void init() {
        provider = Provider.of(getServletContext());
    }

    /** Answers a request whose ride was let in. A RideOverException may escape: Faregate's filter answers it. */
    abstract void answer(HttpServletRequest request, HttpServletResponse response, Inference inference)
            throws IOException, ServletException;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        try {
            answer(request, response, Inference.of(request::getAttribute));
        } catch (ProviderFailed failure) {
            if (response.isCommitted()) {
                throw failure;
            }
            fail(response, 502, failure.getMessage());
        }
    }

    /** What a user asks for, as JSON, as a form or in the query: checked by Faregate, its numbers clamped. */
    static JsonNode asked(HttpServletRequest request) throws IOException {
        if (Objects.requireNonNullElse(request.getContentType(), "").startsWith("application/json")) {
            return JSON.readTree(request.getInputStream());
        }
        ObjectNode fields = JSON.createObjectNode();
        request.getParameterMap().forEach((name, values) -> fields.put(name, values[0]));
        return fields;
    }

    Provider provider() {
        return Objects.requireNonNull(provider, "the container calls init first");
    }

    /** One whole answer of the model. */
    JsonNode complete(Inference inference, ObjectNode prompt) throws IOException {
        HttpResponse<byte[]> reply =
                provider().complete(inference, JSON.writeValueAsBytes(prompt), BodyHandlers.ofByteArray());
        if (reply.statusCode() != HttpServletResponse.SC_OK) {
            throw ProviderFailed.withStatus(reply.statusCode());
        }
        return JSON.readTree(reply.body());
    }

    /** The start of a prompt: the ride's model, its most output tokens, and what the application tells the model. */
    static ObjectNode prompt(Inference inference, long outputTokens, String instructions, String message) {
        ObjectNode prompt = JSON.createObjectNode().put("model", inference.model());
        prompt.put("max_completion_tokens", outputTokens);
        prompt.putArray("messages")
                .add(JSON.createObjectNode().put("role", "system").put("content", instructions))
                .add(JSON.createObjectNode().put("role", "user").put("content", message));
        return prompt;
    }

    /** What every JSON answer of this application has; the cost is final once the model has answered. */
    static ObjectNode reply(Inference inference, String text) {
        return facts(inference).put("reply", text);
    }

    static ObjectNode facts(Inference inference) {
        return JSON.createObjectNode()
                .put("rideId", inference.id())
                .put("model", inference.model())
                .put("cost", inference.cost().toDecimal());
    }

    static void fail(HttpServletResponse response, int status, @Nullable String message) throws IOException {
        response.setStatus(status);
        write(response, error(message));
    }

    /** An error in which OpenAI's clients, Anthropic's and this application's own all find what they look for. */
    static ObjectNode error(@Nullable String message) {
        ObjectNode body = JSON.createObjectNode().put("type", "error");
        body.putObject("error")
                .put("message", message)
                .put("type", "api_error")
                .putNull("param")
                .putNull("code");
        return body;
    }

    static void write(HttpServletResponse response, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
