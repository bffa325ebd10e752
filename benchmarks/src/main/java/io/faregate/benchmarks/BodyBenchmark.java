package io.faregate.benchmarks;

import com.sun.management.ThreadMXBean;
import io.faregate.body.AppFields;
import io.faregate.body.Choice;
import io.faregate.body.Dialect;
import io.faregate.body.Dialects;
import io.faregate.body.Origin;
import io.faregate.body.RequestShape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What it costs to scan a chat body, to set its maximum and model and to write it, as a multiple of the time in which
 * Jackson skips through the same bytes token by token.
 *
 * <p>CPU time of one thread, medians of interleaved rounds in one JVM. All bodies are scanned before the first is
 * measured, so that no body has the code compiled for itself alone. A hostile body that is refused is measured up to
 * its refusal.
 */
public final class BodyBenchmark {
    private static final int WARM_UP = 10;
    private static final int ROUNDS = 31;
    private static final int BYTES = 4_000_000;
    private static final JsonFactory JSON = JsonFactory.builder().build();

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Dialect chat =
            Dialects.named("openai-chat", AppFields.DEFAULT).orElseThrow();
    private long seen;

    /** One body, and what each round has measured of it. */
    @SuppressWarnings("ArrayRecordComponent") // filled in round by round, compared by nobody
    private record Subject(String name, byte[] body, double[] skip, double[] guard, double[] bytes) {
        Subject(String name, byte[] body) {
            this(name, body, new double[ROUNDS], new double[ROUNDS], new double[ROUNDS]);
        }

        int times() {
            return Math.max(1, BYTES / body.length);
        }

        double ratio() {
            double[] ratios = new double[ROUNDS];
            Arrays.setAll(ratios, round -> guard[round] / skip[round]);
            return median(ratios);
        }
    }

    /**
     * Prints the table.
     *
     * @param args none
     */
    public static void main(String[] args) {
        new BodyBenchmark().run();
    }

    private void run() {
        List<Subject> subjects = new ArrayList<>();
        for (Map<String, byte[]> bodies : List.of(ChatBodies.ordinary(), ChatBodies.hostile())) {
            bodies.forEach((name, body) -> subjects.add(new Subject(name, body)));
        }
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (Subject subject : subjects) {
                measure(subject, round);
            }
        }
        print(subjects);
    }

    private void measure(Subject subject, int round) {
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < subject.times(); i++) {
            skip(subject.body());
        }
        long between = threads.getCurrentThreadCpuTime();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < subject.times(); i++) {
            guard(subject.body());
        }
        bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
        long end = threads.getCurrentThreadCpuTime();
        if (round >= 0) {
            subject.skip()[round] = (double) (between - start) / subject.times();
            subject.guard()[round] = (double) (end - between) / subject.times();
            subject.bytes()[round] = (double) bytes / subject.times();
        }
    }

    private void skip(byte[] body) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            while (parser.nextToken() != null) {
                seen++;
            }
        }
    }

    private void guard(byte[] body) {
        if (chat.scan(body, body.length, Origin.CLIENT) instanceof RequestShape shape) {
            seen += shape.edit().model("gpt-5").set(Choice.OUTPUT_TOKENS, 800).bytes().length;
        }
    }

    private void print(List<Subject> subjects) {
        System.out.printf("Java %s, %d rounds, %d tokens and bytes seen%n%n", Runtime.version(), ROUNDS, seen);
        System.out.println("| body | x skip-parse | us | skip-parse, us | bytes allocated / body |");
        System.out.println("|---|---|---|---|---|");
        for (Subject subject : subjects) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.1f | %.1f | %.2f |%n",
                    subject.name(),
                    subject.ratio(),
                    median(subject.guard()) / 1000,
                    median(subject.skip()) / 1000,
                    median(subject.bytes()) / subject.body().length);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
