package io.faregate.benchmarks;

import io.faregate.body.AppFields;
import io.faregate.body.Choice;
import io.faregate.body.Dialect;
import io.faregate.body.Dialects;
import io.faregate.body.Origin;
import io.faregate.body.RequestShape;
import java.util.LinkedHashMap;
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

    private final Dialect chat =
            Dialects.named("openai-chat", AppFields.DEFAULT).orElseThrow();
    private long seen;

    /**
     * Prints the table.
     *
     * @param args none
     * @throws Exception when anything measured fails
     */
    public static void main(String[] args) throws Exception {
        new BodyBenchmark().run();
    }

    private void run() throws Exception {
        Map<String, byte[]> bodies = new LinkedHashMap<>(ChatBodies.ordinary());
        bodies.putAll(ChatBodies.hostile());
        Rounds rounds = new Rounds();
        bodies.forEach((name, body) -> {
            int times = Math.max(1, BYTES / body.length);
            rounds.add(skipped(name), new OneThread(times, () -> skip(body)))
                    .add(name, new OneThread(times, () -> guard(body)));
        });
        print(rounds.run(WARM_UP, ROUNDS), bodies);
    }

    private static String skipped(String name) {
        return name + ", skipped";
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

    private void print(Rounds rounds, Map<String, byte[]> bodies) {
        System.out.printf("%d tokens and bytes seen%n%n", seen);
        System.out.println("| body | x skip-parse | us | skip-parse, us | bytes allocated / body |");
        System.out.println("|---|---|---|---|---|");
        bodies.forEach((name, body) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.1f | %.1f | %.2f |%n",
                name,
                rounds.ratio(name, skipped(name), OneThread.NANOS),
                rounds.median(name, OneThread.NANOS) / 1000,
                rounds.median(skipped(name), OneThread.NANOS) / 1000,
                rounds.median(name, OneThread.BYTES) / body.length));
    }
}
