package io.faregate.body;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** Backslashes in JSON strings, and what they stand for (RFC 8259, section 7). */
final class JsonEscape {
    /** The value of each byte as a hexadecimal digit; minus one, and so is any number made with it, for all others. */
    private static final int[] DIGITS =
            IntStream.range(0, 256).map(b -> Character.digit(b, 16)).toArray();

    private JsonEscape() {}

    static char character(int kind) {
        return switch (kind) {
            case '"', '\\', '/' -> (char) kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw Rejection.notJson();
        };
    }

    /** Whether a character can stand in no string but as an escape. */
    static boolean isNeeded(char c) {
        return c < ' ' || c == '"' || c == '\\';
    }

    /** The UTF-16 unit that four hexadecimal digits write. */
    static char unit(byte[] body, int at, int length) {
        if (at + 4 > length) {
            throw Rejection.notJson();
        }
        int unit =
                (digit(body[at]) << 12) | (digit(body[at + 1]) << 8) | (digit(body[at + 2]) << 4) | digit(body[at + 3]);
        if (unit < 0) {
            throw Rejection.notJson();
        }
        return (char) unit;
    }

    private static int digit(byte b) {
        return DIGITS[b & 0xFF];
    }

    /** The text of a string that has been read before. */
    static String text(byte[] body, int from, int to) {
        int at = indexOf(body, from, to);
        if (at == to) {
            return new String(body, from, to - from, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(to - from);
        int plain = from;
        while (at < to) {
            text.append(new String(body, plain, at - plain, StandardCharsets.UTF_8));
            boolean unicode = body[at + 1] == 'u';
            text.append(unicode ? unit(body, at + 2, to) : character(body[at + 1]));
            plain = at + (unicode ? 6 : 2);
            at = indexOf(body, plain, to);
        }
        return text.append(new String(body, plain, to - plain, StandardCharsets.UTF_8))
                .toString();
    }

    private static int indexOf(byte[] body, int from, int to) {
        int at = from;
        while (at < to && body[at] != '\\') {
            at++;
        }
        return at;
    }
}
