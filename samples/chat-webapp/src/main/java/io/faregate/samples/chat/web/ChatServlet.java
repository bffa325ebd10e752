package io.faregate.samples.chat.web;

import io.faregate.Inference;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One message, one reply: whole as JSON, or as server-sent events when the client accepts them. */
public final class ChatServlet extends ModelServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String INSTRUCTIONS = "You answer the users of a demo, briefly and in plain words.";

    /** An EventSource of the browser asks so. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        doPost(request, response);
    }

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response, Inference inference) throws IOException {
        JsonNode body = asked(request);
        ObjectNode prompt = prompt(
                inference,
                body.path("maxOutputTokens").asLong(inference.maxOutputTokens()),
                INSTRUCTIONS,
                body.path("message").stringValue(""));
        if (Objects.requireNonNullElse(request.getHeader("Accept"), "").contains("text/event-stream")) {
            new ChatStream(response, inference).send(provider(), prompt);
        } else {
            JsonNode completion = complete(inference, prompt);
            String text = completion
                    .path("choices")
                    .path(0)
                    .path("message")
                    .path("content")
                    .stringValue("");
            write(response, reply(inference, text).set("usage", completion.path("usage")));
        }
    }
}
