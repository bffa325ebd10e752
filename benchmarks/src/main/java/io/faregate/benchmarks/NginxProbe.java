package io.faregate.benchmarks;

import io.faregate.benchmarks.Leavings.Case;
import io.faregate.benchmarks.Leavings.Way;
import io.faregate.integrations.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The same as {@link LostClientProbe} behind an nginx, with and without its buffering, the three containers in turn.
 * Needs an {@code nginx} on the path, which it starts by itself, on loopback.
 */
public final class NginxProbe {
    private static final String LOOPBACK = "127.0.0.1";
    private static final List<Servers> SERVERS = List.of(Servers.values());
    private static final List<Work> WORK = List.of(Work.RUNNING, Work.FIRST_TOKEN, Work.GAP, Work.BLOCKING);
    private static final List<Leaving> LEAVING = List.of(Leaving.FIN, Leaving.RST);

    private final Map<String, Samples> cells = new TreeMap<>();

    private NginxProbe() {}

    /**
     * Measures, and prints the table.
     *
     * @param args {@code repeats=50}; {@code write=docs/lost-clients.md} puts the table into that page
     */
    public static void main(String[] args) {
        ProbeArguments.run("NginxProbe", new NginxProbe()::measure, args);
    }

    private String measure(ProbeArguments arguments) throws Exception {
        String version = Nginx.version();
        if (version.isEmpty()) {
            return "Not measured: there is no nginx on the path.\n";
        }
        Machine machine = new Machine();
        try (Leavings leavings = new Leavings()) {
            measure(leavings, arguments.repeats(), true);
            measure(leavings, arguments.repeats(), false);
            return version + ". " + machine.text(arguments.repeats()) + "\n" + table() + leavings.reasons();
        }
    }

    private void measure(Leavings leavings, int repeats, boolean buffering) throws Exception {
        Map<Servers, Nginx> fronts = new EnumMap<>(Servers.class);
        try {
            for (Servers server : SERVERS) {
                fronts.put(server, new Nginx(leavings.port(server), buffering));
            }
            Lanes.run(Leavings.lanes(cases(repeats)), fronts.size(), one -> {
                // what is buffered is heard late
                Nginx front = Objects.requireNonNull(fronts.get(one.server()));
                Way way = new Way(
                        LOOPBACK, front.address(), !buffering && one.work().speaks());
                cell(buffering, one.work(), one.leaving()).add(leavings.millis(one, way));
            });
        } finally {
            fronts.values().forEach(Nginx::close);
        }
    }

    private static List<Case> cases(int repeats) {
        List<Case> cases = new ArrayList<>();
        for (Work work : WORK) {
            for (Leaving leaving : LEAVING) {
                for (int i = 0; i < repeats; i++) {
                    cases.add(new Case(SERVERS.get(i % SERVERS.size()), work, leaving));
                }
            }
        }
        Collections.shuffle(cases);
        return cases;
    }

    private synchronized Samples cell(boolean buffering, Work work, Leaving leaving) {
        return cells.computeIfAbsent(buffering + work.label() + leaving, name -> new Samples());
    }

    private String table() {
        StringBuilder text = new StringBuilder(
                "| `proxy_buffering` | the client leaves | FIN | RST |%n|---|---|---|---|%n".formatted());
        for (boolean buffering : new boolean[] {true, false}) {
            for (Work work : WORK) {
                text.append("| %s | %s | %s | %s |%n"
                        .formatted(
                                buffering ? "on" : "off",
                                work.label(),
                                cell(buffering, work, Leaving.FIN).text(),
                                cell(buffering, work, Leaving.RST).text()));
            }
        }
        return text.append('\n').toString();
    }
}
