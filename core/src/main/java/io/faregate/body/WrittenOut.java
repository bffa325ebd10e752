package io.faregate.body;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * Characters that stand for several others, as one of Arabic does for a sentence of eighteen. Some tokenizers write them
 * out before they count (Unicode's form NFKC), so that such a character is more tokens than it has bytes. All that become
 * much longer lie below the ideographs or among the presentation forms.
 */
final class WrittenOut {
    private static final char LOW = '\u0e00';
    private static final char LOW_END = '\u3400';
    private static final char HIGH = '\ufb00';
    private static final char HIGH_END = '\ufe00';

    private static final byte[] LOW_BYTES = more(LOW, LOW_END);
    private static final byte[] HIGH_BYTES = more(HIGH, HIGH_END);

    private WrittenOut() {}

    private static byte[] more(char from, char to) {
        byte[] more = new byte[to - from];
        for (char c = from; c < to; c++) {
            String written = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC);
            more[c - from] = (byte) Math.max(0, written.getBytes(StandardCharsets.UTF_8).length - 3);
        }
        return more;
    }

    /** How many bytes the content of a JSON string is longer when it is written out. */
    static int more(byte[] body, int from, int to) {
        int more = 0;
        for (int at = from; at < to; at++) {
            int lead = body[at] & 0xF0;
            if (lead == 0xE0) {
                more += more((char) (body[at] << 12 | (body[at + 1] & 0x3F) << 6 | (body[at + 2] & 0x3F)));
            } else if (body[at] == '\\') {
                at++;
                more += body[at] == 'u' ? more(JsonEscape.unit(body, at + 1, to)) : 0;
            }
        }
        return more;
    }

    /** The same of a text that stands nowhere in JSON. */
    static int more(String text) {
        return text.chars().map(c -> more((char) c)).sum();
    }

    private static int more(char c) {
        if (c < LOW || c >= HIGH_END || (c >= LOW_END && c < HIGH)) {
            return 0;
        }
        return c < LOW_END ? LOW_BYTES[c - LOW] : HIGH_BYTES[c - HIGH];
    }
}
