package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.ResponseMeter;
import io.faregate.cost.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is read of the answer that goes to the client. */
final class RideMeterTest {
    private static final String CALL = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String REPLY =
            "{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";

    private final TestGate gate = new TestGate().dialect("openai-chat");

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void theAnswerOfARideWithCallsIsNotReadToo() throws Exception {
        assertThat(usageInTheAnswer(chat(), any -> {})).isPresent();
        assertThat(usageInTheAnswer(chat(), own -> own.inference().record("mini", Usage.of(1, 1))))
                .isEmpty();
    }

    private Ride chat() {
        return gate.admit(CALL).ride();
    }

    private static Optional<Usage> usageInTheAnswer(Ride own, Consumer<Ride> before) throws IOException {
        before.accept(own);
        ResponseMeter meter = own.responseMeter("application/json", "");
        byte[] reply = REPLY.getBytes(StandardCharsets.UTF_8);
        meter.pass(reply, 0, reply.length, OutputStream.nullOutputStream());
        return meter.usage();
    }

    @Test
    void usageThatNobodyAskedForIsKeptFromTheAnswerOfARideWithCalls() throws Exception {
        Ride own = gate.admit(CALL.replace("{\"model\"", "{\"stream\":true,\"model\""))
                .ride();
        own.inference().record("mini", Usage.of(1, 1));
        ByteArrayOutputStream seen = new ByteArrayOutputStream();

        byte[] event = ("data: " + REPLY.replaceFirst("\\[.*]", "[]") + "\n\n").getBytes(StandardCharsets.UTF_8);
        own.responseMeter("text/event-stream", "").pass(event, 0, event.length, seen);

        assertThat(seen.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
