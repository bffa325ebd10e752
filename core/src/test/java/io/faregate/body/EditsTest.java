package io.faregate.body;

import static io.faregate.body.Bodies.APP;
import static io.faregate.body.Bodies.CHAT;
import static io.faregate.body.Bodies.HELLO;
import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.edited;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditsTest {

    @Test
    void aBodyThatNeedsNoChangeIsTheSameArray() {
        byte[] body = bytes("{ \"max_tokens\" : 5,\"stream\":true , \"stream_options\":{\"include_usage\":true},"
                + "\"temperature\":1.0,\"seed\":12345678901234567890,\"model\":\"g\\u0070t\"," + HELLO + " }\n");
        RequestShape shape = accepted(CHAT.scan(body, body.length, Origin.CLIENT));

        byte[] out = shape.edit()
                .set(Choice.OUTPUT_TOKENS, 5)
                .set(Choice.CHOICES, 1)
                .set(Choice.STEPS, 1)
                .model("gpt")
                .forceUsage()
                .bytes();

        assertThat(out).isSameAs(body);
    }

    @Test
    void onlyTheBodysOwnPartOfALargerArrayGoesOn() {
        byte[] body = bytes("{" + HELLO + "}garbage");

        RequestShape shape = accepted(CHAT.scan(body, body.length - 7, Origin.CLIENT));

        assertThat(edited(shape.edit())).isEqualTo("{" + HELLO + "}");
    }

    @Test
    void everySpellingThatAsksForMoreIsLowered() {
        String body = "{\"max_tokens\": 9000 ,\"max_completion_tokens\":100,\"n\":7," + HELLO + "}";

        Edits edits = accepted(CHAT, body).edit().set(Choice.OUTPUT_TOKENS, 800).set(Choice.CHOICES, 2);

        assertThat(edited(edits))
                .isEqualTo("{\"max_tokens\": 800 ,\"max_completion_tokens\":100,\"n\":2," + HELLO + "}");
    }

    @Test
    void anAbsentMaximumIsInsertedBehindTheBraceAndAnAbsentCountOfChoicesIsNot() {
        Edits edits = accepted(CHAT, " {" + HELLO + "}")
                .edit()
                .set(Choice.OUTPUT_TOKENS, 800)
                .set(Choice.CHOICES, 1);

        assertThat(edited(edits)).isEqualTo(" {\"max_completion_tokens\":800," + HELLO + "}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"max_tokens\":null`|`\"max_tokens\":800`",
                "`\"max_completion_tokens\":null,\"max_tokens\":null`|`\"max_completion_tokens\":800,\"max_tokens\":null`",
                "`\"max_completion_tokens\":null,\"max_tokens\":5`|`\"max_completion_tokens\":null,\"max_tokens\":5`",
                "`\"max_tokens\":99999999999999999999999`|`\"max_tokens\":800`",
                "`\"\\u006dax_tokens\":801`|`\"\\u006dax_tokens\":800`",
            })
    void aNullIsAbsentAndOverwritten(String before, String after) {
        Edits edits = accepted(CHAT, "{" + before + "," + HELLO + "}").edit().set(Choice.OUTPUT_TOKENS, 800);

        assertThat(edited(edits)).isEqualTo("{" + after + "," + HELLO + "}");
    }

    @Test
    void theModelIsReplacedOrInsertedAndEscaped() {
        String strange = "m\"\\\n\u00e9\ud83d\ude00";
        byte[] replaced = accepted(CHAT, "{\"model\" : \"gpt-5\"," + HELLO + "}")
                .edit()
                .model(strange)
                .bytes();
        byte[] inserted =
                accepted(CHAT, "{" + HELLO + "}").edit().model(strange).bytes();
        byte[] filled = accepted(CHAT, "{\"model\":null," + HELLO + "}")
                .edit()
                .model(strange)
                .bytes();

        assertThat(Tree.at(Tree.of(replaced), "model")).isEqualTo(strange);
        assertThat(Tree.at(Tree.of(inserted), "model")).isEqualTo(strange);
        assertThat(Tree.at(Tree.of(filled), "model")).isEqualTo(strange);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"stream\":true`|`\"stream_options\":{\"include_usage\":true},\"stream\":true`",
                "`\"stream\":true,\"stream_options\":null`|`\"stream\":true,\"stream_options\":{\"include_usage\":true}`",
                "`\"stream\":true,\"stream_options\":{}`|`\"stream\":true,\"stream_options\":{\"include_usage\":true}`",
                "`\"stream\":true,\"stream_options\":{ \"include_obfuscation\":false}`"
                        + "|`\"stream\":true,\"stream_options\":{\"include_usage\":true, \"include_obfuscation\":false}`",
                "`\"stream\":true,\"stream_options\":{\"include_usage\": false}`"
                        + "|`\"stream\":true,\"stream_options\":{\"include_usage\": true}`",
                "`\"stream\":true,\"stream_options\":{\"include_usage\":null}`"
                        + "|`\"stream\":true,\"stream_options\":{\"include_usage\":true}`",
                "`\"stream\":false`|`\"stream\":false`",
                "`\"stream\":null`|`\"stream\":null`",
                "`\"n\":1`|`\"n\":1`",
            })
    void usageIsAskedForOnlyInAStream(String before, String after) {
        String body = "{" + before + "," + HELLO + "}";

        assertThat(edited(accepted(CHAT, body).edit().forceUsage())).isEqualTo("{" + after + "," + HELLO + "}");
        assertThat(edited(accepted(scan(CHAT, body, Origin.APPLICATION)).edit().forceUsage()))
                .isEqualTo("{" + after + "," + HELLO + "}");
    }

    @Test
    void fieldsThatLieDeepAreInsertedTogether() {
        AppFields deep = new AppFields("/in/text", "/opt/max/out", "/opt/max/steps", "/opt/docs", "/m", Set.of());
        Dialect dialect = Dialects.named("app", deep).orElseThrow();

        assertThat(edited(all(dialect, "{\"in\":{\"text\":\"x\"}}")))
                .isEqualTo(
                        "{\"m\":\"g\",\"opt\":{\"docs\":3,\"max\":{\"out\":1,\"steps\":2}},\"in\":{\"text\":\"x\"}}");
        assertThat(edited(all(dialect, "{\"opt\":{\"max\":null},\"in\":{\"text\":\"x\"}}")))
                .isEqualTo(
                        "{\"m\":\"g\",\"opt\":{\"docs\":3,\"max\":{\"out\":1,\"steps\":2}},\"in\":{\"text\":\"x\"}}");
        assertThat(edited(all(dialect, "{\"opt\":{\"max\":{\"steps\":9}},\"in\":{\"text\":\"x\"},\"m\":\"g\"}")))
                .isEqualTo(
                        "{\"opt\":{\"docs\":3,\"max\":{\"out\":1,\"steps\":2}},\"in\":{\"text\":\"x\"},\"m\":\"g\"}");
    }

    private static Edits all(Dialect dialect, String body) {
        return accepted(dialect, body)
                .edit()
                .model("g")
                .set(Choice.OUTPUT_TOKENS, 1)
                .set(Choice.STEPS, 2)
                .set(Choice.RETRIEVED_DOCUMENTS, 3);
    }

    @Test
    void whiteSpaceAroundTheMessageIsCutAndNothingElse() {
        String inside = "a \\n\\u0020\\\"b\\/\\ud83d\\ude00\\ud83d \ud83d\ude00 \u4e2d c";
        String before =
                "{\"message\" :\" \\t\\u0020\u00a0\u3000\\u2003" + inside + "\\n\\r \u3000\\u0000\", \"model\":\"m\"}";

        assertThat(edited(accepted(APP, before).edit()))
                .isEqualTo("{\"message\" :\"" + inside + "\", \"model\":\"m\"}");
    }

    @Test
    void aTrimmedMessageAndOtherEditsGoTogether() {
        Edits edits = accepted(APP, "{\"maxSteps\":50,\"message\":\" hi \"}")
                .edit()
                .set(Choice.STEPS, 5)
                .set(Choice.OUTPUT_TOKENS, 300);

        assertThat(edited(edits)).isEqualTo("{\"maxOutputTokens\":300,\"maxSteps\":5,\"message\":\"hi\"}");
    }
}
