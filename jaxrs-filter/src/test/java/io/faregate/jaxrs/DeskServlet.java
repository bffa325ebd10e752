package io.faregate.jaxrs;

import io.faregate.Inference;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** {@code Desk} as a servlet: what the servlet filter makes of the contract. The profile {@code servers} has it in a WAR. */
public final class DeskServlet extends HttpServlet {
    static final String[] CHUNKS = {
        "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}\n\n",
        "data: [DONE]\n\n"
    };

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        String path = request.getServletPath();
        switch (path) {
            case "/form", "/ask" ->
                write(
                        response,
                        "text/plain",
                        request.getParameter("message") + " " + request.getParameter("maxOutputTokens"));
            case "/upload" ->
                write(response, "text/plain", Integer.toString(body(request).length()));
            case "/chat" -> write(response, "text/event-stream", CHUNKS);
            case "/events" -> {
                write(response, "text/event-stream", "data: one\n\n");
                Inference.of(request::getAttribute).close();
            }
            case "/async" -> later(request, response, body(request));
            case "/nothing" -> response.setStatus(204);
            case "/fail" -> throw new IllegalStateException("This is what the test wants.");
            case "/over" -> {
                Inference inference = Inference.of(request::getAttribute);
                inference.step();
                inference.step();
            }
            case "/stripped" ->
                write(
                        response,
                        "application/json",
                        body(request) + request.getHeader("OpenAI-New") + request.getParameter("lang"));
            default -> write(response, "application/json", body(request));
        }
    }

    private static String body(HttpServletRequest request) throws IOException {
        return new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void later(HttpServletRequest request, HttpServletResponse response, String body) {
        AsyncContext async = request.startAsync();
        new Thread(() -> {
                    try {
                        write(response, "application/json", body);
                        async.complete();
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                })
                .start();
    }

    private static void write(HttpServletResponse response, String type, String... texts) throws IOException {
        response.setContentType(type);
        for (String text : texts) {
            response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            response.flushBuffer();
        }
    }
}
