package io.faregate.body;

import static io.faregate.body.Bodies.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mutants of ordinary bodies against a strict reader: whatever is let in is strict JSON, and what goes on asks for no
 * more than was given, in any reading of it. {@code -Dfaregate.fuzz=N} runs N mutants for each seed.
 */
class BodyFuzzTest {
    private static final int MUTANTS = Integer.getInteger("faregate.fuzz", 20_000);
    private static final long OUTPUT = 800;

    private static final List<byte[]> SEEDS = List.of(
            bytes(
                    "{\"model\":\"gpt-5\",\"max_tokens\":900,\"n\":2,\"stream\":true,\"messages\":[{\"role\":\"user\","
                            + "\"content\":\"h\u00e9llo \\u4e2d\\n\ud83d\ude00\"}],\"stream_options\":{\"include_usage\":false}}"),
            bytes(" { \"messages\" : [ {\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]} ] ,"
                    + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"a\":[1,2.5e3,-0]}}}],"
                    + "\"max_completion_tokens\":null, \"temperature\":1.0,\"stream\":true }\r\n"),
            bytes(
                    "{\"max_tokens\":1,\"max_completion_tokens\":99999999999999999999,\"stop\":[\"a\",\"b\"],"
                            + "\"messages\":[{\"role\":\"assistant\",\"content\":null}],\"stream\":true,\"stream_options\":null}"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsLetInIsStrictJsonAndWhatGoesOnKeepsTheCaps(long seed) {
        Random random = new Random(seed);
        Mutants mutants = new Mutants(SEEDS, random);
        int accepted = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutants.next();
            Origin origin = random.nextBoolean() ? Origin.CLIENT : Origin.APPLICATION;
            Scan scan = Bodies.CHAT.scan(mutant, mutant.length, origin);
            if (scan instanceof RequestShape shape) {
                accepted++;
                check(mutant, shape);
            }
        }
        assertThat(accepted).isGreaterThan(MUTANTS / 50);
    }

    private static void check(byte[] mutant, RequestShape shape) {
        String why = new String(mutant, StandardCharsets.UTF_8);
        Object before = Tree.of(mutant);
        byte[] same = shape.edit().bytes();
        byte[] out = shape.edit()
                .model("given")
                .set(Choice.OUTPUT_TOKENS, OUTPUT)
                .set(Choice.CHOICES, 1)
                .forceUsage()
                .bytes();
        Object after = Tree.of(out);

        assertThat(same).as(why).isSameAs(mutant);
        assertThat(Tree.at(after, "model")).as(why).isEqualTo("given");
        assertThat(output(after)).as(why).isBetween(BigInteger.ONE, BigInteger.valueOf(OUTPUT));
        assertThat(number(after, "n").orElse(BigInteger.ONE)).as(why).isEqualTo(BigInteger.ONE);
        if (Boolean.TRUE.equals(Tree.at(after, "stream"))) {
            assertThat(shape.stream()).as(why).isTrue();
            assertThat(Tree.at(after, "stream_options", "include_usage"))
                    .as(why)
                    .isEqualTo(true);
        }
        assertThat(others(after)).as(why).isEqualTo(others(before));
        long model = shape.model().map(name -> Bodies.bytes(name).length).orElse(0);
        assertThat(shape.prompt().utf8Bytes()).as(why).isGreaterThanOrEqualTo(strings(before) - model);
    }

    /** The most that any reader could take for the maximum; all spellings must be within. */
    private static BigInteger output(Object body) {
        BigInteger most = number(body, "max_tokens").orElse(BigInteger.ZERO);
        return most.max(number(body, "max_completion_tokens").orElse(BigInteger.ZERO));
    }

    private static java.util.Optional<BigInteger> number(Object body, String name) {
        return Tree.at(body, name) instanceof Tree.Written written
                ? java.util.Optional.of(new BigInteger(written.number()))
                : java.util.Optional.empty();
    }

    private static Map<?, ?> others(Object body) {
        Map<Object, Object> others = new java.util.LinkedHashMap<>((Map<?, ?>) body);
        others.keySet().removeAll(Set.of("model", "max_tokens", "max_completion_tokens", "n", "stream_options"));
        return others;
    }

    /** The UTF-8 bytes of all strings, pictures and files aside. */
    private static long strings(Object tree) {
        if (tree instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
        if (tree instanceof Map<?, ?> object) {
            return object.values().stream().mapToLong(BodyFuzzTest::strings).sum();
        }
        return tree instanceof List<?> list
                ? list.stream().mapToLong(BodyFuzzTest::strings).sum()
                : 0;
    }
}
