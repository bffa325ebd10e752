package io.faregate.body;

import static io.faregate.body.Bodies.HELLO;
import static io.faregate.body.Bodies.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scanner against one that reads Jackson's tokens: the same bodies let in, for the same reasons refused, the same
 * counts and the same bytes that go on. {@code -Dfaregate.fuzz=N} runs N mutants for each seed.
 */
class JsonScannerTest {
    private static final int MUTANTS = Integer.getInteger("faregate.fuzz", 10_000);

    /** Bytes that a scanner could take for something else, in a string or behind it. */
    private static final byte[] SPECIAL = IntStream.of(
                    0x00, 0x09, 0x0A, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x2C, 0x2F, 0x30, 0x5B, 0x5C, 0x5D, 0x61, 0x6E,
                    0x75, 0x7D, 0x7F, 0x80, 0xA0, 0xBF, 0xC1, 0xC2, 0xDC, 0xE0, 0xED, 0xF0, 0xF4, 0xFF)
            .collect(StringBuilder::new, (text, b) -> text.append((char) b), StringBuilder::append)
            .toString()
            .getBytes(StandardCharsets.ISO_8859_1);

    private static final List<byte[]> SEEDS = List.of(
            bytes("{\"model\":\"gpt-5\",\"max_tokens\":900,\"n\":2,\"stream\":true,\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"h\u00e9llo \\u4e2d\\n\ud83d\ude00 \\ud83d\\ude00, and what a long sentence\"}],"
                    + "\"stream_options\":{\"include_usage\":false},\"metadata\":{\"additional\":1,\"m\\u00e9\":{}}}"),
            bytes(
                    " { \"messages\" : [ {\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]} ] ,"
                            + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"a\":[1,2.5e3,-0]}}}],"
                            + "\"max_completion_tokens\":null, \"temperature\":1.0,\"context\":[\"c\",false],\"stream\":true }\r\n"),
            bytes("{\"max_tokens\":1,\"max_completion_tokens\":99999999999999999999,\"stop\":[\"a\",\"b\"],"
                    + "\"messages\":[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"\"}]}],"
                    + "\"stream\":true,\"stream_options\":null,\"logprobs\":false}"),
            bytes("{\"message\":\" \\u00a0\\tHow does \ud83d\ude00 work?\\n \",\"maxOutputTokens\":500,\"model\":\"m\","
                    + "\"maxSteps\":3,\"retrievalLimit\":0}"));

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void mutantsAreReadAsJacksonReadsThem(long seed) {
        Mutants mutants = new Mutants(SEEDS, new Random(seed));
        int accepted = 0;
        for (int i = 0; i < MUTANTS; i++) {
            accepted += Oracle.compare(mutants.next());
        }
        assertThat(accepted).isGreaterThan(MUTANTS / 10);
    }

    @Test
    void everyPairOfSpecialBytesIsReadAsJacksonReadsItAtEveryOffset() {
        for (int offset = 0; offset <= 120; offset++) {
            byte[] body = bytes("{\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(124) + "\"}]}");
            int at = body.length - 128 + offset;
            for (byte first : SPECIAL) {
                for (byte second : SPECIAL) {
                    body[at] = first;
                    body[at + 1] = second;
                    Oracle.compareChat(body);
                }
            }
        }
    }

