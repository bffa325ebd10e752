package io.faregate.body;

import static io.faregate.body.Bodies.APP;
import static io.faregate.body.Bodies.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Any bytes as a body: what is let in is strict JSON, and what goes on asks for exactly what was given. */
class BodyReaderFuzzTest {
    private static final long[] GIVEN = {1, 800, Long.MAX_VALUE};

    private static final Set<String> EDITED = Set.of(
            "model",
            "max_tokens",
            "max_completion_tokens",
            "n",
            "top_logprobs",
            "stream_options",
            "message",
            "maxOutputTokens",
            "maxSteps",
            "retrievalLimit");

    @DictionaryEntries({
        "\"messages\":[{\"role\":\"user\",\"content\":\"",
        "\"max_tokens\":",
        "\"max_completion_tokens\":",
        "\"n\":",
        "\"stream\":true",
        "\"stream_options\":{\"include_usage\":",
        "\"model\":",
        "\"tools\":[",
        "\"message\":\"",
        "\"maxOutputTokens\":",
        "\"maxSteps\":",
        "\"retrievalLimit\":",
        "9223372036854775808",
        "\\u0020",
        "\\ud83d\\ude00",
        "null"
    })
    @FuzzTest(maxDuration = "10m")
    void whatGoesOnAsksForExactlyWhatWasGiven(byte[] body) {
        for (Dialect dialect : List.of(CHAT, APP)) {
            for (Origin origin : Origin.values()) {
                check(dialect, origin, body);
            }
        }
    }

    private static void check(Dialect dialect, Origin origin, byte[] body) {
        Scan scan = dialect.scan(body, body.length, origin);
        Scan padded = dialect.scan(Arrays.copyOf(body, body.length + 9), body.length, origin);
        if (scan instanceof RequestShape shape) {
            Object tree = Tree.of(body);
            assertThat(text(Bodies.accepted(padded).edit())).isEqualTo(text(shape.edit()));
            checkUnedited(body, tree, shape.edit().bytes());
            long model = shape.model()
                    .map(name -> name.getBytes(StandardCharsets.UTF_8).length)
                    .orElse(0);
            assertThat(shape.prompt().utf8Bytes()).isGreaterThanOrEqualTo(promised(dialect, origin, tree) - model);
            for (long given : GIVEN) {
                checkEdited(dialect, origin, shape, tree, given);
            }
        } else {
            assertThat(padded).isEqualTo(scan);
            assertThat(((BodyRejected) scan).message()).hasSizeLessThan(600).doesNotContainPattern("\\p{Cntrl}");
        }
    }

    /** The least size of a prompt; an application may leave the message of its own small body out. */
    private static long promised(Dialect dialect, Origin origin, Object tree) {
        return dialect == CHAT ? strings(tree) : origin == Origin.CLIENT ? 1 : 0;
    }

    private static void checkUnedited(byte[] body, Object tree, byte[] same) {
        if (Tree.at(tree, "message") instanceof String message && !message.equals(trimmed(message))) {
            assertThat(others(Tree.of(same))).isEqualTo(others(tree));
        } else {
            assertThat(same).isSameAs(body);
        }
    }

    private static void checkEdited(Dialect dialect, Origin origin, RequestShape shape, Object before, long given) {
        byte[] out = edited(shape, given);
        RequestShape after = Bodies.accepted(dialect.scan(out, out.length, origin));
        Object tree = Tree.of(out);

        assertThat(after.model()).hasValue("given \"\u00e9\"");
        for (Choice choice : Choice.values()) {
            assertThat(after.asked(choice)).isEqualTo(expected(dialect, choice, shape.asked(choice), given));
        }
        assertThat(after.stream()).isEqualTo(shape.stream());
        assertThat(after.usageAsked()).isEqualTo(shape.usageAsked() || shape.stream());
        assertThat(after.promptChars()).isEqualTo(shape.promptChars());
        assertThat(others(tree)).isEqualTo(others(before));
        assertThat(Tree.at(tree, "stream_options", "include_obfuscation"))
                .isEqualTo(Tree.at(before, "stream_options", "include_obfuscation"));
        assertThat(edited(after, given)).as("the same edits again").isSameAs(out);
    }

    private static byte[] edited(RequestShape shape, long given) {
        Edits edits = shape.edit().model("given \"\u00e9\"").forceUsage();
        for (Choice choice : Choice.values()) {
            edits.set(choice, given);
        }
        return edits.bytes();
    }

    private static OptionalLong expected(Dialect dialect, Choice choice, OptionalLong asked, long given) {
        boolean inserted = switch (choice) {
            case OUTPUT_TOKENS -> true;
            case CHOICES, TOP_LOGPROBS -> false;
            case STEPS, RETRIEVED_DOCUMENTS -> dialect == APP;
        };
        return asked.isPresent()
                ? OptionalLong.of(Math.min(asked.getAsLong(), given))
                : inserted ? OptionalLong.of(given) : OptionalLong.empty();
    }

    /** What no edit may touch; of a message, white space around it. */
    private static Map<Object, Object> others(Object body) {
        Map<Object, Object> others = new LinkedHashMap<>((Map<?, ?>) body);
        others.keySet().removeAll(EDITED);
        others.put("trimmed", Tree.at(body, "message") instanceof String message ? trimmed(message) : "");
        return others;
    }

    private static String trimmed(String message) {
        int from = 0;
        int to = message.length();
        while (from < to && isSpace(message.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(message.charAt(to - 1))) {
            to--;
        }
        return message.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }

    /** The UTF-8 bytes of all strings of messages. */
    private static long strings(Object tree) {
        if (tree instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
        if (tree instanceof Map<?, ?> object) {
            return object.entrySet().stream()
                    .filter(member -> !isMedia(member.getKey()))
                    .mapToLong(member -> strings(member.getValue()))
                    .sum();
        }
        return tree instanceof List<?> list
                ? list.stream().mapToLong(BodyReaderFuzzTest::strings).sum()
                : 0;
    }

    /** A picture counts for a flat size, whatever its address, and sound for its seconds. */
    private static boolean isMedia(Object name) {
        return name.equals("image_url") || name.equals("input_audio");
    }

    private static String text(Edits edits) {
        return Bodies.text(edits.bytes());
    }
}
