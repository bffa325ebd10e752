package io.faregate.samples.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class MessagesTest {
    private static final String MOST = "\"max_tokens\": 1000,";
    private static final String STREAM = "\"stream\": true, " + MOST;
    private static final String TOOLS = """
            "tools": [{"name": "search", "input_schema":
              {"type": "object", "properties": {"query": {"type": "string"}}}}],""";

    private StandInProvider provider;
    private Asking messages;

    @BeforeEach
    void start() {
        provider = StandInProvider.start();
        messages = new Asking(provider.url().resolve("/v1/messages"));
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void streamsTypedEventsInOrderAndSaysWholeWhatItStreams() throws Exception {
        String user = user("#tokens=2 #delay=0");
        List<JsonNode> events = messages.events(body(STREAM, user));
        JsonNode whole = messages.send(body(MOST, user));

        assertThat(Asking.types(events))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(events.get(3).at("/delta/text").stringValue()
                        + events.get(4).at("/delta/text").stringValue())
                .isEqualTo(text(whole));
        assertThat(events.get(0).at("/message/usage/input_tokens")).isEqualTo(whole.at("/usage/input_tokens"));
        assertThat(events.get(6).path("usage")).isEqualTo(whole.path("usage"));
        assertThat(events.get(6).at("/usage/output_tokens").intValue()).isEqualTo(2);
        assertThat(events.get(6).at("/delta/stop_reason").stringValue()).isEqualTo("end_turn");
    }

    @Test
    void isCutWhereTheRequestSays() throws Exception {
        JsonNode message = messages.send(body("\"max_tokens\": 20,", user("#tokens=1000")));

        assertThat(message.path("stop_reason").stringValue()).isEqualTo("max_tokens");
        assertThat(message.at("/usage/output_tokens").intValue()).isEqualTo(20);
    }

    @Test
    void countsAPromptAsChatCompletionsDo() throws Exception {
        JsonNode chat = new Asking(provider.url().resolve("/v1/chat/completions")).send("""
                {"model": "m", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hi"}]}""");

        for (String system : List.of("\"Be brief.\"", "[{\"type\": \"text\", \"text\": \"Be brief.\"}]")) {
            JsonNode message = messages.send(body(MOST + "\"system\": " + system + ",", user("hi")));
            assertThat(message.at("/usage/input_tokens").intValue())
                    .as(system)
                    .isEqualTo(chat.at("/usage/prompt_tokens").intValue());
        }
    }

    @Test
    void asksForAToolUntilItHasAnswered() throws Exception {
        JsonNode asked = messages.send(body(MOST + TOOLS, user("#tools=1")));
        String turn = "{\"role\": \"assistant\", \"content\": " + asked.path("content") + "}";
        String found = "{\"role\": \"user\", \"content\": [{\"type\": \"tool_result\", \"tool_use_id\": \"call_0\","
                + " \"content\": \"found\"}]}";
        JsonNode done = messages.send(body(MOST + TOOLS, user("#tools=1") + ", " + turn + ", " + found));

        assertThat(asked.path("stop_reason").stringValue()).isEqualTo("tool_use");
        assertThat(asked.at("/content/0/name").stringValue()).isEqualTo("search");
        assertThat(asked.at("/content/0/input").has("query")).isTrue();
        assertThat(text(done)).isNotBlank();
        assertThat(done.at("/usage/input_tokens").intValue())
                .isGreaterThan(asked.at("/usage/input_tokens").intValue());
    }

    @Test
    void streamsAToolCall() throws Exception {
        List<JsonNode> events = messages.events(body(STREAM + TOOLS, user("#tools=1 #delay=0")));

        assertThat(Asking.types(events))
                .containsExactly(
                        "message_start",
                        "ping",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(events.get(2).at("/content_block/input").isEmpty()).isTrue();
        String arguments = events.get(3).at("/delta/partial_json").stringValue();
        assertThat(JsonMapper.shared().readTree(arguments).has("query")).isTrue();
    }

    @Test
    void failsAsTold() throws Exception {
        HttpResponse<String> busy = messages.post(body(MOST, user("#error=429")));
        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.body()).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\"");
        assertThat(messages.post(body(MOST, user("#error=mid"))).statusCode()).isEqualTo(500);

        List<JsonNode> broken = messages.events(body(STREAM, user("#error=mid #tokens=4 #delay=0")));
        assertThat(broken.get(broken.size() - 1).at("/error/type").stringValue())
                .isEqualTo("api_error");
        assertThat(Asking.types(broken)).contains("content_block_delta").endsWith("error");
    }

    @Test
    void keepsItsUsageToItselfWhenTold() throws Exception {
        String user = user("#usage=off #tokens=2 #delay=0");

        assertThat(messages.send(body(MOST, user)).has("usage")).isFalse();
        assertThat(messages.events(body(STREAM, user)))
                .noneMatch(event -> event.has("usage") || event.path("message").has("usage"));
    }

    @Test
    void refusesWhatTheRealOneRefuses() throws Exception {
        assertThat(messages.post(body("", user("no maximum"))).statusCode()).isEqualTo(400);
        assertThat(messages.post("{\"model\": \"m\", \"max_tokens\": 5}").statusCode())
                .isEqualTo(400);
        assertThat(provider.stats().started()).isZero();
    }

    private static String user(String text) {
        return "{\"role\": \"user\", \"content\": " + Asking.json(text) + "}";
    }

    private static String body(String fields, String turns) {
        return "{" + fields + "\"model\": \"m\", \"messages\": [" + turns + "]}";
    }

    private static String text(JsonNode message) {
        return message.at("/content/0/text").stringValue("");
    }
}