    @Test
    void everyPairOfSpecialBytesIsReadAsJacksonReadsItInAName() {
        for (int offset = 0; offset <= 20; offset++) {
            byte[] body = bytes("{\"metadata\":{\"" + "x".repeat(24) + "\":1}," + HELLO + "}");
            int at = 14 + offset;
            for (byte first : SPECIAL) {
                for (byte second : SPECIAL) {
                    body[at] = first;
                    body[at + 1] = second;
                    Oracle.compareChat(body);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256, 257, 258, 300})
    void namesHaveJacksonsLength(int length) {
        for (String letter : new String[] {"n", "\\u006e", "\u00e9", "\u4e2d", "\\u4e2d", "\ud83d\ude00", "\\ud800"}) {
            int size = Math.max(1, letter.startsWith("\\u") ? letter.equals("\\u006e") ? 1 : 3 : bytes(letter).length);
            Oracle.compare(metadata("\"" + letter.repeat(length / size) + "n".repeat(length % size) + "\":1"));
        }
    }

    @Test
    void aNameIsTheSameHoweverItIsEscaped() {
        String[] names = {
            "a",
            "\\u0061",
            "a\\u0000",
            "",
            "\\u0000",
            "?",
            "\\ud800",
            "\\ud801",
            "\ud83d\ude00",
            "\\ud83d\\ude00",
            "\\ude00\\ud83d",
            "12345678",
            "1234567\\u0038",
            "123456789",
            "\\u0031\\u0032345678\\u0039",
            "\\/",
            "/",
            "additionalProperties",
            "additional\\u0050roperties",
            "12345678\\u0000",
            "h\u00e9",
            "h\\u00e9",
            "he\\u0301"
        };
        for (String one : names) {
            for (String other : names) {
                Oracle.compare(metadata("\"" + one + "\":1,\"" + other + "\":2"));
                Oracle.compare(metadata("\"" + one + "\":1," + members(30) + ",\"" + other + "\":2"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 31, 32, 33, 500, 1023, 1024, 1025})
    void oneNameOfManyIsFoundAgain(int count) {
        Oracle.compare(metadata(members(count)));
        for (int twice : new int[] {0, 1, count / 2, count - 1}) {
            Oracle.compare(metadata(members(count) + ",\"k" + twice + "\":0"));
        }
        Oracle.compare(metadata("\"of\":[{" + members(count) + "},{" + members(count) + "},{" + members(17) + "}]"));
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64, 65})
    void depthIsJacksons(int depth) {
        Oracle.compare(metadata("\"a\":" + "[".repeat(depth - 2) + "]".repeat(depth - 2)));
        Oracle.compare(metadata("\"a\":" + "{\"a\":".repeat(depth - 2) + "0" + "}".repeat(depth - 2)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void theNumberOfTokensIsJacksons(int more) {
        int others = 17;
        byte[] body = metadata("\"a\":[0" + ",0".repeat(JsonTokens.MOST - others - 1 + more) + "]");

        assertThat(Oracle.compare(body) > 0).isEqualTo(more <= 0);
    }

    @Test
    void numbersAreJacksons() {
        for (String number : new String[] {
            "0",
            "-0",
            "1",
            "-1",
            "01",
            "-01",
            "00",
            "+1",
            "-",
            "--1",
            "1.",
            "1.0",
            ".1",
            "1e",
            "1e+",
            "1E-5",
            "1e5.5",
            "1.2.3",
            "-0x1",
            "0X",
            "1.5e5",
            "0.0",
            "0e0",
            "9223372036854775806",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "999999999999999999",
            "18446744073709551616",
            "1x",
            "1 1",
            "0x1",
            "1_0",
            "Infinity",
            "9".repeat(1000),
            "9".repeat(1001),
            "-" + "9".repeat(1000),
            "1." + "0".repeat(999),
            "1." + "0".repeat(1000),
            "1e" + "0".repeat(999),
            "1e+" + "0".repeat(1000)
        }) {
            for (String name : new String[] {"max_tokens", "n", "temperature", "unknown", "model", "retrievalLimit"}) {
                Oracle.compare(bytes("{\"" + name + "\":" + number + "," + HELLO + "}"));
            }
            Oracle.compare(metadata("\"a\":[" + number + "]"));
            Oracle.compare(bytes(number));
            Oracle.compare(bytes(number + " "));
        }
    }

    @Test
    void whichOfTwoFaultsIsSaidIsJacksons() {
        for (String value : new String[] {
            "null",
            "nul",
            "nulll",
            "null\u00e9",
            "null\u3001",
            "null\ud83d\ude00",
            "null\ud834\udd1e",
            "null\ud840\udc00",
            "null\"",
            "null_",
            "null\u007f",
            "null{",
            "true",
            "truE",
            "true1",
            "false",
            "falsey",
            "\"x",
            "\"x\"",
            "\"\\x\"",
            "{",
            "[",
            "}",
            "]",
            "1",
            "01",
            "",
            " ",
            ":",
            "\u00e9",
            "'x'",
            "//",
            "NaN"
        }) {
            for (String name : new String[] {"unknown", "Max_Tokens", "n", "stream", "messages", "a\\x", "logprobs"}) {
                Oracle.compare(bytes("{\"" + name + "\":" + value + "," + HELLO + "}"));
                Oracle.compare(bytes("{\"" + name + "\":" + value));
                Oracle.compare(bytes("{\"n\":1,\"" + name + "\":" + value + "} \u0000"));
            }
            Oracle.compare(bytes(value));
            Oracle.compare(bytes(value + ","));
            Oracle.compare(bytes(" " + value + "\n"));
            Oracle.compare(bytes("[" + value));
        }
    }

    @Test
    void aBodyCutOffAnywhereIsRefusedAsJacksonRefusesIt() {
        for (byte[] seed : SEEDS) {
            for (int length = 0; length <= seed.length; length++) {
                Oracle.compare(Arrays.copyOf(seed, length));
            }
        }
    }

    private static byte[] metadata(String members) {
        return bytes("{\"metadata\":{" + members + "}," + HELLO + "}");
    }

    private static String members(int count) {
        return String.join(
                ",", IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":0").toList());
    }
}
