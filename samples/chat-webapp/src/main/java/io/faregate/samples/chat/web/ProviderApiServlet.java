package io.faregate.samples.chat.web;

import io.faregate.Inference;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The providers' own APIs behind the gate, on the providers' own paths: the body that Faregate let in goes out, and what
 * comes back goes back.
 */
public final class ProviderApiServlet extends ModelServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The headers that say how a body is to be read. Faregate lets in none that asks for what costs more. */
    private static final List<String> OF_THE_API = List.of("anthropic-version", "anthropic-beta");

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response, Inference inference) throws IOException {
        HttpResponse<InputStream> reply = provider().call(inference, onward(request), BodyHandlers.ofInputStream());
        String type = reply.headers().firstValue("Content-Type").orElse("application/json");
        response.setStatus(reply.statusCode());
        response.setContentType(type);
        // a provider that is busy says for how long, and its clients wait as long
        reply.headers().firstValue("Retry-After").ifPresent(wait -> response.setHeader("Retry-After", wait));
        response.setHeader("Demo-Model", inference.model());
        try (InputStream from = reply.body()) {
            if (type.startsWith("text/event-stream")) {
                new Passage(from, response.getOutputStream(), inference).pass();
            } else {
                whole(from, response, inference);
            }
        }
    }

    private HttpRequest.Builder onward(HttpServletRequest request) throws IOException {
        HttpRequest.Builder onward =
                provider().to(request.getServletPath(), request.getInputStream().readAllBytes());
        for (String name : OF_THE_API) {
            String value = request.getHeader(name);
            if (value != null) {
                onward.header(name, value);
            }
        }
        return onward;
    }

    private static void whole(InputStream from, HttpServletResponse response, Inference inference) throws IOException {
        byte[] body;
        try {
            body = from.readAllBytes();
        } catch (IOException broken) {
            inference.cancellation().throwIfCancelled();
            throw new ProviderFailed(ProviderFailed.BROKE_OFF, broken);
        }
        response.setHeader("Demo-Cost", inference.cost().toString());
        response.getOutputStream().write(body);
    }

    /** A stream on its way through. */
    private record Passage(InputStream from, OutputStream to, Inference inference) {

        void pass() throws IOException {
            byte[] buffer = new byte[8192];
            for (int read = read(buffer); read >= 0; read = read(buffer)) {
                to.write(buffer, 0, read);
                to.flush();
            }
            // for this demo's page alone; other clients skip a comment
            write(": cost " + inference.cost() + "\n\n");
        }

        /** What breaks after 200 is said as one more event, which the providers' clients know. */
        private int read(byte[] buffer) throws IOException {
            try {
                return from.read(buffer);
            } catch (IOException broken) {
                inference.cancellation().throwIfCancelled();
                write("event: error\ndata: " + error(ProviderFailed.BROKE_OFF) + "\n\n");
                return -1;
            }
        }

        private void write(String text) throws IOException {
            to.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
