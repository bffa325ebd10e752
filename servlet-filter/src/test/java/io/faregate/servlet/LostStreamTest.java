package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.servlet.SilentApplication.Silence;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients of HTTP/2 that leave: their connection may stay for others. */
class LostStreamTest extends OnEachContainer {
    private final SilentApplication app = new SilentApplication();

    @AfterEach
    void end() {
        app.close();
    }

    private interface Leaving {
        void leave(Http2Client client);
    }

    private void assertNoticed(Silence silence, Leaving leaving) throws Exception {
        try (Site site =
                        app.on(site().http2(), silence, SilentApplication.QUIET).start();
                Http2Client client = new Http2Client()) {
            client.post(site.port(), "/app", SilentApplication.JSON);
            app.awaitBegun();
            leaving.leave(client);
            assertThat(site.record().outcome().reason()).as(silence.name()).isEqualTo("client_gone");
            assertThat(site.store.endings).hasSize(1);
        }
    }

    @Test
    void aStreamThatIsResetWhileItWaitsIsNoticed() throws Exception {
        assertNoticed(Silence.WAITING, Http2Client::reset);
    }

    @Test
    void aStreamThatIsResetInAGapIsNoticed() throws Exception {
        assertNoticed(Silence.GAP, Http2Client::reset);
    }

    @Test
    void aStreamThatIsResetWhileAServletBlocksIsNoticed() throws Exception {
        assertNoticed(Silence.BLOCKING, Http2Client::reset);
    }

    @Test
    void aConnectionThatEndsWhileItWaitsIsNoticed() throws Exception {
        assertNoticed(Silence.WAITING, Http2Client::hangUp);
    }

    @Test
    void aConnectionThatEndsInAGapIsNoticed() throws Exception {
        assertNoticed(Silence.GAP, Http2Client::hangUp);
    }

    @Test
    void aConnectionThatEndsWhileAServletBlocksIsNoticed() throws Exception {
        assertNoticed(Silence.BLOCKING, Http2Client::hangUp);
    }

    @Test
    void aConnectionThatSaysGoodbyeWhileItWaitsIsNoticed() throws Exception {
        assertNoticed(Silence.WAITING, Http2Client::hangUpWithGoodbye);
    }

    @Test
    void aConnectionThatSaysGoodbyeInAGapIsNoticed() throws Exception {
        assertNoticed(Silence.GAP, Http2Client::hangUpWithGoodbye);
    }

    @Test
    void aConnectionThatSaysGoodbyeWhileAServletBlocksIsNoticed() throws Exception {
        assertNoticed(Silence.BLOCKING, Http2Client::hangUpWithGoodbye);
    }

    @Test
    void aStreamThatIsResetWhileItRunsIsNoticed() throws Exception {
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream");
            var cancellation = Inference.of(request::getAttribute).cancellation();
            while (!cancellation.isCancelled()) {
                response.getOutputStream().print("data: x\n\n");
                response.flushBuffer();
            }
        };
        try (Site site = site().http2().servlet("/app", work).start();
                Http2Client client = new Http2Client()) {
            client.post(site.port(), "/app", SilentApplication.JSON).readTo("data: x\n\n");
            client.reset();
            assertThat(site.record().outcome().reason()).isEqualTo("client_gone");
        }
    }

    /** Tomcat ends a connection with many small frames. */
    @Test
    void manyHeartbeatsDoNotEndAConnection() throws Exception {
        try (Site site = app.on(site().http2(), Silence.GAP, SilentApplication.beating(Duration.ofMillis(100)))
                        .start();
                Http2Client client = new Http2Client()) {
            client.post(site.port(), "/app", SilentApplication.JSON).readTo("data: first\n\n");
            for (int i = 0; i < 8; i++) {
                client.readTo(":\n\n");
            }
            app.goOn();
            client.readTo("data: last\n\n");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
        }
    }
}
