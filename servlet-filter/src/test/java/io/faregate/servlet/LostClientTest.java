package io.faregate.servlet;

import static io.faregate.servlet.SilentApplication.QUIET;
import static io.faregate.servlet.SilentApplication.STRICT;
import static io.faregate.servlet.SilentApplication.ask;
import static io.faregate.servlet.SilentApplication.beating;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.body.Capped;
import io.faregate.policy.LostClients;
import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import io.faregate.servlet.SilentApplication.Silence;
import io.faregate.usage.UsageRecord;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that leave, or only seem to, while the model is silent. */
class LostClientTest extends OnEachContainer {
    private final SilentApplication app = new SilentApplication();

    @AfterEach
    void end() {
        app.close();
    }

    private Site silent(Silence silence, LostClients how) {
        return app.on(site(), silence, how);
    }

    private RawClient begin(Site site) throws Exception {
        RawClient client = new RawClient(site.port()).send(ask("/app"));
        app.awaitBegun();
        return client;
    }

    @FunctionalInterface
    private interface Leaving {
        void leave(RawClient client) throws IOException;
    }

    private void assertNoticed(Silence silence, Leaving leaving) throws Exception {
        try (Site site = silent(silence, QUIET).start();
                RawClient client = begin(site)) {
            try {
                leaving.leave(client);
                var record = site.record();
                assertThat(record.outcome().reason()).as(silence.name()).isEqualTo("client_gone");
                assertThat(record.outcome().status()).as(silence.name()).isEqualTo("cancelled");
                assertThat(site.store.endings).hasSize(1);
            } finally {
                // a container waits for servlets that block
                app.goOn();
            }
        }
    }

    @Test
    void aClientThatClosesWhileItWaitsIsNoticed() throws Exception {
        assertNoticed(Silence.WAITING, RawClient::close);
    }

    @Test
    void aClientThatClosesInAGapIsNoticed() throws Exception {
        assertNoticed(Silence.GAP, RawClient::close);
    }

    @Test
    void aClientThatClosesWhileAServletBlocksIsNoticed() throws Exception {
        assertNoticed(Silence.BLOCKING, RawClient::close);
    }

    @Test
    void aClientThatClosesInAGapOfABlockingServletIsNoticed() throws Exception {
        assertNoticed(Silence.BLOCKING_GAP, RawClient::close);
    }

    @Test
    void aClientThatResetsWhileItWaitsIsNoticed() throws Exception {
        assertNoticed(Silence.WAITING, RawClient::reset);
    }

    @Test
    void aClientThatResetsInAGapIsNoticed() throws Exception {
        assertNoticed(Silence.GAP, RawClient::reset);
    }

    @Test
    void aClientThatResetsWhileAServletBlocksIsNoticed() throws Exception {
        assertNoticed(Silence.BLOCKING, RawClient::reset);
    }

    /** Else its container would log an error for each client that leaves. */
    @Test
    void whatEndsTheWorkForALostClientIsNoFailureOfTheServlet() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        Filter outside = (request, response, chain) -> {
            try {
                chain.doFilter(request, response);
                ends.add("returned with " + ((HttpServletResponse) response).getStatus());
            } catch (IOException | ServletException | RuntimeException failure) {
                ends.add(failure.toString());
                throw failure;
            }
        };
        Leaving closing = RawClient::close;
        try (Site site = silent(Silence.BLOCKING_UNTIL_STOPPED, QUIET)
                        .before(outside)
                        .start();
                RawClient client = begin(site)) {
            closing.leave(client);
            assertThat(ends.poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("returned with 503");
            UsageRecord record = site.record();
            assertThat(record.outcome().reason()).isEqualTo("client_gone");
            assertThat(record.costs().settled()).isEqualTo(record.costs().held());
        } finally {
            // a container waits for servlets that block
            app.goOn();
        }
    }

    @Test
    void aClientThatHasClosedItsHalfOfAStreamGetsTheLastEvent() throws Exception {
        assertHalfClosedReads(Silence.GAP);
    }

    @Test
    void aClientThatHasClosedItsHalfOfABlockingStreamGetsTheLastEvent() throws Exception {
        assertHalfClosedReads(Silence.BLOCKING_GAP);
    }

