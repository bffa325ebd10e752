package io.faregate.body;

import static io.faregate.body.Bodies.CHAT;
import static io.faregate.body.Bodies.HELLO;
import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.allowing;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.cost.TokenEstimator.PromptSize;
import io.faregate.ride.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatScanTest {

    @Test
    void whatABodyAsksForIsFound() {
        RequestShape shape = accepted(
                CHAT,
                "{\"model\":\"gpt-5\",\"max_tokens\":10,\"max_completion_tokens\":20,\"n\":3,\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true}," + HELLO + "}");

        assertThat(shape.model()).hasValue("gpt-5");
        assertThat(shape.asked(Choice.OUTPUT_TOKENS)).hasValue(20);
        assertThat(shape.asked(Choice.CHOICES)).hasValue(3);
        assertThat(shape.asked(Choice.STEPS)).isEmpty();
        assertThat(shape.stream()).isTrue();
        assertThat(shape.usageAsked()).isTrue();
    }

    @Test
    void whatABodyLeavesOutOrNullsIsAbsent() {
        for (String body : new String[] {
            "{" + HELLO + "}",
            "{\"model\":null,\"max_tokens\":null,\"n\":null,\"stream\":null,\"stream_options\":null," + HELLO + "}"
        }) {
            RequestShape shape = accepted(CHAT, body);

            assertThat(shape.model()).isEmpty();
            assertThat(shape.asked(Choice.OUTPUT_TOKENS)).isEmpty();
            assertThat(shape.asked(Choice.CHOICES)).isEmpty();
            assertThat(shape.stream()).isFalse();
            assertThat(shape.usageAsked()).isFalse();
        }
    }

    @Test
    void anEscapedNameIsTheSameName() {
        assertThat(accepted(CHAT, "{\"\\u006dax_tokens\":7,\"\\u006e\":2," + HELLO + "}")
                        .asked(Choice.OUTPUT_TOKENS))
                .hasValue(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "1.9",
                "1e3",
                "1E400",
                "-1",
                "-0",
                "0",
                "-9223372036854775809",
                "\"500\"",
                "true",
                "[500]",
                "{\"v\":500}",
                "0.5",
                "-1.5",
                "\"\"",
                "{}",
                "[]"
            })
    void aMaximumThatIsNoPositiveIntegerIsRefusedWhoeverWroteIt(String value) {
        for (String field : new String[] {"max_tokens", "max_completion_tokens", "n"}) {
            for (Origin origin : Origin.values()) {
                BodyRejected rejected = rejected(scan(CHAT, "{\"" + field + "\":" + value + "," + HELLO + "}", origin));

                assertThat(rejected.reason()).isEqualTo(Reason.INVALID_VALUE);
                assertThat(rejected.param()).isEqualTo("/" + field);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "9223372036854775806, 9223372036854775806",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854775807",
        "18446744073709551617, 9223372036854775807",
        "100000000000000000000000000, 9223372036854775807"
    })
    void integersSaturate(String written, long read) {
        assertThat(accepted(CHAT, "{\"max_tokens\":" + written + "," + HELLO + "}")
                        .asked(Choice.OUTPUT_TOKENS))
                .hasValue(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"stream\":\"true\"",
                "\"stream\":1",
                "\"stream\":[]",
                "\"model\":1",
                "\"model\":[\"a\"]",
                "\"model\":{}",
                "\"stream_options\":[]",
                "\"stream_options\":true",
                "\"stream_options\":\"x\"",
                "\"stream_options\":{\"include_usage\":1}",
                "\"stream_options\":{\"include_usage\":\"true\"}"
            })
    void aValueThatIsEditedMustBeOfItsTypeWhoeverWroteIt(String member) {
        for (Origin origin : Origin.values()) {
            assertThat(rejected(scan(CHAT, "{" + member + "," + HELLO + "}", origin))
                            .reason())
                    .isEqualTo(Reason.INVALID_VALUE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Max_Tokens",
                "MAX_TOKENS",
                "maxTokens",
                "max-tokens",
                "maxtokens",
                "max_token\u017f",
                "max_to\u212aens",
                "MaxCompletionTokens",
                "N",
                "Model",
                "Stream",
                "streamOptions",
                "Messages"
            })
    void aNameWrittenAnotherWayIsRefusedAndTheRightOneSaid(String name) {
        BodyRejected rejected = rejected(CHAT, "{\"" + name + "\":1," + HELLO + "}");

        assertThat(rejected.reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        assertThat(rejected.param()).isEqualTo("/" + name);
        assertThat(rejected.message()).contains("it is written ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "best_of",
                "use_beam_search",
                "ignore_eos",
                "min_tokens",
                "extra_body",
                "input",
                "prompt",
                "background",
                "max_output_tokens",
                "num_predict",
                "options",
                "thinking",
                "reasoning",
                "fallbacks",
                "models",
                "provider",
                "plugins",
                "route",
                "transforms",
                "",
                " n",
                "n ",
                "n\\u0000",
                "cache_control",
                "messages[]"
            })
    void aFieldThatIsNotInTheTableIsRefused(String name) {
        BodyRejected rejected = rejected(CHAT, "{\"" + name + "\":1," + HELLO + "}");

        assertThat(rejected.reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"store\":true",
                "\"audio\":{\"voice\":\"x\"}",
                "\"modalities\":[\"audio\"]",
                "\"moderation\":{}",
                "\"service_tier\":\"priority\"",
                "\"service_tier\":\"auto\"",
                "\"web_search_options\":{\"search_context_size\":\"high\"}",
                "\"prediction\":{\"type\":\"content\",\"content\":\"x\"}",
                "\"logit_bias\":{\"1\":100}",
                "\"prompt_cache_retention\":\"24h\"",
                "\"tools\":[{\"type\":\"web_search\"}]",
                "\"tools\":[{\"type\":\"function\",\"cache_control\":{}}]",
                "\"tools\":[{\"type\":\"code_interpreter\",\"function\":{}}]"
            })
    void whatCostsBesidesTokensIsRefusedFromAClientOnly(String member) {
        String body = "{" + member + "," + HELLO + "}";

        assertThat(rejected(CHAT, body).reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        accepted(scan(CHAT, body, Origin.APPLICATION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"store\":false", "\"audio\":null", "\"service_tier\":null"})
    void aDeniedFieldThatAsksForNothingPasses(String member) {
        accepted(CHAT, "{" + member + "," + HELLO + "}");
    }

    @Test
    void allFieldsOfAnOrdinaryConversationPass() {
        RequestShape shape = accepted(CHAT, """
                {"model":"m","messages":[
                  {"role":"system","content":"be kind","name":"sys"},
                  {"role":"user","content":[{"type":"text","text":"héllo"}]},
                  {"role":"assistant","content":null,"refusal":null,"annotations":[],"audio":null,"tool_calls":[
                    {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},
                  {"role":"tool","tool_call_id":"c1","content":"42"}],
                 "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"number","minimum":10}}}}}],
                 "functions":[{"name":"g"}],"tool_choice":"auto","parallel_tool_calls":false,
                 "temperature":0.7,"top_p":1,"seed":1,"stop":["x"],"presence_penalty":0,"frequency_penalty":0,
                 "response_format":{"type":"json_object"},"reasoning_effort":"low","verbosity":"low",
                 "metadata":{"k":"v"},"user":"u","safety_identifier":"s","prompt_cache_key":"p",
                 "stream":true,"stream_options":{"include_obfuscation":false}}""");

        assertThat(shape.prompt().messages()).isEqualTo(4);
        assertThat(shape.prompt().tools()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`{}`|/messages",
                "`{\"messages\":null}`|/messages",
                "`{\"messages\":[]}`|/messages",
                "`{\"messages\":\"x\"}`|/messages",
                "`{\"messages\":{}}`|/messages",
                "`{\"messages\":[1]}`|/messages/0",
                "`{\"messages\":[null]}`|/messages/0",
                "`{\"messages\":[[]]}`|/messages/0",
                "`{\"messages\":[{}]}`|/messages/0/role",
                "`{\"messages\":[{\"role\":\"user\"},{\"content\":\"x\"}]}`|/messages/1/role",
                "`{\"messages\":[{\"role\":null}]}`|/messages/0/role",
                "`{\"messages\":[{\"role\":1}]}`|/messages/0/role",
                "`{\"messages\":[{\"role\":\"user\",\"content\":1}]}`|/messages/0/content",
                "`{\"messages\":[{\"role\":\"user\",\"content\":{}}]}`|/messages/0/content",
                "`{\"messages\":[{\"role\":\"user\",\"content\":[\"x\"]}]}`|/messages/0/content/0",
                "`{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":[]}]}]}`|/messages/0/content/0/text",
                "`{\"messages\":[{\"role\":\"user\"}],\"tools\":{}}`|/tools",
                "`{\"messages\":[{\"role\":\"user\"}],\"tools\":[1]}`|/tools/0",
            })
    void messagesMustHaveTheirShape(String body, String param) {
        BodyRejected rejected = rejected(CHAT, body);

        assertThat(rejected.reason()).isEqualTo(Reason.INVALID_VALUE);
        assertThat(rejected.param()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AA\"}}`|image_url",
                "`{\"image_url\":{\"url\":\"https://example.org/p.png\"},\"type\":\"image_url\"}`|image_url",
                "`{\"text\":\"x\",\"image_url\":\"https://example.org/p.png\"}`|image_url",
                "`{\"input_audio\":{\"data\":\"AA\",\"format\":\"wav\"}}`|input_audio",
                "`{\"file\":{\"file_id\":\"f\"}}`|file",
                "`{\"type\":\"video_url\"}`|type",
                "`{\"type\":\"text\",\"text\":\"x\",\"cache_control\":{\"type\":\"ephemeral\"}}`|cache_control",
                "`{\"type\":\"text\",\"Text\":\"x\"}`|Text",
            })
    void mediaAndUnknownPartsFromAClientAreRefused(String part, String field) {
        BodyRejected rejected = rejected(CHAT, "{\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]}");

        assertThat(rejected.reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        assertThat(rejected.param()).isEqualTo("/messages/0/content/0/" + field);
        assertThat(rejected.message())
                .contains("messages[0].content[0]." + field)
                .contains("not allowed on this route");
    }

    @Test
    void anApplicationsPictureCountsAFlatSizeNotItsBase64() {
        String part = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:" + "A".repeat(100_000) + "\"}}";
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]}";

        assertThat(accepted(scan(CHAT, body, Origin.APPLICATION)).prompt().utf8Bytes())
                .isEqualTo("user".length() + "image_url".length() + 15_000);
    }

    @Test
    void anApplicationsFileCountsItsTextAndAFlatSize() {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"file\":{\"file_id\":\"abc\"}}]}]}";

        assertThat(accepted(scan(CHAT, body, Origin.APPLICATION)).prompt().utf8Bytes())
                .isEqualTo("user".length() + "{'file_id':'abc',}".length() + 15_000);
    }

    @Test
    void everyStringIsPromptAndOnlyTheDialectsOwnWordsAreNotCapped() {
        RequestShape shape = accepted(
                CHAT,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"\\u4e2d\ud83d\ude00\\ud83d\"}],\"stop\":\"12345\","
                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"max\":1000}}}]}");

        int text = 3 + 4 + 3;
        String parameters = "{'max':1000,}";
        int tool = "function".length() + "f".length() + parameters.length();
        assertThat(Bodies.size(shape.prompt())).isEqualTo(new PromptSize("user".length() + text + 5 + tool, 1, 1));
        assertThat(shape.promptChars()).isEqualTo(3 + 5 + "f".length() + parameters.length());
    }

    @Test
    void textThatIsHiddenInOtherFieldsOfAMessageCounts() {
        RequestShape shape = accepted(
                CHAT,
                "{\"messages\":[{\"role\":\"assistant\",\"name\":\"12\",\"refusal\":\"345\",\"content\":["
                        + "{\"type\":\"refusal\",\"refusal\":\"67\"},{\"type\":\"text\",\"text\":\"89\"}],"
                        + "\"tool_calls\":[{\"function\":{\"arguments\":\"abc\"}}]}]}");

        assertThat(shape.promptChars()).isEqualTo(9 + "[{'function':{'arguments':'abc',},},]".length());
    }

    @Test
    void anApplicationMayWriteAnythingAndItsChoicesAreStillFound() {
        RequestShape shape = accepted(scan(
                CHAT,
                "{\"messages\":[{\"content\":{\"odd\":1}},7],\"Max_Tokens\":5,\"extra\":{\"n\":9},\"tools\":{},"
                        + "\"n\":2,\"max_tokens\":3,\"stream\":true,\"best_of\":4}",
                Origin.APPLICATION));

        assertThat(shape.asked(Choice.CHOICES)).hasValue(2);
        assertThat(shape.asked(Choice.OUTPUT_TOKENS)).hasValue(3);
        assertThat(shape.stream()).isTrue();
    }

    @Test
    void thePolicyMayAllowFurtherFieldsAndTheirTextCounts() {
        Dialect wider = allowing("openai-chat", "store", "my_field", "a/b");

        RequestShape shape =
                accepted(wider, "{\"store\":true,\"my_field\":{\"deep\":[\"1234\"]},\"a/b\":1," + HELLO + "}");

        assertThat(shape.promptChars())
                .isEqualTo("hi".length() + "true".length() + "{'deep':['1234',],}".length() + "1".length());
        assertThat(rejected(wider, "{\"other\":1," + HELLO + "}").reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
    }

    @Test
    void documentsOfADialectOfOnesOwnAreCounted() {
        Dialect own = OwnDialects.named("own-openai-chat", AppFields.DEFAULT);
        RequestShape shape = accepted(own, "{\"documents\":[\"a\",{\"x\":[{}]},null]," + HELLO + "}");

        assertThat(shape.documents()).isEqualTo(2);
        assertThat(rejected(own, "{\"documents\":\"a\"," + HELLO + "}").param()).isEqualTo("/documents");
    }

    @Test
    void allowingAFieldOfTheTableChangesNothing() {
        assertThat(accepted(allowing("openai-chat", "max_tokens"), "{\"max_tokens\":9," + HELLO + "}")
                        .asked(Choice.OUTPUT_TOKENS))
                .hasValue(9);
    }

    @Test
    void allowingAnotherWayToWriteAFieldOfTheTableIsAMistakeOfThePolicy() {
        assertThatThrownBy(() -> allowing("openai-chat", "maxTokens"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxTokens")
                .hasMessageContaining("max_tokens");
    }
}
