package io.faregate.samples.chat.provider;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers {@code POST /v1/chat/completions}. */
final class CompletionsHandler extends Handler.Abstract {
    static final String PATH = "/v1/chat/completions";
    /** A stream at a speed that a person can watch; an answer in one piece comes at once. */
    private static final Duration STREAMED_TOKEN = Duration.ofMillis(10);

    private final Counts counts;
    private final AtomicReference<String> lastRequest;

    CompletionsHandler(Counts counts, AtomicReference<String> lastRequest) {
        this.counts = counts;
        this.lastRequest = lastRequest;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!request.getMethod().equals("POST")
                || !Request.getPathInContext(request).equals(PATH)) {
            return false;
        }
        String text = Content.Source.asString(request, StandardCharsets.UTF_8);
        lastRequest.set(text);
        JsonNode body;
        try {
            body = JsonMapper.shared().readTree(text);
        } catch (JacksonException malformed) {
            return fail(response, callback, 400, "We could not parse the JSON body of your request.", "malformed");
        }
        String mistake = Completion.mistake(body);
        if (!mistake.isEmpty()) {
            return fail(response, callback, 400, mistake, "invalid_value");
        }
        answer(new Completion(body), ClientLine.of(request), response, callback);
        return true;
    }

    private void answer(Completion asked, ClientLine line, Response response, Callback callback)
            throws InterruptedException {
        counts.start();
        try {
            line.pause(asked.directives().firstToken());
            if (asked.directives().error().equals("429")) {
                counts.complete();
                response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
                fail(response, callback, 429, "Rate limit reached for this model.", "rate_limit_exceeded");
            } else if (asked.streams()) {
                stream(asked, line, response, callback);
            } else {
                whole(asked, line, response, callback);
            }
        } catch (IOException left) {
            counts.cancel();
            line.hangUp();
            callback.succeeded();
        }
    }

    private void whole(Completion asked, ClientLine line, Response response, Callback callback)
            throws IOException, InterruptedException {
        Script script = Script.of(asked);
        boolean breaks = asked.directives().error().equals("mid");
        Duration delay = asked.directives().delay().orElse(Duration.ZERO);
        int said = breaks ? script.tokens() / 2 : script.tokens();
        for (int token = 0; token < said; token++) {
            line.pause(delay);
            counts.said(asked.choices());
        }
        counts.complete();
        if (breaks) {
            fail(response, callback, 500, "The server had an error while processing your request.", "server_error");
        } else {
            write(response, callback, 200, new Wire(asked, script).completion());
        }
    }

    private void stream(Completion asked, ClientLine line, Response response, Callback callback)
            throws IOException, InterruptedException {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            new StreamedAnswer(asked, line, out, counts)
                    .say(asked.directives().delay().orElse(STREAMED_TOKEN));
            counts.complete();
        }
        callback.succeeded();
    }

    private static boolean fail(Response response, Callback callback, int status, String message, String code) {
        String type = status == 429 ? "requests" : status >= 500 ? "server_error" : "invalid_request_error";
        write(response, callback, status, Wire.error(message, type, code));
        return true;
    }

    private static void write(Response response, Callback callback, int status, JsonNode body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        Content.Sink.write(response, true, body.toString(), callback);
    }
}
