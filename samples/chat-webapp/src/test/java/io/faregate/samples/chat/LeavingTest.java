package io.faregate.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.samples.chat.provider.StandInProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Whoever leaves the demo stops its stand-in for the provider, and pays for what was said. */
final class LeavingTest {
    private final UsageLines log = new UsageLines();
    private DemoServer demo;
    private StandInProvider provider;

    /** When somebody leaves. */
    private enum Moment {
        IN_A_STREAM("text/event-stream", "#tokens=4000 #delay=50") {
            @Override
            void await(StandInProvider provider, InputStream reply) throws IOException {
                readTo("\"delta\"", reply);
            }
        },
        BEFORE_THE_FIRST_TOKEN("text/event-stream", "#ttft=60000"),
        BEFORE_A_WHOLE_REPLY("application/json", "#tokens=800 #delay=100");

        private final String type;
        private final String message;

        Moment(String type, String message) {
            this.type = type;
            this.message = "{\"message\": \"" + message + "\"}";
        }

        /** Waits for what has happened by then. */
        void await(StandInProvider provider, InputStream reply) throws IOException {
            Eventually.see(provider::stats, stats -> stats.inFlight() == 1);
        }
    }

    @BeforeEach
    void start() {
        demo = DemoServer.start(DemoOptions.onFreePort());
        provider = demo.provider().orElseThrow();
    }

    @AfterEach
    void stop() {
        demo.close();
        log.close();
    }

    /** As a browser does whose page is left. */
    @ParameterizedTest
    @EnumSource
    void aConnectionThatIsClosedStopsTheProvider(Moment moment) throws Exception {
        try (Socket socket = new Socket("localhost", demo.url().getPort())) {
            String request = "POST /api/chat/pro HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer bob-key\r\n"
                    + "Accept: " + moment.type + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + moment.message.length() + "\r\n\r\n" + moment.message;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            moment.await(provider, socket.getInputStream());
        }

        assertStopped(moment);
    }

    @ParameterizedTest
    @EnumSource
    void ctrlCOnCurlStopsTheProvider(Moment moment) throws Exception {
        String line = "curl -N -u bob:bob-key -H 'Accept: " + moment.type + "' -H 'Content-Type: application/json' -d '"
                + moment.message + "' " + demo.url() + "/api/chat/pro";
        try (Curl curl = Curl.typed(line)) {
            moment.await(provider, curl.output());
            curl.interrupt();
        }

        assertStopped(moment);
    }

    private void assertStopped(Moment moment) {
        Eventually.see(this::stats, stats -> stats.contains("\"cancelled\":1"));
        JsonNode line = log.await(1).get(0);
        assertThat(line.path("status").stringValue()).isEqualTo("cancelled");
        assertThat(line.path("reason").stringValue()).isEqualTo("client_gone");
        assertThat(line.path("settledCost").decimalValue())
                .isPositive()
                .isLessThanOrEqualTo(line.path("heldCost").decimalValue());
        assertThat(line.path("usageSource").stringValue())
                .isEqualTo(moment == Moment.IN_A_STREAM ? "delivered" : "hold");
        assertThat(provider.stats().started()).isEqualTo(1);
    }

    private String stats() {
        try {
            return Visitor.nobody(demo).get("/provider/stats").body();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static void readTo(String text, InputStream in) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = in.read();
            assertThat(next).as("closed behind " + read).isNotNegative();
            read.append((char) next);
        }
    }
}
