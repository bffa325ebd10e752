package io.faregate.benchmarks;

import io.faregate.benchmarks.RecordedCalls.Call;
import io.faregate.cost.TokenEstimator;
import io.faregate.estimators.TokenEstimators;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How far estimates of prompt tokens are from what providers billed, over recorded calls: the share of calls that were
 * billed more than estimated, and by what factor the others were estimated too high.
 */
public final class EstimateBenchmark {
    private final Map<String, TokenEstimator> estimators = new LinkedHashMap<>();
    private final RecordedCalls recorded;

    private EstimateBenchmark(RecordedCalls recorded) {
        this.recorded = recorded;
        estimators.put("bytes", TokenEstimator.utf8Bytes());
        estimators.put("counter", TokenEstimators.bpe(recorded.deployments()));
    }

    /**
     * Prints the tables.
     *
     * @param args none
     * @throws Exception when the calls can not be read
     */
    public static void main(String[] args) throws Exception {
        if (!Files.isDirectory(RecordedCalls.FOLDER)) {
            System.out.println("No recorded calls at " + RecordedCalls.FOLDER + ": nothing is measured.");
            return;
        }
        new EstimateBenchmark(RecordedCalls.read()).print();
    }

    private void print() {
        print("", call -> call.dialect() + (call.hasTools() ? ", tools" : ""));
        print("Without tools, by model:", call -> call.hasTools() ? "" : call.model());
        System.out.println("\nLeft out: " + recorded.left());
    }

    private void print(String title, Function<Call, String> by) {
        System.out.println(title + "\n");
        System.out.println(
                "| calls | estimator | number | billed more than estimated | estimate / bill, median | least | most |");
        System.out.println("|---|---|---|---|---|---|---|");
        grouped(by).forEach(this::print);
        System.out.println();
    }

    private Map<String, List<Call>> grouped(Function<Call, String> by) {
        return recorded.calls().stream()
                .filter(call -> !by.apply(call).isEmpty())
                .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.toList()));
    }

    private void print(String name, List<Call> calls) {
        estimators.forEach((estimator, tokens) -> {
            double[] ratios = calls.stream()
                    .mapToDouble(call -> (double) tokens.promptTokens(
                                    call.model(), call.request().prompt())
                            / call.billed())
                    .sorted()
                    .toArray();
            long below = Arrays.stream(ratios).filter(ratio -> ratio < 1).count();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %d | %d (%.1f %%) | %.2f | %.2f | %.2f |%n",
                    name,
                    estimator,
                    ratios.length,
                    below,
                    100.0 * below / ratios.length,
                    ratios[ratios.length / 2],
                    ratios[0],
                    ratios[ratios.length - 1]);
        });
    }
}
