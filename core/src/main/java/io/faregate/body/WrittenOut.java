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

    /** For each character of 16 bits: texts of many kinds would make a choice between ranges slow. */
    private static final byte[] MORE = new byte[Character.MAX_VALUE + 1];

    static {
        fill(LOW, LOW_END);
        fill(HIGH, HIGH_END);
    }

    private WrittenOut() {}

    private static void fill(char from, char to) {
        for (char c = from; c < to; c++) {
            String written = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC);
            MORE[c] = (byte) Math.max(0, written.getBytes(StandardCharsets.UTF_8).length - 3);
        }
    }

    /** How many bytes the content of a JSON string is longer when it is written out. */
    static int more(byte[] body, int from, int to) {
        int more = 0;
        for (int at = from; at < to; at++) {
            int lead = body[at] & 0xF0;
            if (lead == 0xE0) {
                more += MORE[(char) (body[at] << 12 | (body[at + 1] & 0x3F) << 6 | (body[at + 2] & 0x3F))];
            } else if (body[at] == '\\') {
                at++;
                more += body[at] == 'u' ? MORE[JsonEscape.unit(body, at + 1, to)] : 0;
            }
        }
        return more;
    }

    /** The same of a text that stands nowhere in JSON. */
    static int more(String text) {
        return text.chars().map(c -> MORE[c]).sum();
    }
}
