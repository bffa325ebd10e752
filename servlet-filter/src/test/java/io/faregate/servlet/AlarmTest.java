package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.LostClients;
import io.faregate.ride.Lookout;
import io.faregate.test.MovedTicker;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The container's channel has a second listener: it hears of the end at once, and takes nothing from the container. */
@Timeout(60)
class AlarmTest extends OnEachContainer {
    private static final LostClients HOW = SilentApplication.QUIET;

    private final Senses senses = new Senses(Site.GRACE);
    private final BlockingQueue<SocketChannel> channels = new LinkedBlockingQueue<>();
    private final Semaphore rung = new Semaphore(0);
    private final Semaphore broken = new Semaphore(0);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void end() {
        goOn.countDown();
        senses.close();
    }

    RawClient connect(Site site) throws IOException {
        return new RawClient(site.port());
    }

    /** A servlet that blocks, whose channel nobody else listens to. */
    private void block(HttpServletRequest request, HttpServletResponse response) throws IOException {
        block(senses.alarm(), request, response);
    }

    private void block(Alarm alarm, HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServletRide ride = (ServletRide) request.getAttribute(ServletRide.ATTRIBUTE);
        ride.ride().watchedBy(Lookout.NONE);
        SocketChannel channel = senses.wiring().channel(request).orElseThrow();
        alarm.watch(ride, channel, rung::release, broken::release);
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

    private static void assertRings(Semaphore bell) throws InterruptedException {
        assertThat(bell.tryAcquire(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private interface Leaving {
        void leave(RawClient client) throws IOException;
    }

    private void assertRingsWhen(Leaving leaving, Semaphore bell) throws Exception {
        try (Site site = site().servlet("/app", this::block).start();
                RawClient client = connect(site)) {
            client.send(SilentApplication.ask("/app"));
            SocketChannel channel = listened();
            await(() -> isListenedTo(channel));
            assertThat(rung.availablePermits()).isZero();
            leaving.leave(client);
            assertRings(bell);
            assertThat(rung.availablePermits() + broken.availablePermits()).isZero();
            goOn.countDown();
        }
    }

    private boolean isListenedTo(SocketChannel channel) {
        return senses.alarm().isListenedTo(channel);
    }

    /** Nobody has woken a thread that has only begun: it must not wait for that. */
    @Test
    void itListensToTheFirstConnectionAtOnce() throws Exception {
        Duration idle = Site.PATIENCE.dividedBy(2);
        Alarm fresh = new Alarm(idle);
        try (Site site = site().servlet("/app", (request, response) -> block(fresh, request, response))
                        .start();
                RawClient client = connect(site)) {
            client.send(SilentApplication.ask("/app"));
            SocketChannel channel = listened();
            long added = System.nanoTime();
            await(() -> fresh.isListenedTo(channel));
            assertThat(System.nanoTime() - added).isLessThan(idle.toNanos());
            goOn.countDown();
        }
    }

    @Test
    void itRingsWhenTheClientCloses() throws Exception {
        assertRingsWhen(RawClient::close, rung);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void itTellsThatTheClientHasReset() throws Exception {
        assertRingsWhen(RawClient::reset, broken);
    }

    /** It may still read, and does. */
    @Test
    void aClientThatHasClosedItsHalfHasNotReset() throws Exception {
        try (Site site = site().servlet("/app", this::block).start();
                RawClient client = connect(site)) {
            client.send(SilentApplication.ask("/app"));
            SocketChannel channel = listened();
            await(() -> isListenedTo(channel));
            client.halfClose();
            assertRings(rung);
            assertThat(broken.availablePermits()).isZero();
            goOn.countDown();
            client.readTo("answered");
        }
    }

    /** What comes is the container's: the next request is answered, and the one after that. */
    @Test
    void theNextRequestIsReadByItsContainer() throws Exception {
        try (Site site = site().servlet("/app", this::block).start();
                RawClient client = connect(site)) {
            client.send(SilentApplication.ask("/app"));
            SocketChannel channel = listened();
            await(() -> isListenedTo(channel));
            client.send(SilentApplication.ask("/app"));
            assertRings(rung);
            goOn.countDown();
            client.readTo("answered");
            client.readTo("answered");
            for (int i = 0; i < 50; i++) {
                client.send(SilentApplication.ask("/app")).readTo("answered");
            }
            assertThat(broken.availablePermits()).isZero();
        }
    }

    /** A key of a selector keeps a closed channel's descriptor. */
    @Test
    void aConnectionThatItsContainerClosesIsLetGo() throws Exception {
        List<SocketChannel> all = new ArrayList<>();
        goOn.countDown();
        try (Site site = site().servlet("/app", this::block).start()) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = connect(site)) {
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
        try (Site site = site().servlet("/app", this::block).start();
                RawClient client = connect(site)) {
            client.send(SilentApplication.ask("/app")).readTo("answered");
            await(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("faregate-alarm")));
            client.send(SilentApplication.ask("/app")).readTo("answered");
        }
    }

    /** No table has ever shown its connection, nor any other of this container's. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFirstClientThatResetsBeforeTheFirstLookIsNoticed() throws Exception {
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
                RawClient client = connect(site)) {
            client.send(SilentApplication.ask("/app"));
            ServletRide ride = rides.take();
            Lookout watch = watches.take();
            client.reset();
            await(() -> {
                watch.look(time);
                return ride.isGone();
            });
            goOn.countDown();
        }
    }
}
