package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyResources;
import io.faregate.policy.PolicySource;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A policy that changes where it is, in each way in which operators change files, while rides run. */
@Timeout(60)
final class PolicyWatchTest {
    private static final String WRONG = "faregate: 1\nroutes: [{path: chat}]\n";

    @TempDir
    private Path dir;

    private final List<UsageRecord> records = new CopyOnWriteArrayList<>();
    private Faregate gate = Faregate.builder()
            .policy(Policy.builder().route("/x", route -> {}).build())
            .untimed()
            .build();
    private PolicyWatch watch = new PolicyWatch(PolicySource.of(Path.of("none")), policy -> {});

    @AfterEach
    void close() {
        gate.close();
    }

    private void open(PolicySource source) throws IOException {
        gate.close();
        gate = Faregate.builder().policy(source).sink(records::add).untimed().build();
        watch = new PolicyWatch(source, gate::reload);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    /** Lets so many requests in, of all together. */
    private static String policy(int requests) {
        return "faregate: 1\nlimits: [{requests: " + requests + ", every: day}]\n"
                + "routes: [{path: /chat, dialect: none}]\n";
    }

    /** A change counts when it is found twice. */
    private void look() {
        watch.look();
        watch.look();
    }

    private Decision ask() {
        return gate.admit(RideRequest.of("POST", "/chat").user("alice").build());
    }

    private Inference ride() {
        return ((Decision.Admitted) ask()).inference();
    }

    @Test
    void aFileThatIsReplacedByARenameCountsForTheNextRide() throws Exception {
        Path file = write("policy.yaml", policy(1));
        open(PolicySource.of(file));
        Inference running = ride();
        assertThat(ask()).isInstanceOf(Decision.Refused.class);

        Files.move(write("policy.new", policy(2)), file, StandardCopyOption.ATOMIC_MOVE);
        look();

        assertThat(running.cancellation().isCancelled()).isFalse();
        ride();
        assertThat(ask()).isInstanceOf(Decision.Refused.class);
    }

    /** As Kubernetes does: the file leads to ..data, and that to a directory, which is another one from now on. */
    @Test
    void aConfigMapThatIsExchangedCountsForTheNextRide() throws Exception {
        for (int version = 1; version <= 2; version++) {
            Files.createDirectory(dir.resolve("..version" + version));
            write("..version" + version + "/policy.yaml", policy(version));
        }
        Path data = Files.createSymbolicLink(dir.resolve("..data"), Path.of("..version1"));
        open(PolicySource.of(Files.createSymbolicLink(dir.resolve("policy.yaml"), Path.of("..data", "policy.yaml"))));
        ride();
        assertThat(ask()).isInstanceOf(Decision.Refused.class);

        Path next = Files.createSymbolicLink(dir.resolve("..data_tmp"), Path.of("..version2"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        look();

        ride();
        assertThat(ask()).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void aSchemaOfAToolThatChangedCountsForTheNextRide() throws Exception {
        write("search.json", "{\"type\": \"object\"}");
        open(PolicySource.of(write(
                "policy.yaml",
                "faregate: 1\nroutes: [{path: /chat, dialect: none, caps: {tool-calls: 9},"
                        + " tools: {allow: {search: {max: 9, schema: search.json}}}}]\n")));
        Inference running = ride();
        write("search.json", "{\"type\": \"object\", \"required\": [\"query\"]}");
        look();

        assertThat(running.tool("search", "{}").allowed())
                .as("as it was let in")
                .isTrue();
        assertThat(ride().tool("search", "{}").allowed()).isFalse();
    }

    @Test
    void aPriceTableThatChangedCountsForTheNextRide() throws Exception {
        write("prices.csv", "model,input,output\nhouse,1,1\n");
        open(
                PolicySource.of(
                        write(
                                "policy.yaml",
                                "faregate: 1\ncosts: {tables: [prices.csv]}\nroutes: [{path: /chat, dialect: none, model: {use: house}}]\n")));
        Inference running = ride();
        write("prices.csv", "model,input,output\nhouse,1,5\n");
        look();
        Inference next = ride();
        for (Inference ride : List.of(running, next)) {
            ride.record("house", Usage.of(0, 10));
            ride.close();
        }

        gate.close();
        assertThat(records)
                .extracting(record -> record.costs().settled())
                .containsExactly(new Money(10_000), new Money(50_000));
    }

    @Test
    void aMistakeIsSaidOnceAndThePolicyBeforeItStaysUntilItIsRight() throws Exception {
        Path file = write("policy.yaml", policy(2));
        open(PolicySource.of(file));
        ride();
        try (HeardLog.Listening log = HeardLog.of("the one before stays")) {
            Files.writeString(file, WRONG);
            look();
            look();
            assertThat(log.next()).startsWith("ERROR").contains("routes[0].path");
            assertThat(log.left()).isZero();
        }
        ride();
        assertThat(ask()).isInstanceOf(Decision.Refused.class);

        Files.writeString(file, policy(3));
        look();
        ride();
    }

    @Test
    void whatIsFoundInAPolicyIsSaidOnce() throws Exception {
        Path file = write("policy.yaml", policy(2));
        open(PolicySource.of(file));
        try (HeardLog.Listening log = HeardLog.of("nothing is refused at")) {
            Files.writeString(file, "faregate: 1\nroutes: [{path: /chat, dialect: none, mode: observe}]\n");
            look();
            assertThat(log.next()).startsWith("WARN").contains("routes[0]");
            assertThat(log.left()).isZero();
        }
    }

    @Test
    void aSourceThatThrowsWhatItLikesIsSaidOnceToo() throws Exception {
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        PolicyResources resources = location -> {
            if (failure.get() != null) {
                throw failure.get();
            }
            return new ByteArrayInputStream(policy(1).getBytes(StandardCharsets.UTF_8));
        };
        open(PolicySource.of("policy.yaml", resources));
        try (HeardLog.Listening log = HeardLog.of("the one before stays")) {
            failure.set(new IllegalStateException("planned"));
            look();
            look();
            assertThat(log.next()).contains("can not be read");
            assertThat(log.left()).isZero();
        }
        ride();
    }

    /** A console reads the file while the watch is about to take over what it has read before. */
    @Test
    void whatWasReadLastIsWhatCounts() throws Exception {
        Path file = write("policy.yaml", policy(1));
        PolicySource source = PolicySource.of(file);
        source.read();
        List<Long> counting = new CopyOnWriteArrayList<>();
        AtomicBoolean isAsked = new AtomicBoolean();
        AtomicReference<Thread> console = new AtomicReference<>();
        PolicyWatch[] both = new PolicyWatch[1];
        both[0] = new PolicyWatch(source, policy -> {
            if (isAsked.compareAndSet(false, true)) {
                console.set(readAgain(file, both[0]));
            }
            counting.add(policy.limits().get(0).amount());
        });
        Files.writeString(file, policy(2));
        both[0].look();
        both[0].look();
        console.get().join();

        assertThat(counting).containsExactly(2L, 3L);
    }

    /** Another thread, which is done or waits. */
    private static Thread readAgain(Path file, PolicyWatch watch) {
        Thread thread = new Thread(() -> {
            try {
                Files.writeString(file, policy(3));
                watch.reread();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.BLOCKED && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return thread;
    }
}
