package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.integrations.MovedTicker;
import io.faregate.policy.LostClients;
import io.faregate.ride.Lookout;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The container's channel has a second listener: it hears of the end at once, and takes nothing from the container. */
class AlarmTest extends OnEachContainer {
    private static final LostClients HOW = SilentApplication.QUIET;

    private final Senses senses = new Senses(Site.GRACE);
    private final BlockingQueue<SocketChannel> channels = new LinkedBlockingQueue<>();
    private final Semaphore rung = new Semaphore(0);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void end() {
        goOn.countDown();
        senses.close();
    }

    /** A servlet that blocks, whose channel nobody else listens to. */
    private void block(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServletRide ride = (ServletRide) request.getAttribute(ServletRide.ATTRIBUTE);
        ride.ride().watchedBy(Lookout.NONE);
        SocketChannel channel = senses.wiring().channel(request).orElseThrow();
        senses.alarm().watch(ride, channel, rung::release);
        channels.add(channel);
        await(goOn);
        response.getWriter().print("answered");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(Site.PATIENCE.toSeconds() * 3, TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Site.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    private SocketChannel listened() throws InterruptedException {
        SocketChannel channel = channels.poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(channel).isNotNull();
        return channel;
    }

    private void assertRings() throws InterruptedException {
        assertThat(rung.tryAcquire(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private interface Leaving {
        void leave(RawClient client) throws IOException;
    }

    private void assertRingsWhen(Leaving leaving) throws Exception {
        try (Site site = site().servlet("/app", this::block).start();
                RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/app"));
            SocketChannel channel = listened();
            await(() -> isListenedTo(channel));
            assertThat(rung.availablePermits()).isZero();
            leaving.leave(client);
            assertRings();
            goOn.countDown();
        }
    }

    private boolean isListenedTo(SocketChannel channel) {
        return senses.alarm().isListenedTo(channel);
    }

    @Test
    void itRingsWhenTheClientCloses() throws Exception {
        assertRingsWhen(RawClient::close);
    }

    @Test
    void itRingsWhenTheClientResets() throws Exception {
        assertRingsWhen(RawClient::reset);
    }

    /** What comes is the container's: the next request is answered, and the one after that. */
    @Test
    void theNextRequestIsReadByItsContainer() throws Exception {
        try (Site site = site().servlet("/app", this::block).start();
                RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/app"));
            SocketChannel channel = listened();
            await(() -> isListenedTo(channel));
            client.send(SilentApplication.ask("/app"));
            assertRings();
            goOn.countDown();
            client.readTo("answered");
            client.readTo("answered");
            for (int i = 0; i < 50; i++) {
                client.send(SilentApplication.ask("/app")).readTo("answered");
            }
        }
    }

    /** A key of a selector keeps a closed channel's descriptor. */
    @Test
    void aConnectionThatItsContainerClosesIsLetGo() throws Exception {
        List<SocketChannel> all = new ArrayList<>();
        goOn.countDown();
        try (Site site = site().servlet("/app", this::block).start()) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = new RawClient(site.port())) {
                    String ask = SilentApplication.ask("/app").replace("Host: x", "Host: x\r\nConnection: close");
                    assertThat(client.send(ask).readToEnd())
                            .contains("answered")
                            .doesNotContain("<broken>");
                }
                all.add(listened());
            }
            await(() -> all.stream().noneMatch(channel -> channel.isOpen() || channel.isRegistered()));
        }
    }

    @Test
    void theThreadEndsWhenNoRideRuns() throws Exception {
        goOn.countDown();
        try (Site site = site().servlet("/app", this::block).start()) {
            site.post("/app", SilentApplication.JSON);
            await(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("faregate-alarm")));
            site.post("/app", SilentApplication.JSON);
        }
    }

    /** Its connection was never in a table, but its addresses are the channel's own. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aClientThatResetsBeforeTheFirstLookIsNoticed() throws Exception {
        BlockingQueue<ServletRide> rides = new LinkedBlockingQueue<>();
        BlockingQueue<Lookout> watches = new LinkedBlockingQueue<>();
        Site.Work work = (request, response) -> {
            ServletRide ride = (ServletRide) request.getAttribute(ServletRide.ATTRIBUTE);
            ride.ride().watchedBy(Lookout.NONE);
            watches.add(new ClientWatch(ride, senses, request, HOW));
            rides.add(ride);
            await(goOn);
        };
        MovedTicker time = new MovedTicker();
        try (Site site = site().servlet("/app", work).start();
                RawClient living = new RawClient(site.port());
                RawClient gone = new RawClient(site.port())) {
            living.send(SilentApplication.ask("/app"));
            ServletRide first = rides.take();
            watches.take().look(time);
            gone.send(SilentApplication.ask("/app"));
            ServletRide second = rides.take();
            gone.reset();
            watches.take().look(time.advance(Duration.ofSeconds(1)));
            assertThat(second.isGone()).isTrue();
            assertThat(first.isGone()).isFalse();
            goOn.countDown();
        }
    }
}
