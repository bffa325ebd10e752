package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.policy.LostClients;
import io.faregate.ride.Lookout;
import io.faregate.ride.Ticker;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that leave, or only seem to, while the model is silent. */
class LostClientTest extends OnEachContainer {
    private static final String JSON = "{\"message\":\"a\"}";
    private static final LostClients QUIET = beating(Duration.ofHours(1));

    private final Semaphore begun = new Semaphore(0);
    private final Semaphore looks = new Semaphore(0);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private static LostClients beating(Duration every) {
        return new LostClients(every, every, true, Duration.ofSeconds(10), Duration.ofMillis(50), false, true);
    }

    @AfterEach
    void end() {
        goOn.countDown();
    }

    private static String ask(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + JSON.length() + "\r\n\r\n" + JSON;
    }

    /** What an application does while its model is silent. */
    enum Silence {
        WAITING {
            @Override
            void keep(HttpServletRequest request, HttpServletResponse response, LostClientTest test) {
                test.later(request.startAsync());
            }
        },
        GAP {
            @Override
            void keep(HttpServletRequest request, HttpServletResponse response, LostClientTest test)
                    throws IOException {
                response.setContentType("text/event-stream");
                AsyncContext context = request.startAsync();
                response.getWriter().print("data: first\n\n");
                response.flushBuffer();
                test.later(context);
            }
        },
        BLOCKING {
            @Override
            void keep(HttpServletRequest request, HttpServletResponse response, LostClientTest test)
                    throws IOException {
                test.await();
                response.setContentType("application/json");
                response.getWriter().print("\"last\"");
            }
        },
        BLOCKING_GAP {
            @Override
            void keep(HttpServletRequest request, HttpServletResponse response, LostClientTest test)
                    throws IOException {
                response.setContentType("text/event-stream");
                response.getWriter().print("data: first\n\n");
                response.flushBuffer();
                test.await();
                response.getWriter().print("data: last\n\n");
            }
        };

        abstract void keep(HttpServletRequest request, HttpServletResponse response, LostClientTest test)
                throws IOException;
    }

    private void later(AsyncContext context) {
        context.setTimeout(0);
        Thread thread = new Thread(() -> {
            try {
                await();
                context.getResponse().getWriter().print("data: last\n\n");
                context.complete();
            } catch (IOException | RuntimeException lost) {
                // the client has left
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void await() throws IOException {
        try {
            if (!goOn.await(Site.PATIENCE.toSeconds() * 3, TimeUnit.SECONDS)) {
                throw new IOException("nobody went on");
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private Site silent(Silence silence, LostClients how) {
        return site().lostClients(how).servlet("/app", (request, response) -> {
            ServletRide ride = (ServletRide) request.getAttribute(ServletRide.ATTRIBUTE);
            Inference.of(request::getAttribute).cancellation().onCancel(goOn::countDown);
            Lookout watch = new ClientWatch(ride, new Senses(Site.GRACE), request, how);
            ride.ride().watchedBy(ticker -> countedLook(watch, ticker));
            begun.release();
            silence.keep(request, response, this);
        });
    }

    private void countedLook(Lookout watch, Ticker ticker) {
        watch.look(ticker);
        looks.release();
    }

    private void awaitLooks(int count) throws InterruptedException {
        looks.drainPermits();
        assertThat(looks.tryAcquire(count, Site.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
    }

    private RawClient begin(Site site) throws Exception {
        RawClient client = new RawClient(site.port()).send(ask("/app"));
        assertThat(begun.tryAcquire(Site.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        // the first look finds the connection
        awaitLooks(1);
        return client;
    }

    @FunctionalInterface
    private interface Leaving {
        void leave(RawClient client) throws IOException;
    }

    private void assertNoticed(Silence silence, Leaving leaving) throws Exception {
        try (Site site = silent(silence, QUIET).start();
                RawClient client = begin(site)) {
            leaving.leave(client);
            var record = site.record();
            assertThat(record.outcome().reason()).as(silence.name()).isEqualTo("client_gone");
            assertThat(record.outcome().status()).as(silence.name()).isEqualTo("cancelled");
            assertThat(site.store.endings).hasSize(1);
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
            awaitLooks(10);
            goOn.countDown();
            client.readTo("data: last\n\n");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
        }
    }

    @Test
    void aHalfClosedConnectionCanBeTolerated() throws Exception {
        LostClients tolerant = new LostClients(
                Duration.ofHours(1), null, false, Duration.ofSeconds(10), Duration.ofMillis(50), true, true);
        try (Site site = silent(Silence.BLOCKING, tolerant).start();
                RawClient client = begin(site)) {
            client.halfClose();
            awaitLooks(10);
            goOn.countDown();
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
            goOn.countDown();
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
            awaitLooks(5);
            goOn.countDown();
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
        LostClients strict = new LostClients(
                Duration.ofHours(1), null, false, Duration.ofMillis(300), Duration.ofSeconds(1), false, true);
        String piece = "data: " + "x".repeat(64 * 1024) + "\n\n";
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream");
            begun.release();
            while (true) {
                response.getOutputStream().print(piece);
                response.flushBuffer();
            }
        };
        try (Site site = site().lostClients(strict).servlet("/app", work).start();
                RawClient client = new RawClient(site.port())) {
            client.send(ask("/app")).readTo("data: ");
            var record = site.record();
            assertThat(record.outcome().reason()).isEqualTo("client_stalled");
            assertThat(site.store.endings).hasSize(1);
            client.reset();
        }
    }
}
