package io.faregate.samples.legacy.web;

import io.faregate.Inference;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One question, one answer in plain text. Who may ask, and for how much, is not its business: the filter has seen to it. */
public final class AskServlet extends HttpServlet {
    /** The attribute of the context in which an administrator names another provider. */
    public static final String PROVIDER = "provider.url";

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient HttpClient client = client();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonNode reply = ask(Inference.of(request::getAttribute), request);
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().print(reply.at("/choices/0/message/content").stringValue(""));
    }

    private JsonNode ask(Inference inference, HttpServletRequest request) throws IOException {
        ObjectNode prompt = JsonMapper.shared().createObjectNode().put("model", inference.model());
        // as the gate has let them in: a million tokens that were asked for are 400 here
        prompt.put("max_completion_tokens", Long.parseLong(request.getParameter("maxOutputTokens")));
        prompt.putArray("messages").addObject().put("role", "user").put("content", request.getParameter("message"));
        HttpResponse<byte[]> reply = send(inference, prompt);
        if (reply.statusCode() != HttpServletResponse.SC_OK) {
            throw new IOException("the provider says " + reply.statusCode());
        }
        return JsonMapper.shared().readTree(reply.body());
    }

    private HttpResponse<byte[]> send(Inference inference, ObjectNode prompt) throws IOException {
        try {
            HttpRequest call = HttpRequest.newBuilder(URI.create(provider() + "/v1/chat/completions"))
                    .header(
                            "Authorization",
                            "Bearer " + Objects.requireNonNullElse(System.getenv("OPENAI_API_KEY"), ""))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(prompt.toString()))
                    .build();
            return inference.call(client, call, BodyHandlers.ofByteArray());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while the model was answering");
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

    private Object provider() {
        return Objects.requireNonNullElse(getServletContext().getAttribute(PROVIDER), "https://api.openai.com");
    }
}
