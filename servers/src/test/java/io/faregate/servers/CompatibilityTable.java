package io.faregate.servers;

import io.faregate.integrations.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What held where, as a table in Markdown. */
final class CompatibilityTable {
    private static final String HEAD = """
            | server | version | Java | servlets | what holds | mid-stream | before the first token | while a servlet blocks |
            |---|---|---|---|---|---|---|---|
            """;

    private final List<Trial> trials = new ArrayList<>();

    void add(Trial trial) {
        trials.add(trial);
    }

    String text() {
        String jdks =
                trials.stream().map(trial -> trial.jdk().version()).distinct().collect(Collectors.joining(" and "));
        return "Run on Java " + jdks + ".\n\n" + HEAD
                + trials.stream().map(CompatibilityTable::row).collect(Collectors.joining());
    }

    private static String row(Trial trial) {
        Server server = trial.server();
        return Stream.of(
                        server.label(),
                        server.version(),
                        trial.jdk().version(),
                        server.flavour().label(),
                        trial.failures().isEmpty()
                                ? "all"
                                : "all but: "
                                        + String.join(", ", trial.failures().keySet()),
                        latency(trial, Departure.STREAMING_FIN, Departure.STREAMING_RST),
                        latency(trial, Departure.WAITING_FIN, Departure.WAITING_RST),
                        latency(trial, Departure.BLOCKING_FIN, Departure.BLOCKING_RST))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String latency(Trial trial, Departure fin, Departure rst) {
        return median(trial, fin) + " / " + median(trial, rst);
    }

    private static String median(Trial trial, Departure departure) {
        Samples samples = trial.departures().get(departure);
        return samples == null ? "-" : Samples.said(samples.at(0.5));
    }
}
