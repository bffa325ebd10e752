package io.faregate.samples.chat.provider;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Says an answer as server-sent events, a token each, every one written through to the client at once. */
final class StreamedAnswer {
    private final Completion asked;
    private final ClientLine line;
    private final OutputStream out;
    private final Counts counts;
    private final Script script;
    private final Wire wire;

    StreamedAnswer(Completion asked, ClientLine line, OutputStream out, Counts counts) {
        this.asked = asked;
        this.line = line;
        this.out = out;
        this.counts = counts;
        this.script = Script.of(asked);
        this.wire = new Wire(asked, script);
    }

    void say(Duration delay) throws IOException, InterruptedException {
        for (int choice = 0; choice < asked.choices(); choice++) {
            send(wire.opening(choice));
        }
        boolean breaks = asked.directives().error().equals("mid");
        sayTokens(delay, breaks ? script.tokens() / 2 : script.tokens());
        if (breaks) {
            send(Wire.error("The server had an error while processing your request.", "server_error", "server_error"));
            return;
        }
        for (int choice = 0; choice < asked.choices(); choice++) {
            send(wire.closing(choice));
        }
        if (asked.usageInStream()) {
            send(wire.usageChunk());
        }
        send("[DONE]");
    }

    private void sayTokens(Duration delay, int tokens) throws IOException, InterruptedException {
        if (!script.toolCalls().isEmpty()) {
            sayToolCalls(delay);
            return;
        }
        for (int token = 0; token < tokens; token++) {
            line.pause(delay);
            counts.said(asked.choices());
            for (int choice = 0; choice < asked.choices(); choice++) {
                send(wire.text(choice, token));
            }
        }
    }

    private void sayToolCalls(Duration delay) throws IOException, InterruptedException {
        for (int call = 0; call < script.toolCalls().size(); call++) {
            line.pause(delay);
            for (int choice = 0; choice < asked.choices(); choice++) {
                send(wire.toolCall(choice, call));
            }
        }
        counts.said(script.tokens() * asked.choices());
    }

    private void send(JsonNode chunk) throws IOException {
        send(chunk.toString());
    }

    private void send(String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
