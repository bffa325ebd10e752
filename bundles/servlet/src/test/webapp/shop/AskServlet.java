package shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faregate.Inference;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Hands a question on, and the model's reply back as it comes, with the Jackson that the shop has always had. */
public class AskServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient ObjectMapper json = new ObjectMapper();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Inference inference = Inference.of(request::getAttribute);
        try {
            HttpResponse<InputStream> reply =
                    inference.call(client(), prompt(inference, request), BodyHandlers.ofInputStream());
            response.setStatus(reply.statusCode());
            response.setContentType(reply.headers().firstValue("Content-Type").orElse("text/plain"));
            copy(reply.body(), response.getOutputStream());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while the model was answering");
        }
    }

    private HttpClient client() {
        return (HttpClient) getServletContext().getAttribute("client");
    }

    private HttpRequest prompt(Inference inference, HttpServletRequest request) throws IOException {
        ObjectNode prompt = json.createObjectNode();
        prompt.put("model", inference.model());
        prompt.put("stream", request.getServletPath().equals("/stream"));
        prompt.put("max_completion_tokens", inference.maxOutputTokens());
        prompt.putArray("messages").addObject().put("role", "user").put("content", request.getParameter("message"));
        return HttpRequest.newBuilder(URI.create(getServletContext().getInitParameter("provider")))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(prompt)))
                .build();
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1024];
        try (InputStream closed = in) {
            for (int read = closed.read(buffer); read >= 0; read = closed.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        }
    }
}
