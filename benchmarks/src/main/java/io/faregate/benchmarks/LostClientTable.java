package io.faregate.benchmarks;

import io.faregate.benchmarks.Leavings.Case;
import io.faregate.integrations.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What was measured of each case, as tables in Markdown. Thread-safe while it is filled. */
final class LostClientTable {
    private static final List<Leaving> QUICK = List.of(Leaving.FIN, Leaving.RST, Leaving.RST_STREAM);
    private static final List<Leaving> VANISHED = List.of(Leaving.VANISH, Leaving.VANISH_HTTP2);
    private static final List<Leaving> STALLED = List.of(Leaving.STALL, Leaving.STALL_HTTP2);
    private static final List<Goal> GOALS = List.of(
            new Goal("while the stream runs", 150, one -> one.work() == Work.RUNNING && QUICK.contains(one.leaving())),
            new Goal(
                    "idle, HTTP/1.1",
                    600,
                    one -> one.work().isIdle() && (one.leaving() == Leaving.FIN || one.leaving() == Leaving.RST)),
            new Goal(
                    "idle, HTTP/2 on Jetty and Tomcat",
                    20,
                    one -> one.work().isIdle()
                            && one.server() != Servers.UNDERTOW
                            && one.leaving() == Leaving.RST_STREAM),
            new Goal("vanished", 10_000, one -> one.leaving().vanishes()),
            new Goal(
                    "reads no more: `write-stall` and a second",
                    11_000,
                    one -> one.leaving().stalls()));

    private final Map<Case, Samples> measured = new ConcurrentHashMap<>();

    /** What is to be reached. */
    private record Goal(String name, double millis, Predicate<Case> of) {}

    /** Adds milliseconds; NaN for never. */
    void add(Case of, double millis) {
        measured.computeIfAbsent(of, one -> new Samples()).add(millis);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        table(text, "the client leaves", QUICK);
        table(text, "the client vanishes", VANISHED);
        table(text, "the client reads no more", STALLED);
        goals(text);
        return text.toString();
    }

    private void table(StringBuilder text, String title, List<Leaving> columns) {
        List<String> rows = new ArrayList<>();
        for (Servers server : Servers.values()) {
            for (Work work : Work.values()) {
                List<String> cells = columns.stream()
                        .map(leaving -> cell(new Case(server, work, leaving)))
                        .toList();
                if (!cells.stream().allMatch(String::isEmpty)) {
                    rows.add("| %s | %s | %s |%n".formatted(server.label(), work.label(), String.join(" | ", cells)));
                }
            }
        }
        if (!rows.isEmpty()) {
            String names = columns.stream().map(Leaving::label).collect(Collectors.joining(" | "));
            text.append(
                    "| container | %s | %s |%n|---|---%s|%n".formatted(title, names, "|---".repeat(columns.size())));
            rows.forEach(text::append);
            text.append('\n');
        }
    }

    private String cell(Case of) {
        Samples samples = measured.get(of);
        return samples == null ? "" : samples.text();
    }

    private void goals(StringBuilder text) {
        text.append(
                "| goal | at most | slowest median | slowest of 99 in 100 | |%n|---|---|---|---|---|%n".formatted());
        for (Goal goal : GOALS) {
            List<Samples> of = measured.entrySet().stream()
                    .filter(one -> goal.of().test(one.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            if (!of.isEmpty()) {
                double median = slowest(of, 0.5);
                double most = slowest(of, 0.99);
                String verdict = most <= goal.millis() ? "met" : median <= goal.millis() ? "met by medians" : "missed";
                text.append("| %s | %s | %s | %s | %s |%n"
                        .formatted(
                                goal.name(),
                                Samples.said(goal.millis()),
                                Samples.said(median),
                                Samples.said(most),
                                verdict));
            }
        }
        text.append('\n');
    }

    private static double slowest(List<Samples> all, double share) {
        return Collections.max(all.stream().map(one -> one.at(share)).toList());
    }
}
