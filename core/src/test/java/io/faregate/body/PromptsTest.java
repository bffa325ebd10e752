package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.edited;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dialects whose one body may have many prompts, as text or as tokens: completions and embeddings. */
class PromptsTest {
    private static final Dialect COMPLETIONS =
            Dialects.named("openai-completions", AppFields.DEFAULT).orElseThrow();
    private static final Dialect EMBEDDINGS =
            Dialects.named("openai-embeddings", AppFields.DEFAULT).orElseThrow();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"hello\"`|1|5|5",
                "`[\"hello\"]`|1|5|5",
                "`[\"hello\",\"you\"]`|2|8|8",
                "`[\"\",\"\",\"\"]`|3|0|0",
                "`[15496,995]`|1|2|2",
                "`[[15496,995]]`|1|2|2",
                "`[[15496,995],[1],[]]`|3|3|3",
                "`[[1],\"hello\"]`|2|6|6",
            })
    void eachPromptHasItsRepliesAndEachTokenCountsOnce(String prompt, long prompts, long bytes, long chars) {
        for (Origin origin : Origin.values()) {
            RequestShape shape = accepted(scan(COMPLETIONS, "{\"prompt\":" + prompt + "}", origin));

            assertThat(shape.most(7, 100)).isEqualTo(Usage.of(7, 100 * prompts));
            assertThat(shape.most(7, Long.MAX_VALUE)).isEqualTo(Usage.of(7, Long.MAX_VALUE));
            assertThat(shape.prompt().utf8Bytes()).isEqualTo(bytes);
            assertThat(shape.promptChars()).isEqualTo(chars);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "{}", "[1.5]", "[null]", "[{}]", "[[\"x\"]]", "[[1.0]]", "[[[1]]]", "[true]", "null"})
    void aPromptThatIsNeitherTextNorTokensIsRefused(String prompt) {
        assertThat(rejected(COMPLETIONS, "{\"prompt\":" + prompt + "}").param()).startsWith("/prompt");
        assertThat(rejected(EMBEDDINGS, "{\"input\":" + prompt + "}").param()).startsWith("/input");
    }

    @Test
    void repliesThatAreWrittenAndNotShownCount() {
        RequestShape shape = accepted(COMPLETIONS, "{\"n\":2,\"best_of\":20,\"prompt\":\"x\"}");

        assertThat(shape.asked(Choice.CHOICES)).hasValue(20);
        assertThat(edited(shape.edit().set(Choice.CHOICES, 1))).isEqualTo("{\"n\":1,\"best_of\":1,\"prompt\":\"x\"}");
    }

    @Test
    void manyPromptsOfEmbeddingsCountAsMessagesAndWriteNothing() {
        RequestShape shape = accepted(EMBEDDINGS, "{\"input\":[" + "\"ab\",".repeat(2047) + "\"ab\"]}");

        assertThat(shape.prompt().messages()).isEqualTo(2048);
        assertThat(shape.prompt().utf8Bytes()).isEqualTo(4096);
        assertThat(shape.writes()).isFalse();
        assertThat(shape.most(7, 800)).isEqualTo(Usage.of(7, 0));
        assertThat(shape.asked(Choice.OUTPUT_TOKENS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"prompt_tokens\":8,\"total_tokens\":8`|8",
                "`\"total_tokens\":8`|8",
                "`\"prompt_tokens\":8,\"completion_tokens\":0,\"total_tokens\":8`|8",
                "`\"prompt_tokens\":-8`|",
                "``|",
            })
    void usageOfEmbeddingsIsTheirPrompt(String usage, Long tokens) throws IOException {
        ResponseMeter meter = EMBEDDINGS.meter("application/json", false);
        ChatStreamTest.feed(meter, bytes("{\"usage\":{" + usage + "}}"), 3, new ByteArrayOutputStream());

        assertThat(meter.usage().map(Usage::promptTokens).orElse(null)).isEqualTo(tokens);
    }
}
