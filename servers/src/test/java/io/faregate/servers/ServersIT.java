package io.faregate.servers;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.faregate.integrations.MarkedPart;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract in each of the chosen servers, one after the other, and a table of what held. {@code
 * -Dfaregate.regenerate} puts that into docs/compatibility.md.
 */
final class ServersIT {
    private static final CompatibilityTable TABLE = new CompatibilityTable();

    @TestFactory
    Stream<DynamicTest> theContractHolds() {
        Optional<Jdk> second = Settings.secondJdk();
        if (second.isEmpty()) {
            System.out.println("No second JDK: servers.second-jdk is not set, so Java "
                    + Settings.jdk().version() + " is the only one.");
        }
        List<Jdk> jdks =
                Stream.concat(Stream.of(Settings.jdk()), second.stream()).toList();
        return Settings.servers().stream()
                .flatMap(server -> jdks.stream().filter(server::runsOn).map(jdk -> new Trial(server, jdk)))
                .map(trial -> dynamicTest(trial.name(), () -> run(trial)));
    }

    private static void run(Trial trial) throws Exception {
        trial.run();
        TABLE.add(trial);
        write();
        if (!trial.failures().isEmpty()) {
            AssertionError failure =
                    new AssertionError("does not hold: " + trial.failures().keySet());
            trial.failures().values().forEach(failure::addSuppressed);
            throw failure;
        }
    }

    /** After each server: a run that is cut short has its table too. */
    private static void write() throws IOException {
        Files.writeString(Settings.directory().resolve("compatibility.md"), TABLE.text());
        if (System.getProperty("faregate.regenerate") != null) {
            MarkedPart.write(Settings.page(), "ServersIT", TABLE.text());
        }
    }

    @AfterAll
    static void tell() {
        System.out.print(TABLE.text());
    }
}
