package io.faregate.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measures subjects in turn, round after round, so that whatever disturbs the machine disturbs all of them; then takes
 * medians. A ratio is the median of the rounds' own ratios. Not thread-safe.
 */
final class Rounds {
    private final Map<String, Subject> subjects = new LinkedHashMap<>();

    /** One round of one subject. */
    interface Measurement {
        /** The figures of this round, in an order of its own. */
        double[] round() throws Exception;
    }

    private record Subject(Measurement measurement, List<double[]> figures) {}

    Rounds add(String name, Measurement measurement) {
        subjects.put(name, new Subject(measurement, new ArrayList<>()));
        return this;
    }

    Rounds run(int warmUp, int rounds) throws Exception {
        for (int round = -warmUp; round < rounds; round++) {
            for (Subject subject : subjects.values()) {
                double[] figures = subject.measurement().round();
                if (round >= 0) {
                    subject.figures().add(figures);
                }
            }
        }
        System.out.printf("Java %s, %d rounds after %d%n%n", Runtime.version(), rounds, warmUp);
        return this;
    }

    /** Drops all rounds in which a figure of one subject does not pass; returns how many are left. */
    int keep(String name, int figure, DoublePredicate passes) {
        List<double[]> judged = List.copyOf(figures(name));
        for (Subject subject : subjects.values()) {
            List<double[]> all = List.copyOf(subject.figures());
            subject.figures().clear();
            IntStream.range(0, all.size())
                    .filter(round -> passes.test(judged.get(round)[figure]))
                    .forEach(round -> subject.figures().add(all.get(round)));
        }
        return figures(name).size();
    }

    Set<String> names() {
        return subjects.keySet();
    }

    double median(String name, int figure) {
        List<double[]> figures = figures(name);
        return median(figures.size(), round -> figures.get(round)[figure]);
    }

    double sum(String name, int figure) {
        return figures(name).stream().mapToDouble(round -> round[figure]).sum();
    }

    double ratio(String name, String yardstick, int figure) {
        List<double[]> figures = figures(name);
        List<double[]> base = figures(yardstick);
        return median(figures.size(), round -> figures.get(round)[figure] / base.get(round)[figure]);
    }

    /** The median of the rounds' own differences. */
    double difference(String name, String yardstick, int figure) {
        List<double[]> figures = figures(name);
        List<double[]> base = figures(yardstick);
        return median(figures.size(), round -> figures.get(round)[figure] - base.get(round)[figure]);
    }

    private List<double[]> figures(String name) {
        return Objects.requireNonNull(subjects.get(name), name).figures();
    }

    private static double median(int rounds, IntToDoubleFunction value) {
        double[] sorted = new double[rounds];
        Arrays.setAll(sorted, value);
        Arrays.sort(sorted);
        return sorted[rounds / 2];
    }

    static void require(boolean expected) {
        if (!expected) {
            throw new IllegalStateException("not what is to be measured");
        }
    }
}
