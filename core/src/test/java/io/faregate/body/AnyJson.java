package io.faregate.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random JSON as nobody would write it more briefly, and the same as others write it: spaced, and escaped at will. */
final class AnyJson {
    private static final int DEEPEST = 5;
    private static final List<String> SCALARS = List.of("0", "-1.5e9", "12345678901234567890", "true", "false", "null");
    private static final List<String> CHARACTERS =
            List.of("a", " ", "/", "\u00e9", "\u4e2d", "\ud83d\ude00", "\\\"", "\\\\", "\\n", "\\u0001", "\\ud83d");

    private final Random random;

    AnyJson(Random random) {
        this.random = random;
    }

    /** Minified. */
    String next() {
        return value(0);
    }

    private String value(int depth) {
        int kind = random.nextInt(depth < DEEPEST ? 4 : 2);
        return switch (kind) {
            case 0 -> SCALARS.get(random.nextInt(SCALARS.size()));
            case 1 -> string(CHARACTERS.size());
            case 2 -> "[" + String.join(",", several(depth, "")) + "]";
            default -> "{" + String.join(",", several(depth, ":")) + "}";
        };
    }

    private List<String> several(int depth, String colon) {
        List<String> several = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            // a number makes names differ; a lone surrogate may stand in no name
            String name = "\"" + i + string(CHARACTERS.size() - 1).substring(1);
            several.add((colon.isEmpty() ? "" : name + colon) + value(depth + 1));
        }
        return several;
    }

    private String string(int kinds) {
        StringBuilder string = new StringBuilder("\"");
        for (int i = random.nextInt(5); i > 0; i--) {
            string.append(CHARACTERS.get(random.nextInt(kinds)));
        }
        return string.append('"').toString();
    }

    /** The same document at greater length. */
    String spread(String minified) {
        StringBuilder spread = new StringBuilder();
        boolean inString = false;
        for (int i = 0; i < minified.length(); i++) {
            char c = minified.charAt(i);
            if (c == '\\') {
                int length = minified.charAt(i + 1) == 'u' ? 6 : 2;
                spread.append(minified, i, i + length);
                i += length - 1;
                continue;
            }
            inString ^= c == '"';
            boolean isEscaped = inString && c != '"' && !Character.isSurrogate(c) && random.nextInt(3) == 0;
            spread.append(isEscaped ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            if (!inString && "{}[],:\"".indexOf(c) >= 0) {
                spread.append(" \n".repeat(random.nextInt(3)));
            }
        }
        return spread.toString();
    }
}
