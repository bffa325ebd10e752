package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import io.faregate.ride.RideRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiResponsesTest {
    private static final Dialect RESPONSES =
            Dialects.named("openai-responses", AppFields.DEFAULT).orElseThrow();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"item_reference\",\"id\":\"msg_1\"}",
                "{\"type\":\"web_search_call\",\"id\":\"ws_1\"}",
                "{\"type\":\"computer_call\",\"id\":\"c\"}",
                "{\"type\":\"compaction\",\"encrypted_content\":\"x\"}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"https://example.org/p.png\"}]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"file_id\":\"f\"}]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_url\":\"https://example.org\"}]}",
                "{\"role\":\"user\",\"content\":[{\"input_audio\":{\"data\":\"AA\"}}]}",
                "{\"type\":\"function_call_output\",\"output\":[{\"type\":\"input_image\",\"file_id\":\"f\"}]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"x\",\"prompt_cache_breakpoint\":{}}]}"
            })
    void whatIsNotInTheBodyIsRefusedFromAClient(String item) {
        String body = "{\"input\":[" + item + "]}";

        assertThat(rejected(RESPONSES, body).reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        accepted(scan(RESPONSES, body, Origin.APPLICATION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"input\":null}", "{\"input\":[]}", "{\"input\":1}", "{\"input\":[\"x\"]}"})
    void aBodyWithoutInputIsRefused(String body) {
        assertThat(rejected(RESPONSES, body).param()).startsWith("/input");
    }

    @Test
    void textCountsWhereverItStands() {
        RequestShape shape = accepted(RESPONSES, """
                {"instructions":"12","input":[{"role":"user","content":"345"},
                 {"type":"reasoning","summary":[{"text":"6"}]},{"type":"function_call","name":"7","arguments":"89"},
                 {"type":"custom_tool_call","name":"a","input":"b"},
                 {"type":"function_call_output","output":[{"type":"input_text","text":"cdé"}]},
                 {"type":"custom_tool_call_output","output":"f"}]}""");

        assertThat(shape.promptChars()).isEqualTo(14 + "[{'text':'6',},]".length());
        // the instructions are a message too
        assertThat(shape.prompt().messages()).isEqualTo(7);
    }

    @Test
    void searchesOfAnApplicationsToolAreHeld() {
        Scan scan =
                scan(RESPONSES, "{\"input\":\"x\",\"tools\":[{\"type\":\"web_search_preview\"}]}", Origin.APPLICATION);

        assertThat(accepted(scan).most(5, 7)).isEqualTo(Usage.of(5, 7).with(Unit.WEB_SEARCHES, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "incomplete", "failed"})
    void usageOfAnyEndingCountsAndThatOfTheBeginningIsNone(String ending) throws IOException {
        String event = "data: {\"type\":\"response.%s\",\"response\":{\"usage\":%s}}\n\n";
        ResponseMeter meter = RESPONSES.meter("text/event-stream", false);
        String stream = event.formatted("created", "null")
                + "data: {\"type\":\"response.output_text.delta\",\"delta\":\"ab\"}\n\n"
                + event.formatted(ending, "{\"input_tokens\":5,\"output_tokens\":7,\"total_tokens\":12}")
                + event.formatted(ending, "{\"input_tokens\":-5,\"output_tokens\":7}");
        ChatStreamTest.feed(meter, bytes(stream), 5, new ByteArrayOutputStream());

        assertThat(meter.usage()).hasValue(Usage.of(5, 7));
        assertThat(meter.deliveredBytes()).hasValue(2);
    }

    @Test
    void aRefusalInAStreamIsAnEventOfTheApiAndAnErrorOfItsSdks() {
        Refusal refusal = new Refusal("r", Reason.RIDE_ENDED, "caps.duration", "Stop.", null, null);
        String event = Bodies.event(RESPONSES, refusal);
        Object data = Tree.of(event.substring(event.indexOf('{')));

        assertThat(event).startsWith("event: error\ndata: {").endsWith("}\n\n").hasLineCount(3);
        assertThat(Tree.at(data, "type")).isEqualTo("error");
        assertThat(Tree.at(data, "message")).isEqualTo("Stop.");
        assertThat(Tree.at(data, "error", "message")).isEqualTo("Stop.");
        assertThat(Tree.at(data, "error", "code")).isEqualTo("ride_ended");
        assertThat(RESPONSES.answer(refusal).headers()).containsEntry("x-request-id", "r");
    }

    @ParameterizedTest
    @CsvSource({"OpenAI-Beta, assistants=v2", "openai-organization, org-1", "OpenAI-Project, proj-1"})
    void headersThatSayWhoPaysOrSwitchOnMoreAreRefused(String header, String value) {
        for (String name :
                new String[] {"openai-chat", "openai-responses", "openai-completions", "openai-embeddings"}) {
            Dialect dialect = Dialects.named(name, AppFields.DEFAULT).orElseThrow();
            RideRequest request =
                    RideRequest.of("POST", "/x", "{}").header(header, value).build();

            assertThat(dialect.unread(request).map(BodyRejected::reason)).hasValue(Reason.FIELD_NOT_ALLOWED);
        }
    }
}
