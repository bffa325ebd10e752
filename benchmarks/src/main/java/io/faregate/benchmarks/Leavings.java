package io.faregate.benchmarks;

import io.faregate.Faregate;
import io.faregate.body.Capped;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.policy.Policy;
import io.faregate.test.FakeProvider;
import io.faregate.usage.UsageRecord;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The containers with the application and its gate, each with a gate of its own whose policy says nothing of lost clients,
 * and clients that leave them. Thread-safe.
 */
final class Leavings implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final long PATIENCE_MILLIS = 30_000;
    private static final int LEAST_PAUSE_MILLIS = 300;
    private static final int MOST_PAUSE_MILLIS = 600;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Servers, Site> near = new EnumMap<>(Servers.class);
    private final Map<Servers, Site> far = new EnumMap<>(Servers.class);
    private final Map<String, Integer> reasons = new ConcurrentHashMap<>();
    private final Vanishing network = new Vanishing();

    /** A container and its gate. */
    private record Site(Host host, Faregate faregate, InetSocketAddress address) {}

    /** What is measured. */
    record Case(Servers server, Work work, Leaving leaving) {}

    /** From where to where a client asks, and whether it hears what is said at once. */
    record Way(String from, InetSocketAddress to, boolean hears) {}

    Leavings() throws Exception {
        for (Servers server : Servers.values()) {
            near.put(server, site(server, LOOPBACK));
            if (network.isPossible()) {
                far.put(server, site(server, Vanishing.SERVER));
            }
        }
    }

    private Site site(Servers server, String address) throws Exception {
        Faregate faregate = Faregate.builder()
                .policy(policy())
                .name(server + address)
                .sink(this::ended)
                .build();
        Host host = server.start(new Host.At(address, true), new RelayServlet(), List.of(Guard.faregate(faregate)));
        return new Site(host, faregate, new InetSocketAddress(address, host.port()));
    }

    private static Policy policy() {
        return Policy.builder()
                .costs(model -> Optional.of(usage -> Optional.of(new Money(usage.get(Unit.OUTPUT_TOKENS)))))
                .provider(LOOPBACK + "/v1", "openai-chat")
                .route(
                        RelayServlet.STREAM,
                        route -> route.anyone().use("gpt-5-mini").cap(Capped.OUTPUT_TOKENS, 800, 500))
                .route(
                        RelayServlet.BLOCK,
                        route -> route.anyone().use("gpt-5-mini").cap(Capped.OUTPUT_TOKENS, 800, 500))
                .build();
    }

    private void ended(UsageRecord ride) {
        reasons.merge(ride.outcome().reason(), 1, Integer::sum);
    }

    /** How many rides have ended for each reason, as a line: clients alone should be. */
    String reasons() {
        return "Reasons in the usage log: "
                + new TreeMap<>(reasons)
                        .entrySet().stream()
                                .map(one -> "`" + one.getKey() + "` " + one.getValue())
                                .collect(Collectors.joining(", "))
                + ".\n";
    }

    /** A lane for each container. */
    static List<List<Case>> lanes(List<Case> cases) {
        return List.copyOf(
                cases.stream().collect(Collectors.groupingBy(Case::server)).values());
    }

    boolean canVanish() {
        return network.isPossible();
    }

    /** How many milliseconds after a client has left its provider sees the connection closed; NaN for never. */
    double millis(Case what) throws Exception {
        boolean vanishes = what.leaving().vanishes();
        Site site = Objects.requireNonNull((vanishes ? far : near).get(what.server()));
        return millis(
                what,
                new Way(
                        vanishes ? network.address() : LOOPBACK,
                        site.address(),
                        what.work().speaks()));
    }

    /** The same on a way of its own, as through a proxy. */
    double millis(Case what, Way way) throws Exception {
        try (FakeProvider provider = new FakeProvider(what.work().reply(threads));
                LeavingClient client = what.leaving().connect(way.from(), way.to())) {
            client.ask(what.work().path(), provider.url());
            provider.bodies().take();
            if (way.hears()) {
                client.awaitEvent(PATIENCE_MILLIS);
            }
            if (what.work().lasts()) {
                pause();
            }
            long left = System.nanoTime();
            leave(client, what.leaving(), way.from());
            boolean seen = provider.isClosedByClientWithin(Duration.ofMillis(PATIENCE_MILLIS));
            return seen ? (System.nanoTime() - left) / 1e6 : Double.NaN;
        }
    }

    int port(Servers server) {
        return Objects.requireNonNull(near.get(server)).host().port();
    }

    private void leave(LeavingClient client, Leaving leaving, String from) throws Exception {
        switch (leaving) {
            case FIN -> client.close();
            case RST -> client.reset();
            case RST_STREAM -> client.resetStream();
            case VANISH, VANISH_HTTP2 -> network.vanish(from);
            case STALL, STALL_HTTP2 -> client.stopReading();
        }
    }

    /** So that clients leave at any time between two looks of whoever looks, and of a watch that has begun. */
    private static void pause() {
        int millis = ThreadLocalRandom.current().nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public void close() {
        near.values().forEach(Leavings::stop);
        far.values().forEach(Leavings::stop);
        threads.shutdownNow();
    }

    private static void stop(Site site) {
        try {
            site.host().stop();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
        site.faregate().close();
    }
}
