package io.faregate.body;

import static io.faregate.body.Bodies.APP;
import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.allowing;
import static io.faregate.body.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.cost.TokenEstimator.PromptSize;
import io.faregate.ride.Reason;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppScanTest {

    @Test
    void whatABodyAsksForIsFound() {
        RequestShape shape = accepted(
                APP,
                "{\"message\":\"h\u00e9\",\"maxOutputTokens\":1,\"maxSteps\":2,\"retrievalLimit\":0,\"model\":\"m\"}");

        assertThat(shape.asked(Choice.OUTPUT_TOKENS)).hasValue(1);
        assertThat(shape.asked(Choice.STEPS)).hasValue(2);
        assertThat(shape.asked(Choice.RETRIEVED_DOCUMENTS)).hasValue(0);
        assertThat(shape.asked(Choice.CHOICES)).isEmpty();
        assertThat(shape.model()).hasValue("m");
        assertThat(Bodies.size(shape.prompt())).isEqualTo(new PromptSize(3, 0, 0));
        assertThat(shape.promptChars()).isEqualTo(2);
        assertThat(shape.stream()).isFalse();
        assertThat(shape.usageAsked()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"message\":null}",
                "{\"message\":1}",
                "{\"message\":true}",
                "{\"message\":[\"x\"]}",
                "{\"message\":{\"text\":\"x\"}}",
                "{\"message\":\"\"}",
                "{\"message\":\" \"}",
                "{\"message\":\"\\n\\t\\u0020\\u00a0\\u2003\\u3000\\u2028\\u0000\"}",
                "{\"model\":\"m\"}"
            })
    void theMessageMustBeATextThatIsNotBlank(String body) {
        BodyRejected rejected = rejected(APP, body);

        assertThat(rejected.reason()).isEqualTo(Reason.INVALID_VALUE);
        assertThat(rejected.param()).isEqualTo("/message");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"messages", "Message", "prompt", "system", "max_output_tokens", "MaxSteps", "n", "userId", "plan"
            })
    void anUnknownFieldIsRefused(String name) {
        BodyRejected rejected = rejected(APP, "{\"message\":\"x\",\"" + name + "\":1}");

        assertThat(rejected.reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        assertThat(rejected.param()).isEqualTo("/" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "\"3\"", "[3]", "true", "1e2", "-0"})
    void choicesMustBeIntegers(String value) {
        for (String field : new String[] {"maxOutputTokens", "maxSteps", "retrievalLimit"}) {
            BodyRejected rejected = rejected(APP, "{\"message\":\"x\",\"" + field + "\":" + value + "}");

            assertThat(rejected.reason()).isEqualTo(Reason.INVALID_VALUE);
            assertThat(rejected.param()).isEqualTo("/" + field);
        }
    }

    @Test
    void onlyRetrievalMayBeTurnedOffWithZero() {
        accepted(APP, "{\"message\":\"x\",\"retrievalLimit\":0}");

        assertThat(rejected(APP, "{\"message\":\"x\",\"maxSteps\":0}").param()).isEqualTo("/maxSteps");
        assertThat(rejected(APP, "{\"message\":\"x\",\"maxOutputTokens\":0}").param())
                .isEqualTo("/maxOutputTokens");
    }

    @Test
    void fieldsMayLieDeep() {
        Dialect dialect = at("/in/text", "/opt/out", "/opt/steps", "/opt/docs", "/opt/~1m~0");

        RequestShape shape = accepted(dialect, "{\"opt\":{\"out\":9,\"/m~\":\"g\"},\"in\":{\"text\":\" x \"}}");

        assertThat(shape.asked(Choice.OUTPUT_TOKENS)).hasValue(9);
        assertThat(shape.model()).hasValue("g");
        assertThat(shape.promptChars()).isEqualTo(1);
        assertThat(rejected(dialect, "{\"opt\":{}}").param()).isEqualTo("/in/text");
        assertThat(rejected(dialect, "{\"in\":{}}").param()).isEqualTo("/in/text");
        assertThat(rejected(dialect, "{\"in\":{\"text\":\"x\",\"y\":1}}").param())
                .isEqualTo("/in/y");
        assertThat(rejected(dialect, "{\"in\":{\"text\":\"x\"},\"opt\":[]}").param())
                .isEqualTo("/opt");
        assertThat(rejected(dialect, "{\"in\":\"x\"}").param()).isEqualTo("/in");
    }

    @Test
    void aFurtherFieldPassesWhenAllowedAndItsTextCounts() {
        RequestShape shape =
                accepted(allowing("app", "context"), "{\"message\":\"ab\",\"context\":[{\"k\":\"cde\"},17]}");

        int context = "[{'k':'cde',},17,]".length();
        assertThat(shape.promptChars()).isEqualTo(2 + context);
        assertThat(shape.prompt().utf8Bytes()).isEqualTo(2 + context);
    }

    @Test
    void placesThatContradictEachOtherAreAMistakeOfThePolicy() {
        assertThatThrownBy(() -> at("/a", "/a", "/b", "/c", "/d")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> at("/a", "/a/b", "/c", "/d", "/e")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> at("/a", "/b/c", "/b", "/d", "/e")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> at("/a", "/*/c", "/b", "/d", "/e")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Dialect at(String message, String output, String steps, String documents, String model) {
        return Dialects.named("app", new AppFields(message, output, steps, documents, model, Set.of()))
                .orElseThrow();
    }
}
