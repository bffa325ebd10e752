package io.faregate.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.faregate.benchmarks.DialectBodies.DialectBody;
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
        Rounds rounds = new Rounds();
        Map<String, Integer> sizes = new LinkedHashMap<>();
        ChatBodies.ordinary().forEach((name, body) -> add(rounds, sizes, name, body, () -> ride(chat, body)));
        ChatBodies.hostile().forEach((name, body) -> add(rounds, sizes, name, body, () -> guard(chat, body)));
        for (int size : new int[] {4 * 1024, 64 * 1024}) {
            for (DialectBody of : DialectBodies.of(size)) {
                byte[] body = of.json().getBytes(UTF_8);
                String name = size / 1024 + " KB " + of.name();
                add(rounds, sizes, name, body, () -> ride(of.dialect(), body));
            }
        }
        print(rounds.run(WARM_UP, ROUNDS), sizes);
    }

    private void add(Rounds rounds, Map<String, Integer> sizes, String name, byte[] body, Runnable guarded) {
        int times = Math.max(1, BYTES / body.length);
        sizes.put(name, body.length);
        rounds.add(skipped(name), new OneThread(times, () -> skip(body))).add(name, new OneThread(times, guarded));
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

    private void ride(Dialect dialect, byte[] body) {
        Rounds.require(guard(dialect, body));
    }

    /** Whether the body is let in. */
    private boolean guard(Dialect dialect, byte[] body) {
        if (dialect.scan(body, body.length, Origin.CLIENT) instanceof RequestShape shape) {
            seen += shape.edit().model("gpt-5").set(Choice.OUTPUT_TOKENS, 800).bytes().length;
            return true;
        }
        return false;
    }

    private void print(Rounds rounds, Map<String, Integer> sizes) {
        System.out.printf("%d tokens and bytes seen%n%n", seen);
        System.out.println("| body | x skip-parse | us | skip-parse, us | bytes allocated / body |");
        System.out.println("|---|---|---|---|---|");
        sizes.forEach((name, size) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.1f | %.1f | %.2f |%n",
                name,
                rounds.ratio(name, skipped(name), OneThread.NANOS),
                rounds.median(name, OneThread.NANOS) / 1000,
                rounds.median(skipped(name), OneThread.NANOS) / 1000,
                rounds.median(name, OneThread.BYTES) / size));
    }
}
