package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyShapeTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "application/json, DOCUMENT",
                "application/JSON;charset=utf-8, DOCUMENT",
                "' text/event-stream ; charset=utf-8', EVENTS",
                "application/x-ndjson, LINES",
                "Application/JsonLines, LINES",
                "application/jsonl;charset=utf-8, LINES",
                "application/vnd.amazon.eventstream, FRAMES",
                "application/json-seq, OTHER",
                "application/jso, OTHER",
                "text/event-streams, OTHER",
                "';application/json', OTHER",
                "'', OTHER",
                "' ; ', OTHER",
                "-, OTHER"
            })
    void aTypeNamesAShapeWithWhateverParameters(String type, ReplyShape shape) {
        assertThat(ReplyShape.of(type)).isEqualTo(shape);
    }
}
