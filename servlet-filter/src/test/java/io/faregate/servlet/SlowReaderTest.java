package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.LostClients;
import io.faregate.ride.Lookout;
import io.faregate.test.MovedTicker;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A client that reads slowly lives, however much one write gives it to read. */
class SlowReaderTest extends OnEachContainer {
    private static final int LENGTH = 96 * 1024 * 1024;

    /** More than both kernels keep of a connection, so that some of the write has gone on when it is read. */
    private static final int READ = 6 * 1024 * 1024;

    private final AtomicReference<ServletRide> ride = new AtomicReference<>();
    private final AtomicReference<Lookout> watch = new AtomicReference<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Senses senses = new Senses(Site.GRACE);

    private void assertServed(LostClients how, Site.Work write) throws Exception {
        assertServed(how, LENGTH, write);
    }

    /** Half of the looks without any change would be a stall. */
    private void assertServed(LostClients how, int length, Site.Work write) throws Exception {
        Site.Work work = (request, response) -> {
            ServletRide own = (ServletRide) request.getAttribute(ServletRide.ATTRIBUTE);
            // the test looks, in its own time
            own.ride().watchedBy(Lookout.NONE);
            ride.set(own);
            watch.set(new ClientWatch(own, senses, request, how));
            begun.countDown();
            response.setContentType("text/plain");
            write.run(request, response);
        };
        try (Site site = site().servlet("/app", work).start();
                RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/app")).readTo("\r\n\r\n");
            begun.await();
            MovedTicker time = new MovedTicker();
            for (int read = 0; read < length; read += READ) {
                watch.get().look(time);
                assertThat(ride.get().isGone()).as("after %s", read).isFalse();
                time.advance(how.writeStall().dividedBy(length / READ / 2));
                client.skip(READ);
            }
            assertThat(site.record().outcome().status()).isEqualTo("completed");
        } finally {
            senses.close();
        }
    }

    private static LostClients watching(boolean sockets) {
        return new LostClients(
                Duration.ofDays(1),
                Duration.ofDays(1),
                false,
                Duration.ofHours(1),
                Duration.ofSeconds(1),
                false,
                sockets);
    }

    @Test
    void oneLongWriteOfBytesIsNoStall() throws Exception {
        assertServed(
                watching(false),
                (request, response) -> response.getOutputStream().write(new byte[LENGTH]));
    }

    @Test
    void oneLongWriteOfCharactersIsNoStall() throws Exception {
        String text = "x".repeat(LENGTH);
        assertServed(
                watching(false), (request, response) -> response.getWriter().write(text));
    }

    /**
     * A kernel wakes a writer only when a good part of what it keeps has been read: here, never before the end. Where it is
     * quick it has refilled what it keeps to the same byte, and did so eight times in a row: hardly sixteen.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void bytesThatFlowAreNoStallThoughTheWriterSleeps() throws Exception {
        assertServed(watching(true), 2 * LENGTH, (request, response) -> {
            ServletResponse container = ((ServletResponseWrapper) response).getResponse();
            response.flushBuffer();
            ride.get().turns().write(() -> container.getOutputStream().write(new byte[2 * LENGTH]));
        });
    }
}
