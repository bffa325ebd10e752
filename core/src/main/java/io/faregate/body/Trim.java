package io.faregate.body;

/**
 * A JSON string in strict UTF-8 without the white space around it: where the rest stands, and what was left off.
 *
 * @param from where the rest begins
 * @param to where the rest ends
 * @param characters the characters of the white space, which are UTF-16 units too: all of it lies in the first plane
 * @param utf8Bytes their bytes in UTF-8, whatever their escapes were
 */
record Trim(int from, int to, int characters, int utf8Bytes) {
    /** Whatever is no white space. */
    private static final char INK = 'x';

    static Trim of(byte[] body, JsonString string) {
        int from = string.from();
        int to = string.to();
        int characters = 0;
        int utf8Bytes = 0;
        while (from < to && isSpace(unit(body, from, to))) {
            utf8Bytes += size(unit(body, from, to));
            characters++;
            from += width(body, from);
        }
        int last = before(body, from, to);
        while (from < to && isSpace(unit(body, last, to))) {
            utf8Bytes += size(unit(body, last, to));
            characters++;
            to = last;
            last = before(body, from, to);
        }
        return new Trim(from, to, characters, utf8Bytes);
    }

    /** A decoded text without the white space around it. */
    static String of(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    boolean isBlank() {
        return from == to;
    }

    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }

    private static int size(char unit) {
        return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    }

    /** The UTF-16 unit that stands at an offset; ink for what takes two of them unescaped. */
    private static char unit(byte[] body, int at, int to) {
        int lead = body[at] & 0xFF;
        if (lead == '\\') {
            return body[at + 1] == 'u' ? JsonEscape.unit(body, at + 2, to) : JsonEscape.character(body[at + 1]);
        }
        return switch (width(body, at)) {
            case 1 -> (char) lead;
            case 2 -> (char) ((lead & 0x1F) << 6 | (body[at + 1] & 0x3F));
            case 3 -> (char) ((lead & 0x0F) << 12 | (body[at + 1] & 0x3F) << 6 | (body[at + 2] & 0x3F));
            default -> INK;
        };
    }

    /** How many bytes the character or escape at an offset takes. */
    private static int width(byte[] body, int at) {
        int lead = body[at] & 0xFF;
        if (lead == '\\') {
            return body[at + 1] == 'u' ? 6 : 2;
        }
        return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    /** Where the last character or escape before an offset begins. */
    private static int before(byte[] body, int from, int to) {
        if (isEscape(body, from, to - 2)) {
            return to - 2;
        }
        if (isEscape(body, from, to - 6) && body[to - 5] == 'u') {
            return to - 6;
        }
        int at = to - 1;
        while (at > from && (body[at] & 0xC0) == 0x80) {
            at--;
        }
        return at;
    }

    /** Whether an escape begins at an offset: its backslash is not itself what another one escapes. */
    private static boolean isEscape(byte[] body, int from, int at) {
        int backslashes = 0;
        while (at - backslashes >= from && body[at - backslashes] == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
