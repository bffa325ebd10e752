package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.LostClients;
import io.faregate.ride.Lookout;
import io.faregate.servlet.SilentApplication.Silence;
import io.faregate.test.MovedTicker;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The few threads that write heartbeats for all: they do nothing in vain, and no client can keep them for itself. */
class HeartbeatThreadsTest extends OnEachContainer {
    private static final int THREADS = 4;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final LostClients HOW = new LostClients(
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            false,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            false,
            false);

    private final Senses senses = new Senses(Site.GRACE);
    private final MovedTicker time = new MovedTicker();

    /** How often a heartbeat was thought of. */
    private final AtomicInteger attempts = new AtomicInteger();

    @AfterEach
    void end() {
        senses.close();
    }

    private final Filter counted = (request, response, chain) ->
            chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response) {
                @Override
                public String getContentType() {
                    if (Thread.currentThread().getName().startsWith("faregate-heartbeat")) {
                        attempts.incrementAndGet();
                    }
                    return super.getContentType();
                }
            });

    private Lookout watch(HttpServletRequest request) {
        ServletRide ride = (ServletRide) request.getAttribute(ServletRide.ATTRIBUTE);
        ride.ride().watchedBy(Lookout.NONE);
        return new ClientWatch(ride, senses, request, HOW);
    }

    /** Looks as often as the gate does in some time. */
    private void look(Lookout watch, Duration forSoLong) throws IOException {
        for (long looks = forSoLong.dividedBy(LOOK); looks >= 0; looks--) {
            watch.look(time);
            awaitIdle();
            time.advance(LOOK);
        }
    }

    /** All threads meet here, behind whatever waited. */
    private void awaitIdle() throws IOException {
        CyclicBarrier all = new CyclicBarrier(THREADS + 1);
        for (int i = 0; i < THREADS; i++) {
            while (!senses.write(() -> meet(all))) {
                Thread.onSpinWait();
            }
        }
        meet(all);
    }

    private static void meet(CyclicBarrier all) {
        try {
            all.await(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void ask(Site.Work work) throws Exception {
        try (Site site = site().before(counted).servlet("/app", work).start()) {
            site.post("/app", SilentApplication.JSON);
            assertThat(site.record().outcome().status()).isEqualTo("completed");
        }
    }

    @Test
    void aSilentReplyIsThoughtOfNoMoreOftenThanItMightBeat() throws Exception {
        ask((request, response) -> {
            response.setContentType("application/json");
            look(watch(request), Duration.ofSeconds(10));
            response.getWriter().print("{}");
        });
        assertThat(attempts).hasValue(3);
    }

    @Test
    void aReplyThatHasNoPlaceForThemIsNotThoughtOfAgain() throws Exception {
        ask((request, response) -> {
            response.setContentType("application/json");
            response.getWriter().print("\"a");
            response.flushBuffer();
            look(watch(request), Duration.ofMinutes(1));
            response.getWriter().print("b\"");
        });
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aHeartbeatThatFoundNoThreadComesWhenThereIsOne() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        ask((request, response) -> {
            response.setContentType("text/event-stream");
            Lookout watch = watch(request);
            watch.look(time);
            while (senses.write(() -> await(busy))) {
                // until no more can wait
            }
            watch.look(time.advance(HOW.heartbeatAfter()));
            assertThat(attempts).hasValue(0);
            busy.countDown();
            long until = System.nanoTime() + Site.PATIENCE.toNanos();
            while (!response.isCommitted()) {
                assertThat(System.nanoTime()).isLessThan(until);
                watch.look(time);
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** A stream whose client takes no byte of it keeps a thread for as long as its container lets it. */
    @Test
    void clientsThatTakeNothingKeepNoHeartbeatFromOthers() throws Exception {
        List<Http2Client> stuck = new ArrayList<>();
        try (SilentApplication app = new SilentApplication();
                Site site = app.on(site().http2(), Silence.GAP, SilentApplication.beating(Duration.ofMillis(100)))
                        .start();
                RawClient reader = new RawClient(site.port())) {
            for (int i = 0; i < 2 * THREADS; i++) {
                stuck.add(new Http2Client()
                        .taking("data: first\n\n".length())
                        .post(site.port(), "/app", SilentApplication.JSON));
            }
            for (Http2Client client : stuck) {
                client.readTo("data: first\n\n");
            }
            app.awaitLooks(10 * stuck.size());
            reader.send(SilentApplication.ask("/app")).readTo("data: first\n\n");
            reader.readTo(":\n\n");
            reader.readTo(":\n\n");
        } finally {
            stuck.forEach(Http2Client::close);
        }
    }
}
