package io.faregate.samples.chat.provider;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Says an answer as server-sent events, a token each, every one written through to the client at once. */
final class StreamedAnswer {
    private final Asked asked;
    private final Script script;
    private final Wire wire;
    private final ClientLine line;
    private final OutputStream out;
    private final Counts counts;

    StreamedAnswer(Asked asked, Script script, Wire wire, ClientLine line, OutputStream out, Counts counts) {
        this.asked = asked;
        this.script = script;
        this.wire = wire;
        this.line = line;
        this.out = out;
        this.counts = counts;
    }

    void say(Duration delay) throws IOException, InterruptedException {
        send(wire.opening());
        if (script.toolCalls().isEmpty()) {
            sayTokens(delay);
        } else {
            sayToolCalls(delay);
        }
        send(asked.directives().breaks() ? List.of(wire.broken(Exchange.BROKEN)) : wire.closing());
    }

    private void sayTokens(Duration delay) throws IOException, InterruptedException {
        int tokens = asked.directives().breaks() ? script.tokens() / 2 : script.tokens();
        for (int token = 0; token < tokens; token++) {
            line.pause(delay);
            counts.said(asked.choices());
            send(wire.token(token));
        }
    }

    private void sayToolCalls(Duration delay) throws IOException, InterruptedException {
        for (int call = 0; call < script.toolCalls().size(); call++) {
            line.pause(delay);
            send(wire.toolCall(call));
        }
        counts.said(script.tokens() * asked.choices());
    }

    private void send(List<Wire.Event> events) throws IOException {
        for (Wire.Event event : events) {
            out.write(event.toString().getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
    }
}
