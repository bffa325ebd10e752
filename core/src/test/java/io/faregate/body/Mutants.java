package io.faregate.body;

import static io.faregate.body.Bodies.bytes;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Bodies with one to three small faults, or none that counts; the same for the same seed. */
final class Mutants {
    private static final List<String> PIECES = List.of(
            "\"max_tokens\":99999,",
            "\"max\\u005ftokens\":5,",
            "\"n\":9,",
            ",",
            ":",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            "null",
            "true",
            "0",
            "-",
            "1e9",
            ".5",
            "\\u0000",
            "\\ud83d",
            "\u00e9",
            "\u0000",
            "\"stream\":true,",
            "{}",
            "[]",
            " ",
            "\"stream_options\":{},",
            "\"Max_Tokens\":7,",
            "\"messages\":[],",
            "\ufeff",
            "//",
            "9223372036854775808",
            "\\ude00",
            "\\n",
            "\\/",
            "\ud83d\ude00",
            "\u2028",
            "\"\":1,",
            "\"message\":\"x\",",
            "\"metadata\":{\"a\":1,\"a\\u0000\":2},",
            "false",
            "-0",
            "\n\t\r");

    private final List<byte[]> seeds;
    private final Random random;

    Mutants(List<byte[]> seeds, Random random) {
        this.seeds = seeds;
        this.random = random;
    }

    byte[] next() {
        byte[] body = seeds.get(random.nextInt(seeds.size()));
        for (int times = random.nextInt(3); times >= 0; times--) {
            body = mutated(body);
        }
        return body;
    }

    private byte[] mutated(byte[] body) {
        int from = random.nextInt(body.length + 1);
        int to = Math.min(body.length, from + random.nextInt(6));
        return switch (random.nextInt(5)) {
            case 0 -> spliced(body, from, from, piece());
            case 1 -> spliced(body, from, to, piece());
            case 2 -> spliced(body, from, to, new byte[0]);
            case 3 -> spliced(body, from, from, Arrays.copyOfRange(body, from, to));
            default -> spliced(body, from, Math.min(body.length, from + 1), new byte[] {(byte) random.nextInt()});
        };
    }

    private byte[] piece() {
        return bytes(PIECES.get(random.nextInt(PIECES.size())));
    }

    private static byte[] spliced(byte[] body, int from, int to, byte[] with) {
        byte[] result = new byte[Math.max(1, body.length - (to - from) + with.length)];
        System.arraycopy(body, 0, result, 0, from);
        System.arraycopy(with, 0, result, from, with.length);
        System.arraycopy(body, to, result, from + with.length, body.length - to);
        return result;
    }
}
