package io.faregate.body;

import static io.faregate.body.Bodies.CHAT;
import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Some tokenizers write characters out before they count them. */
class WrittenOutTest {
    private static final long FRAME = "user".length();

    private static long held(String content) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}";
        return accepted(CHAT, body).prompt().utf8Bytes() - FRAME;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ufdfa", "\ufdfb", "\u3316", "\u33ae", "\u2057", "\u321d", "a\ufdfa\u4e2d"})
    void aCharacterThatIsWrittenOutIsHeldAsLongAsThatHoweverItIsEscaped(String text) {
        long written = bytes(Normalizer.normalize(text, Normalizer.Form.NFKC)).length;
        String escaped = text.chars().mapToObj("\\u%04X"::formatted).reduce("", String::concat);

        assertThat(held(text)).isEqualTo(written);
        assertThat(held(escaped)).isEqualTo(written);
        assertThat(held("\\\\" + text + "\\n")).isEqualTo(written + 2);
    }

    @Test
    void noCharacterBecomesMoreThanThreeTimesAsLongAsItIsHeld() {
        for (int c = 0x80; c < 0x110000; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                String text = Character.toString(c);
                long written = bytes(Normalizer.normalize(text, Normalizer.Form.NFKC)).length;
                boolean isThree = bytes(text).length == 3;
                long held = isThree ? bytes(text).length + WrittenOut.more(text) : bytes(text).length;

                assertThat(written * (isThree ? 10 : 1))
                        .as(Integer.toHexString(c))
                        .isLessThanOrEqualTo(held * (isThree ? 20 : 3));
            }
        }
    }

    @Test
    void ordinaryTextIsHeldByItsBytes() {
        for (String text : new String[] {
            "h\u00e9llo", "\u4f60\u597d", "\uc548\ub155", "\u3053\u3093", "\ud83d\ude00", "\u201cx\u201d"
        }) {
            assertThat(held(text)).isEqualTo(bytes(text).length);
        }
        assertThat(accepted(scan(
                                CHAT,
                                "{\"tools\":[{\"function\":{\"parameters\":{\"\ufdfa\":1}}}]}",
                                Origin.APPLICATION))
                        .prompt()
                        .utf8Bytes())
                .isEqualTo(33 + "{'':1,}".length());
    }
}
