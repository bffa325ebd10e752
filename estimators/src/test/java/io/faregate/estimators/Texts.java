package io.faregate.estimators;

import io.faregate.cost.Prompt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Prompts of some strings, and the texts that are worst for a tokenizer. */
final class Texts {
    private static final String[] WORDS =
            ("the of a gate which ride and to budget model is that for in you can when how we fare token it answer with"
                            + " provider request stream question reserve settled by between because")
                    .split(" ");

    private Texts() {}

    /** One message of these strings, handed out in pieces as core does. */
    static Prompt prompt(String... strings) {
        return new Prompt() {
            @Override
            public long utf8Bytes() {
                return Arrays.stream(strings).mapToLong(Texts::bytes).sum();
            }

            @Override
            public int messages() {
                return 1;
            }

            @Override
            public int tools() {
                return 0;
            }

            @Override
            public Iterator<String> pieces(int chars) {
                return Arrays.stream(strings)
                        .flatMap(text -> cut(text, chars).stream())
                        .iterator();
            }
        };
    }

    private static List<String> cut(String text, int chars) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + chars);
            boolean isPair = end < text.length()
                    && Character.isHighSurrogate(text.charAt(end - 1))
                    && Character.isLowSurrogate(text.charAt(end));
            end -= isPair ? 1 : 0;
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }

    /** In UTF-8, a lone surrogate as three. */
    static long bytes(String text) {
        long alone = text.codePoints()
                .filter(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                .count();
        return text.getBytes(StandardCharsets.UTF_8).length + 2 * alone;
    }

    static String english(int length) {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(12) == 0 ? ". " : " ");
        }
        return text.substring(0, length);
    }

    /** Texts of about a size in bytes, each of a kind that is slow, or of many tokens. */
    static Map<String, String> hostile(int bytes) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("one letter", "a".repeat(bytes));
        all.put("spaces", " ".repeat(bytes));
        all.put("dashes", "-".repeat(bytes));
        all.put("newlines", "\n".repeat(bytes));
        all.put("letters without a space", random(bytes, 'a', 'z'));
        all.put("short words that are none", words(bytes));
        all.put("printable ASCII", random(bytes, ' ', '~'));
        all.put("digits", random(bytes, '0', '9'));
        all.put("Han", random(bytes / 3, 0x4e00, 0x9fff));
        all.put("Hangul", random(bytes / 3, 0xac00, 0xd7a3));
        all.put("emoji", "\ud83d\ude00".repeat(bytes / 4));
        all.put("combining marks", "\u0301".repeat(bytes / 2));
        all.put("zalgo", "a\u0301\u0302\u0303\u0317".repeat(bytes / 9));
        all.put("private use", random(bytes / 3, 0xe000, 0xf8ff));
        all.put("lone surrogates", "\ud83d".repeat(bytes / 3));
        all.put("two cases", "Aa".repeat(bytes / 2));
        all.put("special tokens", "<|endoftext|><|endofprompt|><|im_start|>".repeat(bytes / 40));
        return all;
    }

    private static String words(int length) {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(random(1 + random.nextInt(12), 'a', 'z', random)).append(' ');
        }
        return text.toString();
    }

    private static String random(int characters, int from, int to) {
        return random(characters, from, to, new Random(7));
    }

    private static String random(int characters, int from, int to, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < characters; i++) {
            text.appendCodePoint(from + random.nextInt(to - from + 1));
        }
        return text.toString();
    }
}
