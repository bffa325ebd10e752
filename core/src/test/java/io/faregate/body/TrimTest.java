package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrimTest {
    private static final String[] PIECES = {
        " ", "\u00a0", "\u2003", "\u3000", "\\n", "\\r", "\\t", "\\u0020", "\\u2003", "\\u00A0", "\\u0000", "\\\\",
        "\\\"", "\\/", "n", "u", "u0020", "x", "\u00e9", "\u4e2d", "\ud83d\ude00", "\\ud83d\\ude00", "\\ud83d",
                "\\u0041"
    };

    @Test
    void whatIsLeftIsTheTextWithoutTheWhiteSpaceAroundItHoweverThatIsEscaped() {
        Random random = new Random(11);
        for (int round = 0; round < 200_000; round++) {
            StringBuilder json = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                json.append(PIECES[random.nextInt(PIECES.length)]);
            }
            check(json.toString());
        }
    }

    private static void check(String json) {
        byte[] body = ('"' + json + '"').getBytes(StandardCharsets.UTF_8);
        JsonString string = new JsonString();
        string.read(body, 1, body.length);

        Trim trim = Trim.of(body, string);

        String rest = JsonEscape.text(body, trim.from(), trim.to());
        assertThat(rest).as(json).isEqualTo(trimmed(string.text()));
        assertThat(string.utf8Bytes() - trim.utf8Bytes()).as(json).isEqualTo(bytes(rest));
        assertThat((long) string.characters() - trim.characters())
                .as(json)
                .isEqualTo(rest.codePoints().count());
        assertThat(trim.isBlank()).isEqualTo(rest.isEmpty());
    }

    private static int bytes(String text) {
        return text.codePoints()
                .map(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
                .sum();
    }

    private static String trimmed(String text) {
        int first = 0;
        int last = text.length();
        while (first < last && isSpace(text.charAt(first))) {
            first++;
        }
        while (last > first && isSpace(text.charAt(last - 1))) {
            last--;
        }
        return text.substring(first, last);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }
}
