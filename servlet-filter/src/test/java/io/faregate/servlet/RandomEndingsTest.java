package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Faregate;
import io.faregate.body.Capped;
import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Window.Period;
import io.faregate.containers.Container;
import io.faregate.containers.Containers;
import io.faregate.control.Target;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.policy.Limits;
import io.faregate.policy.LostClients;
import io.faregate.policy.Policy;
import io.faregate.ride.Caller;
import io.faregate.ride.RequestHead;
import io.faregate.usage.UsageRecord;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * However rides end, and however many at once: each is settled once, and nothing is left of it. Ten thousand are {@code
 * -Dfaregate.endings=10000}; {@code -Dfaregate.seed} has other ones, and a failure names the one it had.
 */
@Timeout(3600)
class RandomEndingsTest extends OnEachContainer {
    private static final int RIDES = Integer.getInteger("faregate.endings", 510) / Containers.values().length;
    private static final long SEED = Long.getLong("faregate.seed", 1);
    private static final int WARM_UP = 40;
    private static final int AT_ONCE = 32;
    private static final int RELOAD_EVERY = 50;
    private static final int MILLIS_OF_A_RIDE = 1_000;

    /** What a container keeps of its last requests. */
    private static final int FEW = 64;

    /** Sockets that Java opens when it first closes one of another thread's. */
    private static final int OF_THE_JVM = 4;

    /** What classes take that are first needed late; so much would be lost with some hundred bytes of each of ten thousand. */
    private static final long HEAP_SLACK = 8 * 1024 * 1024;

    private static final Caller ANYBODY = new Caller(null, null, null, "127.0.0.1", Map.of());
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final Map<String, List<UsageRecord>> records = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> ends = new ConcurrentHashMap<>();
    private final TalliedStore store = new TalliedStore();
    private final ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    private final HTTP2Client http2 = new HTTP2Client();
    private Faregate faregate;
    private RandomApplication application;
    private Container server;

    private static Policy policy() {
        return Policy.builder()
                .callers(RandomEndingsTest::caller)
                .costs(model -> Optional.of(usage -> Optional.of(new Money(usage.get(Unit.OUTPUT_TOKENS)))))
                .provider("127.0.0.1/v1", "openai-chat")
                .lostClients(new LostClients(
                        Duration.ofMillis(200),
                        Duration.ofMillis(200),
                        true,
                        Duration.ofMillis(500),
                        Duration.ofMillis(100),
                        false,
                        true))
                .limit(Limits.per(Dimension.IP).cost("1").every(Period.DAY))
                .limit(Limits.per(Dimension.IP).concurrent(10_000))
                .route(
                        "/app",
                        route -> route.anyone()
                                .use("mini")
                                .cap(Capped.DURATION, MILLIS_OF_A_RIDE)
                                .cap(Capped.OUTPUT_TOKENS, 800, 500))
                .build();
    }

    private static Caller caller(RequestHead head) {
        String user = head.header(RandomRide.USER).orElse(null);
        return new Caller(user, user, null, head.peer(), Map.of());
    }

    @BeforeEach
    void start() throws Exception {
        http2.setConnectTimeout(Site.PATIENCE.toMillis());
        http2.start();
        application = new RandomApplication();
        faregate = Faregate.builder()
                .policy(policy())
                .store(store)
                .sink(this::ended)
                .name("endings-" + container)
                .build();
        server = container.make();
        server.http2();
        server.filter(new Container.Added(
                "faregate",
                new FaregateFilter(faregate, Site.GRACE),
                "/*",
                EnumSet.allOf(DispatcherType.class),
                true,
                Map.of()));
        server.servlet("/app", new Site.Worker(application::serve), null);
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        clients.shutdownNow();
        LifeCycle.stop(http2);
        server.close();
        faregate.close();
        application.close();
    }

    private void ended(UsageRecord record) {
        records.computeIfAbsent(record.rideId(), id -> new ArrayList<>()).add(record);
        endOf(Objects.requireNonNull(record.user())).countDown();
    }

