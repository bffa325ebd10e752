package io.faregate.body;

/**
 * The content of a JSON string as characters and as the bytes that they are the base64 of, read from where it stands,
 * character by character and no further than it is asked for. The string is known to be valid JSON.
 */
final class PictureText {
    /** An EXIF segment may have 64 KB before the size of a JPEG is said. */
    private static final int MOST = 128 * 1024;

    private static final int NONE = -1;

    private final byte[] body;
    private final int to;
    private int at;
    private int read;
    private int bits;
    private int pending;

    PictureText(byte[] body, int from, int to) {
        this.body = body;
        this.at = from;
        this.to = to;
    }

    /** The next characters, fewer at the end. */
    String take(int most) {
        StringBuilder text = new StringBuilder(most);
        for (int next = NONE; text.length() < most && (next = character()) != NONE; ) {
            text.append((char) next);
        }
        return text.toString();
    }

    /** The next character as ASCII, or some other one for all else; -1 at the end. */
    private int character() {
        if (at >= to) {
            return NONE;
        }
        int next = body[at++] & 0xFF;
        if (next != '\\') {
            return next;
        }
        int escaped = body[at++];
        if (escaped != 'u') {
            return escaped == '/' ? '/' : 0;
        }
        int unit = JsonEscape.unit(body, at, to);
        at += 4;
        return unit;
    }

    /** The next byte; -1 at the end, where something is no base64, or when too many were asked for. */
    int read() {
        while (bits < 8) {
            int six = read < MOST ? six(character()) : NONE;
            if (six == NONE) {
                at = to;
                return NONE;
            }
            pending = (pending << 6 | six) & 0xFFFF;
            bits += 6;
        }
        bits -= 8;
        read++;
        return pending >>> bits & 0xFF;
    }

    private static int six(int character) {
        if (character >= 'A' && character <= 'Z') {
            return character - 'A';
        }
        if (character >= 'a' && character <= 'z') {
            return character - 'a' + 26;
        }
        if (character >= '0' && character <= '9') {
            return character - '0' + 52;
        }
        return character == '+' ? 62 : character == '/' ? 63 : NONE;
    }
}
