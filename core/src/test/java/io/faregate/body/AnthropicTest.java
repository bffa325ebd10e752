package io.faregate.body;

import static io.faregate.body.Bodies.HELLO;
import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.edited;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Answer;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import io.faregate.ride.RideRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicTest {
    private static final Dialect ANTHROPIC =
            Dialects.named("anthropic", AppFields.DEFAULT).orElseThrow();

    @ParameterizedTest
    @CsvSource({"400, 400", "699, 699", "700, 699", "128000, 699", "9223372036854775808, 699", "-1, 699", "0, 0"})
    void aBudgetOfThinkingIsLoweredBelowTheReplyItIsAPartOf(String asked, String given) {
        String body = "{\"max_tokens\":128000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":%s}," + HELLO + "}";

        assertThat(edited(accepted(ANTHROPIC, body.formatted(asked)).edit().set(Choice.OUTPUT_TOKENS, 700)))
                .isEqualTo(body.formatted(given).replace("128000", "700"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "\"1\"", "true", "[1]", "{}"})
    void aBudgetThatIsNoIntegerIsRefusedWhoeverWroteIt(String budget) {
        String body = "{\"thinking\":{\"budget_tokens\":" + budget + "}," + HELLO + "}";
        for (Origin origin : Origin.values()) {
            assertThat(rejected(scan(ANTHROPIC, body, origin)).param()).isEqualTo("/thinking/budget_tokens");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":3}`|3",
                "`{\"max_uses\":4,\"type\":\"web_search_20990101\"}`|4",
                "`{\"type\":\"web_search_20250305\"}`|10",
                "`{\"type\":\"web_search_20250305\",\"max_uses\":null}`|10",
                "`{\"type\":\"web_search_20250305\",\"max_uses\":1e9}`|10",
                "`{\"type\":\"web_search_20250305\",\"max_uses\":-5}`|1000000",
                "`{\"type\":\"web_search_20250305\",\"max_uses\":99999999999999999999}`|1000000",
                "`{\"type\":\"web_search_1\",\"max_uses\":3},{\"name\":\"own\",\"max_uses\":9},{\"type\":\"web_search_2\"}`|13",
                "`{\"type\":\"web_fetch_20250910\",\"max_uses\":3}`|0",
                "`{\"name\":\"web_search\",\"max_uses\":3}`|0"
            })
    void searchesOfTheProvidersOwnToolAreHeld(String tools, long searches) {
        String body = "{\"tools\":[" + tools + "]," + HELLO + "}";

        assertThat(accepted(scan(ANTHROPIC, body, Origin.APPLICATION))
                        .most(5, 7)
                        .get(Unit.WEB_SEARCHES))
                .isEqualTo(searches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}",
                "\"system\":[{\"type\":\"text\",\"text\":\"x\",\"cache_control\":{\"ttl\":\"1h\"}}]",
                "\"tools\":[{\"name\":\"f\",\"cache_control\":{\"ttl\":\"\\u0031h\"}}]"
            })
    void anHourOfCacheIsHeldAtItsOwnPrice(String member) {
        assertThat(accepted(ANTHROPIC, "{" + member + "," + HELLO + "}").most(5, 7))
                .isEqualTo(Usage.of(5, 7).with(Unit.CACHE_WRITE_1H_TOKENS, 1));
        assertThat(accepted(ANTHROPIC, "{" + member.replace("1h", "5m").replace("\\u0031h", "5m") + "," + HELLO + "}")
                        .most(5, 7))
                .isEqualTo(Usage.of(5, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AA\"}}",
                "{\"source\":{\"type\":\"url\",\"url\":\"https://example.org/p.png\"},\"type\":\"image\"}",
                "{\"type\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"}}",
                "{\"type\":\"tool_result\",\"content\":[{\"type\":\"text\",\"source\":{\"type\":\"file\"}}]}",
                "{\"type\":\"tool_result\",\"content\":[{\"type\":\"document\"}]}",
                "{\"type\":\"text\",\"text\":\"x\",\"source\":\"https://example.org\"}",
                "{\"type\":\"server_tool_use\",\"name\":\"web_search\"}",
                "{\"type\":\"container_upload\",\"file_id\":\"f\"}",
                "{\"type\":\"text\",\"Text\":\"x\"}",
                "{\"type\":\"tool_use\",\"name\":\"f\",\"input\":{},\"caller\":{\"type\":\"code_execution_20250825\"}}"
            })
    void mediaAndBlocksOfTheProvidersOwnToolsAreRefusedFromAClient(String block) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[" + block + "]}]}";

        assertThat(rejected(ANTHROPIC, body).reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        accepted(scan(ANTHROPIC, body, Origin.APPLICATION));
    }

    @Test
    void anApplicationsPictureCountsAFlatSizeAndItsDocumentItsTextBesides() {
        String part = "{\"role\":\"\",\"content\":[{\"source\":{\"data\":\"%s\",\"media_type\":\"%s\"}}]}";
        String data = "A".repeat(100_000);

        assertThat(size(part.formatted(data, "image/png"))).isEqualTo(15_000);
        assertThat(size(part.formatted(data, "application/pdf")))
                .isEqualTo(100_000 + "application/pdf".length() + 15_000);
        assertThat(size(part.formatted(data, "image/png") + "," + part.formatted(data, "text/plain")))
                .isEqualTo(15_000 + 100_000 + "text/plain".length() + 15_000);
    }

    private static long size(String messages) {
        String body = "{\"messages\":[" + messages + "]}";
        return accepted(scan(ANTHROPIC, body, Origin.APPLICATION)).prompt().utf8Bytes();
    }

    @Test
    void textCountsWhereverItStandsInAConversation() {
        RequestShape shape = accepted(ANTHROPIC, """
                {"system":[{"type":"text","text":"12"}],"messages":[{"role":"assistant","content":[
                 {"type":"thinking","thinking":"345"},{"type":"text","text":"6"},{"type":"tool_use","name":"7","input":{"":"89"}}]},
                 {"role":"user","content":[{"type":"tool_result","content":"ab"},
                 {"type":"tool_result","content":[{"type":"text","text":"cdé"}]}]}]}""");

        assertThat(shape.promptChars()).isEqualTo(11 + "{'':'89',}".length() + 1);
        assertThat(shape.prompt().messages()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"input_tokens\":25,\"output_tokens\":1`|`\"output_tokens\":15`|25|15",
                "`\"input_tokens\":25,\"output_tokens\":1`|`\"input_tokens\":25,\"output_tokens\":15`|25|15",
                "`\"input_tokens\":0,\"output_tokens\":0`|`\"input_tokens\":25,\"output_tokens\":15`|25|15",
                "`\"input_tokens\":25,\"output_tokens\":1`|`\"input_tokens\":0,\"output_tokens\":15`|25|15",
                "`\"input_tokens\":25,\"output_tokens\":9`|`\"output_tokens\":0`|25|0",
                "`\"input_tokens\":-25,\"output_tokens\":1`|`\"input_tokens\":7,\"output_tokens\":15`|7|15",
            })
    void countsOfBothEndsOfAStreamAreOfTheWholeAndNeverSummed(String start, String end, long in, long out)
            throws IOException {
        assertThat(stream(start, end, end).usage()).hasValue(Usage.of(in, out));
    }

    @Test
    void aStreamThatIsCutKeepsWhatItSaidOfThePrompt() throws IOException {
        ResponseMeter meter = stream("\"input_tokens\":25,\"cache_read_input_tokens\":9,\"output_tokens\":4");

        assertThat(meter.usage()).isEmpty();
        assertThat(meter.report().prompt()).isEqualTo(Usage.of(25, 0).with(Unit.CACHE_READ_TOKENS, 9));
        assertThat(stream("\"input_tokens\":-1,\"output_tokens\":4").report().prompt())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"output_tokens\":-1",
                "\"output_tokens\":1.5",
                "\"output_tokens\":\"5\"",
                "\"output_tokens\":1000000000001",
                "\"output_tokens\":5,\"cache_creation\":[]  ,\"input_tokens\":{}",
                "\"input_tokens\":5"
            })
    void anAbsurdReportIsNotSeen(String report) throws IOException {
        ResponseMeter meter = ANTHROPIC.meter("application/json", false);
        byte[] reply = bytes("{\"usage\":{" + report + "}}");
        ChatStreamTest.feed(meter, reply, 3, new ByteArrayOutputStream());

        assertThat(meter.usage()).isEmpty();
    }

    private static ResponseMeter stream(String start, String... ends) throws IOException {
        StringBuilder stream =
                new StringBuilder("data: {\"type\":\"message_start\",\"message\":{\"usage\":{" + start + "}}}\n\n");
        for (String end : ends) {
            stream.append("data: {\"type\":\"message_delta\",\"delta\":{},\"usage\":{")
                    .append(end)
                    .append("}}\n\n");
        }
        ResponseMeter meter = ANTHROPIC.meter("text/event-stream", false);
        ChatStreamTest.feed(meter, bytes(stream.toString()), 11, new ByteArrayOutputStream());
        return meter;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fine-grained-tool-streaming-2025-05-14|true",
                "prompt-caching-2024-07-31, extended-cache-ttl-2025-04-11,|true",
                "context-1m-2025-08-07|false",
                "prompt-caching-2024-07-31,context-1m-2025-08-07|false",
                "PROMPT-caching-2024-07-31|false",
                "*|false"
            })
    void onlyBetasThatCostNothingAreLetIn(String betas, boolean fits) {
        RideRequest request = RideRequest.of("POST", "/v1/messages", "{}")
                .header("Anthropic-Beta", betas)
                .build();

        assertThat(ANTHROPIC.unread(request).map(BodyRejected::reason))
                .isEqualTo(fits ? java.util.Optional.empty() : java.util.Optional.of(Reason.FIELD_NOT_ALLOWED));
    }

    @ParameterizedTest
    @CsvSource({
        "USER_REQUIRED, 401, authentication_error",
        "MODEL_NOT_ALLOWED, 403, permission_error",
        "BLOCKED, 403, permission_error",
        "FIELD_NOT_ALLOWED, 400, invalid_request_error",
        "MALFORMED, 400, invalid_request_error",
        "BODY_TOO_LARGE, 413, request_too_large",
        "CONTENT_TOO_LARGE, 413, request_too_large",
        "RATE_LIMITED, 429, rate_limit_error",
        "TOO_MANY_AT_ONCE, 429, rate_limit_error",
        "QUOTA_SPENT, 429, rate_limit_error",
        "BUDGET_SPENT, 402, billing_error",
        "UNAVAILABLE, 503, overloaded_error",
        "RIDE_ENDED, 503, timeout_error"
    })
    void errorsHaveTheTypesThatSdksKnow(Reason reason, int status, String type) {
        Refusal refusal = new Refusal("ride-1", reason, "limits[0]", "Sorry.", null, null);
        Answer answer = ANTHROPIC.answer(refusal);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("request-id", "ride-1");
        assertThat(Tree.of(answer.body()))
                .isEqualTo(Map.of(
                        "type", "error",
                        "error",
                                Map.of(
                                        "type",
                                        type,
                                        "message",
                                        "Sorry.",
                                        "details",
                                        Map.of("error_code", reason.code())),
                        "request_id", "ride-1"));
        assertThat(Bodies.event(ANTHROPIC, refusal)).isEqualTo("event: error\ndata: " + answer.body() + "\n\n");
    }
}