    private CountDownLatch endOf(String user) {
        return ends.computeIfAbsent(user, name -> new CountDownLatch(1));
    }

    @Test
    void nothingIsLeftOfRidesThatEndAtRandom() throws Exception {
        ride(0, WARM_UP);
        settled();
        long sockets = sockets();
        long heap = usedHeap();

        ride(WARM_UP, RIDES);
        settled();

        assertThat(store.endedAgain).hasValue(0);
        assertThat(records.values())
                .as("seed " + SEED)
                .allSatisfy(of -> assertThat(of).hasSize(1));
        assertThat(balance("cost").spent()).isEqualTo(sumOfRecords());
        await("sockets", () -> sockets() <= sockets + OF_THE_JVM);
        await("rides in memory", () -> reachableRides() <= FEW);
        records.clear();
        ends.clear();
        application.rides.clear();
        await("bytes in memory", () -> usedHeap() <= heap + HEAP_SLACK);
    }

    /** What is still needed, after all else was collected. */
    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void ride(int from, int count) throws Exception {
        List<Future<?>> done = new ArrayList<>();
        for (int number = from; number < from + count; number++) {
            RandomRide ride = RandomRide.of(SEED, number);
            done.add(clients.submit(() -> {
                ride.by(server.port(), new Gate());
                if (ride.number() % RELOAD_EVERY == 0) {
                    faregate.reload(policy());
                }
                return null;
            }));
        }
        for (int i = 0; i < count; i++) {
            try {
                done.get(i).get();
            } catch (Exception failure) {
                throw new AssertionError(RandomRide.of(SEED, from + i) + ", seed " + SEED, failure);
            }
        }
    }

    private final class Gate implements RandomRide.Gate {
        @Override
        public HTTP2Client http2() {
            return http2;
        }

        @Override
        public void kill(String user) {
            faregate.killSwitch().block(Target.user(user), "planned", "test");
        }

        @Override
        public void awaitEnd(String user) throws InterruptedException {
            boolean hasEnded = endOf(user).await(Site.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(hasEnded)
                    .as("a record of %s; of %d that were let in %d run", user, store.reserved.get(), runningRides())
                    .isTrue();
        }
    }

    /** All rides have ended, and all that they held and had open is gone. */
    private void settled() throws InterruptedException {
        await("rides that run", () -> runningRides() == 0);
        await("reservations", store.open::isEmpty);
        await(
                "money that is held",
                () -> balance("cost").held() + balance("concurrent").held() == 0);
        await("records", () -> records.size() >= store.reserved.get());
        await("connections to providers", () -> application.openConnections() == 0);
    }

    private void await(String what, BooleanSupplier done) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long until = System.nanoTime() + Site.PATIENCE.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < until) {
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(done.getAsBoolean()).as(what + ", seed " + SEED).isTrue();
    }

    private int runningRides() {
        try {
            ObjectName name = new ObjectName("io.faregate:type=Faregate,name=endings-" + container);
            return (int) ManagementFactory.getPlatformMBeanServer().getAttribute(name, "RunningRides");
        } catch (JMException failure) {
            throw new AssertionError(failure);
        }
    }

    private Balance balance(String measure) {
        return faregate.balance(ANYBODY).stream()
                .filter(balance -> balance.limit().measure().key().equals(measure))
                .findFirst()
                .orElseThrow();
    }

    private long sumOfRecords() {
        return records.values().stream()
                .mapToLong(of -> of.get(0).costs().settled().nanos())
                .sum();
    }

    /** What is open of this process's sockets, where that can be seen; containers open selectors as they need threads. */
    private static long sockets() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(RandomEndingsTest::isSocket).count();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closed) {
            return false;
        }
    }

    private long reachableRides() {
        System.gc();
        return application.rides.stream()
                .map(WeakReference::get)
                .filter(Objects::nonNull)
                .count();
    }
}
