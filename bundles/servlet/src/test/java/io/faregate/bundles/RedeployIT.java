package io.faregate.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.faregate.bundles.Server.Kind;
import io.faregate.bundles.Server.Loading;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** An application that is put into its server again and again, and taken out while it works. */
final class RedeployIT {
    private static final int TIMES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final MemoryPoolMXBean METASPACE = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .findFirst()
            .orElseThrow();

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private final Set<Reference<ClassLoader>> loaders = new HashSet<>();
    private War war;

    @BeforeEach
    void assemble() throws IOException {
        List<Jar> libraries = new ArrayList<>(War.oldLibraries("jackson-.*-2.*"));
        libraries.add(Jar.of(LoggerFactory.class));
        libraries.add(Jar.of(LoggerFactory.getILoggerFactory().getClass()));
        war = War.of(directory.resolve("war"), Bundle.underTest(), libraries);
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfItIsLeft(Kind kind) throws Exception {
        try (Logs leaks = new Logs("org.apache.catalina.loader");
                ServerLibraries none = new ServerLibraries(List.of());
                Server server = kind.start(none)) {
            Set<ObjectName> beans = beans();
            redeploy(server, TIMES / 2);
            long half = settledMetaspace();
            redeploy(server, TIMES / 2);
            long whole = settledMetaspace();

            assertThat(loaders).isEmpty();
            assertThat(beans()).isEqualTo(beans);
            assertThat(leaks.lines()).isEmpty();
            // less than a tenth of one application, after ten of them. That one is measured last: what was there before
            // the first may go at any time
            long footprint = deployAndUndeploy(server) - whole;
            assertThat(footprint).isGreaterThan(1 << 20);
            assertThat(whole - half).isLessThan(footprint / 10);
        }
    }

    private void redeploy(Server server, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            deployAndUndeploy(server);
        }
        awaitCollected();
    }

    /** Takes it out while two clients are in the midst of a reply; says what the metaspace had while it was there. */
    private long deployAndUndeploy(Server server) throws Exception {
        try (Shop shop = Shop.open(server, war, Loading.OWN_FIRST, 1, client)) {
            ClassLoader loader = shop.loader();
            loaders.add(new WeakReference<>(loader, collected));
            assertThat(shop.ask("hello").body()).isEqualTo(Shop.ANSWER);
            try (InputStream one = shop.stream("hello");
                    InputStream other = shop.stream("hello")) {
                long used = METASPACE.getUsage().getUsed();
                shop.undeploy();
                assertThat(threads(thread -> thread.getName().startsWith("faregate-")))
                        .isEmpty();
                assertEnds(one);
                assertEnds(other);
                awaitNoneIn(loader);
                return used;
            }
        }
    }

    private static List<String> threads(Predicate<Thread> some) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(some)
                .map(Thread::toString)
                .toList();
    }

    /** One of the server's own may still be on its way out of the application. */
    private static void awaitNoneIn(ClassLoader loader) {
        long begin = System.nanoTime();
        List<String> left;
        do {
            left = threads(thread -> thread.getContextClassLoader() == loader);
        } while (!left.isEmpty() && System.nanoTime() - begin < PATIENCE.toNanos());
        assertThat(left).isEmpty();
    }

    private static void assertEnds(InputStream reply) {
        assertThatCode(reply::readAllBytes)
                .satisfiesAnyOf(
                        ended -> assertThat(ended).isNull(),
                        ended -> assertThat(ended).isInstanceOf(IOException.class));
    }

    /** The names in JMX, but for those that Tomcat gives to each of its connections. */
    private static Set<ObjectName> beans() {
        Set<ObjectName> names =
                new HashSet<>(ManagementFactory.getPlatformMBeanServer().queryNames(null, null));
        names.removeIf(name -> "RequestProcessor".equals(name.getKeyProperty("type")));
        return names;
    }

    /** Waits until the collector has found that nobody refers to any of the applications. */
    private void awaitCollected() throws InterruptedException {
        long begin = System.nanoTime();
        while (!loaders.isEmpty() && System.nanoTime() - begin < PATIENCE.toNanos()) {
            System.gc();
            loaders.remove(collected.remove(100));
        }
    }

    /** The metaspace that is used when all is collected that can be. */
    private static long settledMetaspace() {
        System.gc();
        return METASPACE.getUsage().getUsed();
    }
}
