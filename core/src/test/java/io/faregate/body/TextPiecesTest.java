package io.faregate.body;

import static io.faregate.body.Bodies.APP;
import static io.faregate.body.Bodies.CHAT;
import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.faregate.cost.Prompt;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextPiecesTest {
    /** Everything that JSON writes in a way of its own, and what surrogates do. */
    private static final String[] UNITS = {
        "a",
        " ",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0041",
        "\\u4e2d",
        "\u00e9",
        "\u4e2d",
        "\ud83d\ude00",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\ude00",
        "\ufdfa",
        "word"
    };

    @Test
    void aBodysTextComesInOrderWithoutTheModelsName() {
        String body =
                "{\"model\":\"gpt-5\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\\nb\"}]}],"
                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}}],\"user\":\"\"}";

        assertThat(pieces(accepted(CHAT, body).prompt(), 100)).containsExactly("user", "text", "a\nb", "function", "f");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7, 128, 100_000})
    void piecesAreTheTextHoweverSmallTheyAre(int chars) {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            String text = "x" + random(random);
            RequestShape shape =
                    accepted(scan(CHAT, "{\"messages\":[{\"content\":\"" + text + "\"}]}", Origin.APPLICATION));
            List<String> pieces = pieces(shape.prompt(), chars);

            assertThat(String.join("", pieces))
                    .isEqualTo(JsonEscape.text(Bodies.bytes(text), 0, Bodies.bytes(text).length));
            assertThat(pieces).allSatisfy(piece -> assertThat(piece.length()).isBetween(1, chars));
            for (int at = 0; at + 1 < pieces.size(); at++) {
                char last = pieces.get(at).charAt(pieces.get(at).length() - 1);
                boolean torn = Character.isHighSurrogate(last)
                        && Character.isLowSurrogate(pieces.get(at + 1).charAt(0));
                assertThat(torn).as(text).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 100_000})
    void whatIsLetInAsItIsComesAsJsonWithoutSpaceAndNeverLongerThanItIsHeld(int chars) {
        AnyJson any = new AnyJson(new Random(8));
        for (int i = 0; i < 300; i++) {
            String json = "[" + any.next() + "]";
            String body = "{\"tools\":[{\"function\":{\"parameters\":" + any.spread(json) + "}}]}";
            Prompt prompt = accepted(scan(CHAT, body, Origin.APPLICATION)).prompt();
            String text = String.join("", pieces(prompt, chars));

            assertThat(Tree.of(text)).isEqualTo(Tree.of(json));
            assertThat(text.length()).isLessThanOrEqualTo(json.length());
            assertThat(Bodies.bytes(text).length).isLessThanOrEqualTo((int) prompt.utf8Bytes());
        }
    }

    @Test
    void aTrimmedPromptComesTrimmed() {
        assertThat(pieces(
                        accepted(APP, "{\"message\":\" \\n\\u00a0hi there\\t \"}")
                                .prompt(),
                        100))
                .containsExactly("hi there");
    }

    @Test
    void aPictureHasNoTextAndAFileHasItsOwn() {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"image_url\":{\"url\":\"data:image/png;base64,AAAA\",\"detail\":\"high\"}},"
                + "{\"file\":{\"file_id\":\"abc\"}}]}]}";

        Prompt prompt = accepted(scan(CHAT, body, Origin.APPLICATION)).prompt();

        assertThat(pieces(prompt, 100)).containsExactly("user", "{\"file_id\":\"abc\"}");
        assertThat(prompt.utf8Bytes()).isEqualTo(4 + "{'file_id':'abc',}".length() + 2 * 15_000);
    }

    @Test
    void aHostileNumberOfStringsIsCountedAndNotKept() {
        String body = "{\"messages\":[{\"content\":[" + "\"abc\",".repeat(100_000) + "\"\"]}]}";

        Prompt prompt = accepted(scan(CHAT, body, Origin.APPLICATION)).prompt();

        assertThat(prompt.utf8Bytes()).isEqualTo(300_000);
        assertThat(pieces(prompt, 100)).hasSize(TextRanges.MOST);
    }

    @Test
    void anIteratorIsStrictAboutItsUse() {
        Prompt prompt = accepted(APP, "{\"message\":\"hi\"}").prompt();
        Iterator<String> pieces = prompt.pieces(2);

        assertThat(pieces.next()).isEqualTo("hi");
        assertThat(pieces.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(pieces::next);
        assertThatIllegalArgumentException().isThrownBy(() -> prompt.pieces(1));
    }

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(UNITS[random.nextInt(UNITS.length)]);
        }
        return text.toString();
    }

    private static List<String> pieces(Prompt prompt, int chars) {
        List<String> pieces = new ArrayList<>();
        prompt.pieces(chars).forEachRemaining(pieces::add);
        return pieces;
    }
}