    /** A heartbeat shows that it still reads. */
    private void assertHalfClosedReads(Silence silence) throws Exception {
        try (Site site = silent(silence, QUIET).start();
                RawClient client = begin(site)) {
            client.readTo("data: first\n\n");
            client.halfClose();
            client.readTo(":\n\n");
            app.awaitLooks(10);
            app.goOn();
            client.readTo("data: last\n\n");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
        }
    }

    @Test
    void aHalfClosedConnectionCanBeTolerated() throws Exception {
        LostClients tolerant = new LostClients(
                Duration.ofHours(1),
                Duration.ofHours(1),
                false,
                Duration.ofSeconds(10),
                Duration.ofMillis(50),
                true,
                true);
        try (Site site = silent(Silence.BLOCKING, tolerant).start();
                RawClient client = begin(site)) {
            client.halfClose();
            app.awaitLooks(10);
            app.goOn();
            client.readTo("\"last\"");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
        }
    }

    @Test
    void heartbeatsComeBetweenTheEvents() throws Exception {
        try (Site site = silent(Silence.GAP, beating(Duration.ofMillis(150))).start();
                RawClient client = begin(site)) {
            client.readTo("data: first\n\n");
            client.readTo(":\n\n");
            client.readTo(":\n\n");
            app.goOn();
            client.readTo("data: last\n\n");
        }
    }

    @Test
    void aConnectionGoesOnAfterAGuardedRequestAndSoDoesAPipelinedOne() throws Exception {
        try (Site site = silent(Silence.GAP, beating(Duration.ofMillis(150))).start();
                RawClient client = begin(site)) {
            // asked before the first is answered
            client.send(ask("/app"));
            client.readTo(":\n\n");
            app.awaitLooks(5);
            app.goOn();
            client.readTo("data: last\n\n");
            client.readTo("data: first\n\n");
            client.readTo("data: last\n\n");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
            client.send(ask("/app"));
            client.readTo("data: last\n\n");
        }
    }

    /** A write that a client does not take is stuck; nobody waits behind it. */
    @Test
    void aClientThatReadsNothingIsStalledWhileTheWriteIsStuck() throws Exception {
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream");
            floodUntilLost(response);
        };
        try (Site site = site().lostClients(STRICT).servlet("/app", work).start();
                RawClient client = new RawClient(site.port())) {
            client.send(ask("/app")).readTo("data: ");
            var record = site.record();
            assertThat(record.outcome().reason()).isEqualTo("client_stalled");
            assertThat(site.store.endings).hasSize(1);
            client.reset();
        }
    }

    /** The deadline comes first: that must not keep the ride, and its money, as long as the write is stuck. */
    @Test
    void aRideWhoseTimePassesWhileAWriteIsStuckEndsAsSoon() throws Exception {
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream");
            floodUntilLost(response);
        };
        try (Site site = site().lostClients(STRICT)
                        .cap(Capped.DURATION, 100)
                        .servlet("/app", work)
                        .start();
                RawClient client = new RawClient(site.port())) {
            client.send(ask("/app")).readTo("data: ");
            assertThat(site.record().outcome().reason()).isEqualTo("deadline");
            assertThat(site.store.endings).hasSize(1);
            client.reset();
        }
    }

    /** Who completes does not wait behind a write that is stuck. */
    @Test
    void completingDoesNotWaitForAWriteThatIsStuck() throws Exception {
        CompletableFuture<CancelReason> completed = new CompletableFuture<>();
        Site.Work work = (request, response) -> {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            response.setContentType("text/event-stream");
            CancellationToken token = Inference.of(request::getAttribute).cancellation();
            Thread writer = new Thread(() -> floodUntilLost(response));
            writer.setDaemon(true);
            writer.start();
            token.onCancel(() -> {
                context.complete();
                completed.complete(token.reason().orElseThrow());
            });
        };
        try (Site site = site().lostClients(STRICT).servlet("/app", work).start();
                RawClient client = new RawClient(site.port())) {
            client.send(ask("/app")).readTo("data: ");
            assertThat(completed.get(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(CancelReason.CLIENT_STALLED);
            assertThat(site.record().outcome().reason()).isEqualTo("client_stalled");
            assertThat(site.store.endings).hasSize(1);
            client.reset();
        }
    }

    private static void floodUntilLost(HttpServletResponse response) {
        String piece = "data: " + "x".repeat(64 * 1024) + "\n\n";
        try {
            while (true) {
                response.getOutputStream().print(piece);
                response.flushBuffer();
            }
        } catch (IOException lost) {
            // stuck no more
        }
    }
}
