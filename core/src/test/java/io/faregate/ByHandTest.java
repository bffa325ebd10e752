package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.cost.Money;
import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken.Registration;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageSource;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client of nobody's, written on a socket, becomes a guarded one by {@link ProviderCall} alone. */
@Timeout(30)
final class ByHandTest {
    private static final String CALL = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String REPLY =
            "{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";
    private static final Money PRICE = new Money(12 * 250 + 34 * 2_000);

    private final TestGate gate = new TestGate();
    private final Inference ride = gate.admit("{\"message\":\"hello\"}").inference();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void isPricedClampedMeteredAndCharged() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            assertThat(call(provider.uri("/v1/chat/completions"), CALL)).isEqualTo(REPLY);

            assertThat(provider.bodies().take()).contains("\"max_completion_tokens\":800");
            ride.close();
            assertThat(gate.lastRecord(1).costs().settled()).isEqualTo(PRICE);
        }
    }

    @Test
    void isStoppedByItsOwnMeans() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            new Thread(() -> {
                        try {
                            provider.bodies().take();
                            ride.cancellation().cancel(CancelReason.CLIENT_GONE);
                        } catch (InterruptedException interrupted) {
                            throw new IllegalStateException(interrupted);
                        }
                    })
                    .start();

            assertThatThrownBy(() -> call(provider.uri("/v1/chat/completions"), CALL))
                    .isInstanceOf(IOException.class);

            provider.awaitClosedByClient();
            ride.close();
            assertThat(gate.lastRecord(1).costs().source()).isEqualTo(UsageSource.HOLD);
        }
    }

    @Test
    void doesNotBeginOnceCancelledOrSettled() {
        URI provider = URI.create("http://127.0.0.1:1/v1/chat/completions");
        Inference settled = gate.admit("{\"message\":\"hello\"}").inference();
        settled.close();
        ride.cancellation().cancel(CancelReason.KILLED);

        assertThatThrownBy(() -> begin(ride, provider)).isInstanceOf(RideOverException.class);
        assertThatThrownBy(() -> begin(settled, provider)).isInstanceOf(RideOverException.class);
        assertThatThrownBy(() -> ProviderCall.begin(settled, URI.create("http://127.0.0.1:1/else"), null))
                .isInstanceOf(RideOverException.class);
    }

    @Test
    void isFreeWhenItNeverReachedTheProviderAndEndsOnce() {
        ProviderCall call = begin(ride, URI.create("http://127.0.0.1:1/v1/chat/completions"));
        assertThat(ride.cost().nanos()).isPositive();

        call.neverSent();
        call.ended();

        assertThat(ride.cost()).isEqualTo(Money.ZERO);
    }

    @Test
    void passesWhatNobodyReads() throws IOException {
        URI unknown = URI.create("http://127.0.0.1:1/else");
        byte[] body = {1, 2, 3};
        assertThat(ProviderCall.reads(ride, unknown)).isFalse();
        ProviderCall call = ProviderCall.begin(ride, unknown, body);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        call.responded(200, "text/plain");
        call.pass(body, 1, 2, out);
        call.complete(out);

        assertThat(call.body()).isSameAs(body);
        assertThat(call.holdsBack()).isFalse();
        assertThat(out.toByteArray()).containsExactly(2, 3);
        ride.close();
        assertThat(gate.lastRecord(1).costs().source()).isEqualTo(UsageSource.HOLD);
    }

    private static ProviderCall begin(Inference of, URI provider) {
        return ProviderCall.begin(of, provider, CALL.getBytes(StandardCharsets.UTF_8));
    }

    private String call(URI provider, String body) throws IOException {
        ProviderCall call = ProviderCall.begin(ride, provider, body.getBytes(StandardCharsets.UTF_8));
        Socket socket = new Socket(provider.getHost(), provider.getPort());
        Registration stopping = call.cancellation().closing(socket);
        try (socket) {
            send(socket.getOutputStream(), call.body());
            return read(new BufferedInputStream(socket.getInputStream()), call);
        } finally {
            stopping.close();
            call.ended();
        }
    }

    private static void send(OutputStream out, byte[] body) throws IOException {
        String head = "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: " + body.length + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    /** Of a provider that closes behind its one answer. */
    private static String read(InputStream in, ProviderCall call) throws IOException {
        String status = line(in);
        String type = "";
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            type = line.startsWith("Content-Type: ") ? line.substring(14) : type;
            length = line.startsWith("Content-Length: ") ? Integer.parseInt(line.substring(16)) : length;
        }
        call.responded(Integer.parseInt(status.substring(9, 12)), type);
        ByteArrayOutputStream application = new ByteArrayOutputStream();
        byte[] bytes = in.readNBytes(length);
        call.pass(bytes, 0, length, application);
        call.complete(application);
        return application.toString(StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the provider has left");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
