package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes as a body of any dialect: the first says which and who wrote it. What is let in is strict JSON, goes on byte
 * for byte when nothing is to be changed, and asks for no more than was given when something is.
 */
class DialectBodyFuzzTest {
    private static final List<DialectExample> DIALECTS = DialectExamples.ALL;
    private static final long GIVEN = 50;

    @DictionaryEntries({
        "\"messages\":[{\"role\":\"user\",\"content\":",
        "\"contents\":[{\"parts\":[{\"text\":\"",
        "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"",
        "\"max_tokens\":",
        "\"max_output_tokens\":",
        "\"generationConfig\":{\"maxOutputTokens\":",
        "\"inferenceConfig\":{\"maxTokens\":",
        "\"options\":{\"num_predict\":",
        "\"n\":",
        "\"system\":[{\"type\":\"text\"",
        "\"tools\":[{",
        "\"stream\":true",
        "9223372036854775808",
        "\\u005f",
        "null"
    })
    @FuzzTest(maxDuration = "10m")
    void whatGoesOnAsksForNoMoreThanWasGiven(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int chosen = input[0] & 0xff;
        DialectExample example = DIALECTS.get(chosen / 2 % DIALECTS.size());
        Origin origin = chosen % 2 == 0 ? Origin.CLIENT : Origin.APPLICATION;
        byte[] body = Arrays.copyOfRange(input, 1, input.length);
        Dialect dialect = example.dialect();

        Scan scan = dialect.scan(body, body.length, origin);
        Scan padded = dialect.scan(Arrays.copyOf(body, body.length + 9), body.length, origin);

        if (scan instanceof RequestShape shape) {
            Tree.of(body);
            assertThat(shape.edit().bytes()).isSameAs(body);
            assertThat(Bodies.accepted(padded).promptChars()).isEqualTo(shape.promptChars());
            checkEdited(example, origin, shape);
        } else {
            assertThat(padded).isEqualTo(scan);
            assertThat(((BodyRejected) scan).message()).hasSizeLessThan(600).doesNotContainPattern("\\p{Cntrl}");
        }
    }

    private static void checkEdited(DialectExample example, Origin origin, RequestShape shape) {
        byte[] out = edited(shape);
        Tree.of(out);
        RequestShape after = Bodies.accepted(example.dialect().scan(out, out.length, origin));

        if (!example.max().isEmpty()) {
            assertThat(after.asked(Choice.OUTPUT_TOKENS).orElseThrow()).isBetween(1L, GIVEN);
        }
        assertThat(after.asked(Choice.CHOICES).orElse(1)).isEqualTo(1);
        assertThat(after.promptChars()).isEqualTo(shape.promptChars());
        assertThat(after.stream()).isEqualTo(shape.stream());
        assertThat(edited(after)).as("the same edits again").isSameAs(out);
    }

    private static byte[] edited(RequestShape shape) {
        return shape.edit()
                .set(Choice.OUTPUT_TOKENS, GIVEN)
                .set(Choice.CHOICES, 1)
                .forceUsage()
                .bytes();
    }
}
