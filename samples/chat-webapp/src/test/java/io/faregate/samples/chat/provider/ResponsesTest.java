package io.faregate.samples.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ResponsesTest {
    private static final String TOOLS = """
            "tools": [{"type": "function", "name": "search", "parameters":
              {"type": "object", "properties": {"query": {"type": "string"}}}}],""";

    private StandInProvider provider;
    private Asking responses;

    @BeforeEach
    void start() {
        provider = StandInProvider.start();
        responses = new Asking(provider.url().resolve("/v1/responses"));
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void streamsTypedEventsInOrderAndSaysWholeWhatItStreams() throws Exception {
        String input = Asking.json("#tokens=2 #delay=0");
        List<JsonNode> events = responses.events(body("\"stream\": true,", input));
        JsonNode whole = responses.send(body("", input));

        assertThat(Asking.types(events))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(events)
                .extracting(event -> event.path("sequence_number").intValue())
                .containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
        JsonNode response = events.get(9).path("response");
        assertThat(text(response))
                .isEqualTo(text(whole))
                .isEqualTo(events.get(4).path("delta").stringValue()
                        + events.get(5).path("delta").stringValue());
        assertThat(response.path("usage")).isEqualTo(whole.path("usage"));
        assertThat(response.path("usage").path("output_tokens").intValue()).isEqualTo(2);
        assertThat(events.get(0).path("response").has("usage")).isFalse();
    }

    @Test
    void isCutWhereTheRequestSays() throws Exception {
        List<JsonNode> events = responses.events(
                body("\"stream\": true, \"max_output_tokens\": 20,", Asking.json("#tokens=1000 #delay=0")));

        JsonNode last = events.get(events.size() - 1);
        assertThat(last.path("type").stringValue()).isEqualTo("response.incomplete");
        assertThat(last.path("response").path("status").stringValue()).isEqualTo("incomplete");
        assertThat(last.at("/response/incomplete_details/reason").stringValue()).isEqualTo("max_output_tokens");
        assertThat(last.at("/response/usage/output_tokens").intValue()).isEqualTo(20);
    }

    @Test
    void countsAPromptAsChatCompletionsDo() throws Exception {
        JsonNode chat = new Asking(provider.url().resolve("/v1/chat/completions")).send("""
                {"model": "m", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hi"}]}""");

        for (String input : List.of(
                "\"hi\"",
                "[{\"role\": \"user\", \"content\": \"hi\"}]",
                "[{\"type\": \"message\", \"role\": \"user\", \"content\": [{\"type\": \"input_text\", \"text\": \"hi\"}]}]")) {
            JsonNode response = responses.send(body("\"instructions\": \"Be brief.\",", input));
            assertThat(response.at("/usage/input_tokens").intValue())
                    .as(input)
                    .isEqualTo(chat.at("/usage/prompt_tokens").intValue());
        }
    }

    @Test
    void asksForAToolUntilItHasAnswered() throws Exception {
        String user = "{\"role\": \"user\", \"content\": \"#tools=1\"}";
        JsonNode call = responses.send(body(TOOLS, "[" + user + "]")).at("/output/0");
        String found = "{\"type\": \"function_call_output\", \"call_id\": \"call_0\", \"output\": \"found\"}";
        JsonNode done = responses.send(body(TOOLS, "[" + user + ", " + call + ", " + found + "]"));

        assertThat(call.path("type").stringValue()).isEqualTo("function_call");
        assertThat(call.path("name").stringValue()).isEqualTo("search");
        assertThat(JsonMapper.shared()
                        .readTree(call.path("arguments").stringValue())
                        .has("query"))
                .isTrue();
        assertThat(text(done)).isNotBlank();
    }

    @Test
    void streamsAToolCall() throws Exception {
        List<JsonNode> events = responses.events(body("\"stream\": true," + TOOLS, Asking.json("#tools=1 #delay=0")));

        assertThat(Asking.types(events))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(events.get(3).path("delta")).isEqualTo(events.get(5).at("/item/arguments"));
        assertThat(events.get(6).at("/response/output/0"))
                .isEqualTo(events.get(5).path("item"));
    }

    @Test
    void failsAsTold() throws Exception {
        HttpResponse<String> busy = responses.post(body("", Asking.json("#error=429")));
        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.body()).contains("rate_limit_exceeded");
        assertThat(responses.post(body("", Asking.json("#error=mid"))).statusCode())
                .isEqualTo(500);

        List<JsonNode> broken =
                responses.events(body("\"stream\": true,", Asking.json("#error=mid #tokens=4 #delay=0")));
        JsonNode last = broken.get(broken.size() - 1);
        assertThat(last.path("type").stringValue()).isEqualTo("response.failed");
        assertThat(last.at("/response/error/message").stringValue()).contains("error");
        assertThat(Asking.types(broken)).contains("response.output_text.delta");
    }

    @Test
    void keepsItsUsageToItselfWhenTold() throws Exception {
        String input = Asking.json("#usage=off #tokens=2 #delay=0");

        assertThat(responses.send(body("", input)).has("usage")).isFalse();
        assertThat(responses.events(body("\"stream\": true,", input)))
                .noneMatch(event -> event.path("response").has("usage"));
    }

    @Test
    void refusesWhatTheRealOneRefuses() throws Exception {
        assertThat(responses.post("{\"input\": \"hi\"}").statusCode()).isEqualTo(400);
        assertThat(responses.post("{\"model\": \"m\"}").statusCode()).isEqualTo(400);
        assertThat(responses.post(body("\"max_output_tokens\": 0,", "\"hi\"")).statusCode())
                .isEqualTo(400);
        assertThat(provider.stats().started()).isZero();
    }

    private static String body(String fields, String input) {
        return "{" + fields + "\"model\": \"m\", \"input\": " + input + "}";
    }

    private static String text(JsonNode response) {
        return response.at("/output/0/content/0/text").stringValue("");
    }
}
