package io.faregate.benchmarks;

import io.faregate.benchmarks.Leavings.Case;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
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

    private final Map<Case, List<Double>> measured = new ConcurrentHashMap<>();

    /** What is to be reached. */
    private record Goal(String name, double millis, Predicate<Case> of) {}

    /** Adds milliseconds; NaN for never. */
    void add(Case of, double millis) {
        measured.computeIfAbsent(of, one -> Collections.synchronizedList(new ArrayList<>()))
                .add(millis);
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
        List<Double> all = sorted(of);
        if (all.isEmpty()) {
            return "";
        }
        String times = "%s / %s / %s".formatted(said(at(all, 0.5)), said(at(all, 0.99)), said(at(all, 1)));
        long never = all.stream().filter(millis -> millis.isNaN()).count();
        return never == 0 ? times : times + ", " + never + " never";
    }

    /** Never is the slowest. */
    private List<Double> sorted(Case of) {
        return measured.getOrDefault(of, List.of()).stream().sorted().toList();
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private static String said(double millis) {
        return Double.isNaN(millis) ? "-" : String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%.0f", millis);
    }

    private void goals(StringBuilder text) {
        text.append(
                "| goal | at most | slowest median | slowest of 99 in 100 | |%n|---|---|---|---|---|%n".formatted());
        for (Goal goal : GOALS) {
            List<List<Double>> of = measured.keySet().stream()
                    .filter(goal.of())
                    .map(this::sorted)
                    .toList();
            if (!of.isEmpty()) {
                double median = slowest(of, 0.5);
                double most = slowest(of, 0.99);
                String verdict = most <= goal.millis() ? "met" : median <= goal.millis() ? "met by medians" : "missed";
                text.append("| %s | %s | %s | %s | %s |%n"
                        .formatted(goal.name(), said(goal.millis()), said(median), said(most), verdict));
            }
        }
    }

    private static double slowest(List<List<Double>> all, double share) {
        return all.stream()
                .mapToDouble(one -> at(one, share))
                .sorted()
                .skip(all.size() - 1L)
                .sum();
    }
}
