package io.faregate.benchmarks;

import io.faregate.body.AppFields;
import io.faregate.body.Dialect;
import io.faregate.body.Dialects;
import io.faregate.body.Origin;
import io.faregate.body.RequestShape;
import io.faregate.cost.TokenEstimator;
import io.faregate.estimators.TokenEstimators;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What it costs to count the tokens of a prompt of a megabyte, ordinary or made to be slow. CPU time of one thread, the
 * median of interleaved rounds of one count each; the goal is 50 ms at the most.
 */
public final class CounterBenchmark {
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 21;
    private static final int BYTES = 1_000_000;

    private final Random random = new Random(42);
    private final Dialect chat =
            Dialects.named("openai-chat", AppFields.DEFAULT).orElseThrow();
    private final TokenEstimator counter = TokenEstimators.bpe();
    private final Map<String, RequestShape> prompts = new LinkedHashMap<>();
    private long seen;

    /**
     * Prints the table.
     *
     * @param args none
     * @throws Exception when anything measured fails
     */
    public static void main(String[] args) throws Exception {
        new CounterBenchmark().run();
    }

    private void run() throws Exception {
        texts();
        Rounds rounds = new Rounds();
        prompts.forEach((name, shape) -> rounds.add(name, new OneThread(1, () -> count(shape))));
        rounds.run(WARM_UP, ROUNDS);
        System.out.printf("%d tokens seen%n%n", seen);
        System.out.println("| a megabyte of | ms of CPU | tokens estimated | bytes allocated / byte |");
        System.out.println("|---|---|---|---|");
        prompts.forEach((name, shape) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %,d | %.2f |%n",
                name,
                rounds.median(name, OneThread.NANOS) / 1_000_000,
                counter.promptTokens("gpt-5", shape.prompt()),
                rounds.median(name, OneThread.BYTES) / BYTES));
    }

    private void count(RequestShape shape) {
        seen += counter.promptTokens("gpt-5", shape.prompt());
    }

    private void texts() {
        String[] words =
                "the of a gate which ride and to budget model is that for in you can when how we fare".split(" ", -1);
        add("English", () -> words[random.nextInt(words.length)] + " ");
        add("words that are none", () -> letters(1 + random.nextInt(12)) + " ");
        add("letters without a space", () -> letters(1));
        add("one letter", () -> "a");
        add("spaces", () -> " ");
        add("dashes", () -> "-");
        add("line breaks", () -> "\\n");
        add("digits", () -> Integer.toString(random.nextInt(10)));
        add("Han", () -> Character.toString(0x4e00 + random.nextInt(0x51a5)));
        add("Hangul", () -> Character.toString(0xac00 + random.nextInt(0x2ba3)));
        add("emoji", () -> "\ud83d\ude00");
        add("combining marks", () -> "\u0301");
        add("private use", () -> Character.toString(0xe000 + random.nextInt(0x18ff)));
        add("lone surrogates", () -> "\\ud83d");
        add("\"a\" as messages", () -> "a\"},{\"role\":\"user\",\"content\":\"");
    }

    private String letters(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private void add(String name, Supplier<String> part) {
        StringBuilder body = new StringBuilder("{\"messages\":[{\"role\":\"user\",\"content\":\"");
        for (int bytes = 0; bytes < BYTES; ) {
            String text = part.get();
            body.append(text);
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
        }
        byte[] bytes = body.append("\"}]}").toString().getBytes(StandardCharsets.UTF_8);
        prompts.put(name, (RequestShape) chat.scan(bytes, bytes.length, Origin.APPLICATION));
    }
}
