package io.faregate.samples.chat.provider;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.JsonNode;

/** One request and its answer. What happens is the same in every API, only the words differ. */
record Exchange(Api api, Counts counts, ClientLine line, Response response, Callback callback) {
    static final String BROKEN = "The server had an error while processing your request.";
    /** A stream at a speed that a person can watch; an answer in one piece comes at once. */
    private static final Duration STREAMED_TOKEN = Duration.ofMillis(10);

    void answer(Asked asked) throws InterruptedException {
        if (!asked.mistake().isEmpty()) {
            fail(400, asked.mistake());
            return;
        }
        counts.start();
        try {
            line.pause(asked.directives().firstToken());
            if (asked.directives().isBusy()) {
                counts.complete();
                response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
                fail(429, "Rate limit reached for this model.");
            } else if (asked.streams()) {
                stream(asked, Script.of(asked));
            } else {
                whole(asked, Script.of(asked));
            }
        } catch (IOException left) {
            counts.cancel();
            line.hangUp();
            callback.succeeded();
        }
    }

    private void whole(Asked asked, Script script) throws IOException, InterruptedException {
        Duration delay = asked.directives().delay().orElse(Duration.ZERO);
        boolean breaks = asked.directives().breaks();
        int said = breaks ? script.tokens() / 2 : script.tokens();
        for (int token = 0; token < said; token++) {
            line.pause(delay);
            counts.said(asked.choices());
        }
        counts.complete();
        if (breaks) {
            fail(500, BROKEN);
        } else {
            write(200, api.wire(asked, script).whole());
        }
    }

    private void stream(Asked asked, Script script) throws IOException, InterruptedException {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            new StreamedAnswer(asked, script, api.wire(asked, script), line, out, counts)
                    .say(asked.directives().delay().orElse(STREAMED_TOKEN));
            counts.complete();
        }
        callback.succeeded();
    }

    void fail(int status, String message) {
        write(status, api.error(status, message));
    }

    private void write(int status, JsonNode body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        Content.Sink.write(response, true, body.toString(), callback);
    }
}
