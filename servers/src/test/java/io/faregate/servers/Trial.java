package io.faregate.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.integrations.Exchange;
import io.faregate.integrations.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The whole contract in one server on one JDK, step by step: what fails is kept, and the next step goes on. */
final class Trial {
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final int REPEATS = 5;

    /** Each gate has one. */
    private static final String TIMER = "faregate-timer";

    private static final String GATE = "io.faregate.Faregate";

    /**
     * Faregate's own errors, and what a server says of threads and values that it finds left behind. A quote before the
     * name is of what an application threw: that a ride is over is told to who rides.
     */
    private static final Pattern COMPLAINT =
            Pattern.compile("(SEVERE|ERROR|FATAL)\\W.{0,60}(?<!')io\\.faregate|io\\.faregate\\S*\\s+E\\s"
                    + "|\\[faregate-[a-z]+-\\d+].*(stop|leak)|ThreadLocal.*io\\.faregate");

    private final Server server;
    private final Jdk jdk;
    private final Map<String, Throwable> failures = new LinkedHashMap<>();
    private final Map<Departure, Samples> departures = new EnumMap<>(Departure.class);
    private long lastSaid = System.nanoTime();

    private interface Step {
        void run() throws Exception;
    }

    Trial(Server server, Jdk jdk) {
        this.server = server;
        this.jdk = jdk;
    }

    String name() {
        return server.label() + " " + server.version() + " on Java " + jdk.version();
    }

    Server server() {
        return server;
    }

    Jdk jdk() {
        return jdk;
    }

    /** What did not hold, in words, and why. */
    Map<String, Throwable> failures() {
        return failures;
    }

    /** How long it took that providers were stopped; nothing of those that never were. */
    Map<Departure, Samples> departures() {
        return departures;
    }

    void run() throws IOException {
        Path directory = Settings.directory().resolve(server.name().toLowerCase(Locale.ROOT) + "-" + jdk.feature());
        delete(directory);
        Files.createDirectories(directory);
        attempt("start", () -> runIn(directory));
        delete(directory);
    }

    private void runIn(Path directory) throws Exception {
        Path home = new Distribution(server.coordinates()).unpack(directory);
        say("unpacked");
        Path said = directory.resolveSibling(directory.getFileName() + ".log");
        try (Running running = Running.start(server, jdk, home, said)) {
            Contract contract = new Contract(running.port());
            awaitStarted(running, contract);
            say("started");
            run(running, contract);
        }
    }

    private void run(Running running, Contract contract) {
        step("rides and refusals", () -> exchanges(contract));
        step("stream", contract::eventsComeAsTheyAreSaid);
        step("two at once", contract::aSecondRideAtOnceIsRefused);
        step("kill switch", contract::aBlockedUsersRideEnds);
        for (Departure departure : Departure.values()) {
            step(departure.label(), () -> departures(contract, departure));
        }
        step("redeploy", () -> redeploy(running, contract));
        step("stop", () -> assertThat(running.stop()).as("stopped in time").isTrue());
        step(
                "log",
                () -> assertThat(running.log())
                        .noneMatch(line -> COMPLAINT.matcher(line).find()));
    }

    private void awaitStarted(Running running, Contract contract) throws Exception {
        Eventually.await("the application answers", BOOT, () -> {
            assertThat(running.isAlive()).as("the server runs").isTrue();
            return contract.isThere();
        });
    }

    private void exchanges(Contract contract) {
        for (Exchange exchange : Exchange.all()) {
            attempt(exchange.name(), () -> contract.exchange(exchange));
        }
    }

    private void departures(Contract contract, Departure departure) throws Exception {
        Samples samples = new Samples();
        for (int i = 0; i < REPEATS; i++) {
            samples.add(contract.departure(departure));
        }
        departures.put(departure, samples);
    }

    private void redeploy(Running running, Contract contract) throws Exception {
        assertThat(running.threads()).containsOnlyOnce(TIMER);
        contract.ridesEndWhen(running::undeploy);
        if (running.canBeEmpty()) {
            Eventually.await("the application is gone", BOOT, () -> !contract.isThere());
            Eventually.await("no thread is left", BOOT, () -> running.threads().isEmpty());
            running.deploy(server.flavour());
        }
        Eventually.await("the application is there again", BOOT, contract::isThere);
        contract.exchange(Exchange.all().get(0));
        contract.eventsComeAsTheyAreSaid();
        contract.aBlockedUsersRideEnds();
        assertThat(running.threads()).containsOnlyOnce(TIMER);
        Eventually.await("no object is left of the first", BOOT, () -> running.objects(GATE) == 1);
    }

    private void step(String what, Step step) {
        int failed = failures.size();
        attempt(what, step);
        say(what + (failures.size() == failed ? " holds" : " does NOT hold"));
    }

    private void attempt(String what, Step step) {
        try {
            step.run();
        } catch (Exception | AssertionError failure) {
            failures.put(what, failure);
            say(what + ": " + failure);
        }
    }

    /** What has come of it, and how long that took. */
    private void say(String what) {
        long now = System.nanoTime();
        System.out.printf(Locale.ROOT, "[%s] %s, %.1f s%n", name(), what, (now - lastSaid) / 1e9);
        lastSaid = now;
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
