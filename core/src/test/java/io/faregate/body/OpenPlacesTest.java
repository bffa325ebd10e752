package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where a table lets anything in, all that may reach a model is held and capped: not the text alone, but the brackets,
 * quotes and numbers around it too.
 */
class OpenPlacesTest {
    private static final String ALL = "io.faregate.body.DialectExample#all";
    private static final int DOCUMENTS = 200;

    private static final List<String> HOSTILE = List.of(
            "1",
            "null",
            "false",
            "-1.25e99",
            "[]",
            "{}",
            "9".repeat(900),
            "[".repeat(40) + "]".repeat(40),
            "{\"\":".repeat(40) + "{}" + "}".repeat(40),
            "[" + "[],".repeat(1_000) + "[]]",
            "[" + "{},".repeat(1_000) + "{}]",
            "[" + "\"\",".repeat(1_000) + "\"\"]",
            "[" + "{\"\":\"\"},".repeat(1_000) + "{}]",
            "[" + "0,".repeat(1_000) + "0]",
            "[" + "null,".repeat(1_000) + "true]",
            "[\"" + "\\\"".repeat(1_000) + "\"]",
            "[\"" + "\\\\".repeat(1_000) + "\"]",
            "[\"" + "\\u0001".repeat(1_000) + "\"]",
            "[\"" + "\\ud800".repeat(1_000) + "\"]");

    @ParameterizedTest
    @MethodSource(ALL)
    void noJsonIsLongerThanWhatIsHeldForIt(DialectExample example) {
        List<String> places = open(example.requests().root());
        assertThat(places).isNotEmpty();
        AnyJson any = new AnyJson(new Random(7));
        for (String place : places) {
            HOSTILE.forEach(json -> check(example, place, json, json));
            for (int i = 0; i < DOCUMENTS; i++) {
                String json = "[" + any.next() + "]";
                check(example, place, json, any.spread(json));
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void neitherIsWhatAnApplicationWritesAtAPlaceThatNoTableHas(DialectExample example) {
        HOSTILE.forEach(json -> check(example, "/nobody_knows", json, json));
    }

    @Test
    void aClientsBracketsAreCappedAsItsWordsAre() {
        String brackets = "[" + "{\"\":\"\"},".repeat(10_000) + "{}]";
        RequestShape shape =
                accepted(Bodies.CHAT, "{" + Bodies.HELLO + ",\"response_format\":{\"json_schema\":" + brackets + "}}");

        assertThat(shape.promptChars()).isGreaterThan(brackets.length());
        assertThat(shape.prompt().utf8Bytes()).isGreaterThan(brackets.length());
    }

    @Test
    void aListOfParametersIsHeldAsLongAsItIsButForItsWhiteSpace() {
        String schema = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}";
        RequestShape plain = parameters(schema);
        RequestShape spaced = parameters(schema.replace(":", " :\n\t ").replace(",", " ,\n\t "));

        assertThat(plain.promptChars()).isBetween((long) schema.length(), schema.length() + 10L);
        assertThat(spaced.promptChars()).isEqualTo(plain.promptChars());
        assertThat(spaced.prompt().utf8Bytes()).isEqualTo(plain.prompt().utf8Bytes());
    }

    @Test
    void aDocumentOfNothingIsHeldForWhatStandsAroundIt() {
        Dialect cohere = Dialects.named("cohere-v2", AppFields.DEFAULT).orElseThrow();
        String documents = "{\"documents\":[" + "\"\",".repeat(999) + "\"\"]}";

        assertThat(accepted(scan(cohere, documents, Origin.APPLICATION))
                        .prompt()
                        .utf8Bytes())
                .isEqualTo(32_000);
    }

    private static RequestShape parameters(String schema) {
        return accepted(scan(Bodies.CHAT, "{\"functions\":[{\"parameters\":" + schema + "}]}", Origin.APPLICATION));
    }

    private static void check(DialectExample example, String place, String minified, String written) {
        Scan scan = scan(example.dialect(), at(place, written), Origin.APPLICATION);
        assertThat(scan).as(written).isInstanceOf(RequestShape.class);
        RequestShape shape = (RequestShape) scan;

        if (shape.promptChars() < minified.codePointCount(0, minified.length())
                || shape.prompt().utf8Bytes() < bytes(minified).length) {
            assertThat(List.of(shape.promptChars(), shape.prompt().utf8Bytes()))
                    .as(place + " " + minified)
                    .isEqualTo(List.of(minified.codePointCount(0, minified.length()), bytes(minified).length));
        }
    }

    private static String at(String pointer, String json) {
        StringBuilder before = new StringBuilder();
        StringBuilder behind = new StringBuilder();
        for (String step : pointer.substring(1).split("/", -1)) {
            before.append(step.equals("*") ? "[" : "{\"" + step.replace("~1", "/") + "\":");
            behind.insert(0, step.equals("*") ? "]" : "}");
        }
        return before + json + behind;
    }

    /** All places of a table that take anything; what is shown or heard is held by its own measure. */
    private static List<String> open(Place<Rule> root) {
        List<String> places = new ArrayList<>();
        collect("", root, places);
        return places;
    }

    private static void collect(String pointer, Place<Rule> place, List<String> places) {
        Role role = place.said().role();
        if (place.isLeaf() && role.isOpen() && role != Role.IMAGE && role != Role.SOUND) {
            places.add(pointer);
        }
        place.names().forEach((name, below) -> collect(pointer + "/" + name.replace("/", "~1"), below, places));
        if (place.elements() != null) {
            collect(pointer + "/*", place.elements(), places);
        }
    }
}
