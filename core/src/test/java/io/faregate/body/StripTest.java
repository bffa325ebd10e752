package io.faregate.body;

import static io.faregate.body.Bodies.HELLO;
import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.edited;
import static io.faregate.body.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields that no table has, taken out of a body. */
class StripTest {
    private static final Dialect CHAT = stripping("openai-chat");
    private static final Dialect APP = stripping("app");

    private static Dialect stripping(String dialect) {
        return Dialects.named(dialect, AppFields.DEFAULT.unknown(Unknown.STRIP)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"x\":1,\"message\":\"a\"}|{\"message\":\"a\"}",
                "{\"message\":\"a\",\"x\":1}|{\"message\":\"a\"}",
                "{\"message\":\"a\",\"x\":1,\"maxSteps\":1}|{\"message\":\"a\",\"maxSteps\":1}",
                "{\"x\":1,\"y\":[{\"message\":2}],\"message\":\"a\",\"z\":{},\"w\":\"},\"}|{\"message\":\"a\"}",
                "`{ \"x\" : [1 , 2] , \"message\" : \"a\" , \"y\" : null , \"maxSteps\" : 1 , \"z\":\"\\\"\" }`|`{ \"message\" : \"a\" , \"maxSteps\" : 1 }`",
                "{\"Message\":\"b\",\"message\":\"a\",\"MESSAGE\":\"c\",\"max_steps\":99}|{\"message\":\"a\"}",
                "{\"mess\\u0061ge\":\"a\",\"mess\\u0061ges\":\"b\"}|{\"mess\\u0061ge\":\"a\"}",
                "{\"message\":\" a \",\"x\":1}|{\"message\":\"a\"}",
            })
    void aFieldGoesWithItsComma(String asked, String goesOn) {
        RequestShape shape = accepted(APP, asked);

        assertThat(edited(shape.edit())).isEqualTo(goesOn);
        assertThat(shape.stripped()).isNotEmpty();
        assertThat(shape.promptChars()).isEqualTo(1);
        assertThat(edited(accepted(APP, goesOn).edit())).isEqualTo(goesOn);
    }

    @Test
    void anObjectOfNothingElseIsLeftEmpty() {
        Dialect deep = Dialects.named(
                        "app",
                        new AppFields("/message", "/opt/out", "/opt/steps", "/docs", "/m", Set.of())
                                .unknown(Unknown.STRIP))
                .orElseThrow();
        RequestShape shape = accepted(deep, "{\"opt\":{ \"x\":1 , \"y\":2 },\"message\":\"a\"}");

        assertThat(edited(shape.edit())).isEqualTo("{\"opt\":{  },\"message\":\"a\"}");
        assertThat(edited(shape.edit().set(Choice.OUTPUT_TOKENS, 7)))
                .isEqualTo("{\"opt\":{\"out\":7  },\"message\":\"a\"}");
        assertThat(edited(accepted(deep, "{\"x\":1,\"message\":\"a\"}")
                        .edit()
                        .model("mini")
                        .set(Choice.OUTPUT_TOKENS, 7)))
                .isEqualTo("{\"m\":\"mini\",\"opt\":{\"out\":7},\"message\":\"a\"}");
        assertThat(shape.stripped()).containsExactly("/opt/x", "/opt/y");
    }

    @Test
    void fieldsInListsOfMessagesAreTakenOutToo() {
        RequestShape shape = accepted(
                CHAT,
                "{\"messages\":[{\"cache\":{\"a\":[]},\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\",\"x\":\"long text\"}]},"
                        + "{\"role\":\"user\",\"content\":\"b\",\"vendor\":1}],\"reasoning_split\":true}");

        assertThat(edited(shape.edit()))
                .isEqualTo(
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]},{\"role\":\"user\",\"content\":\"b\"}]}");
        assertThat(shape.stripped())
                .containsExactly(
                        "/messages/0/cache", "/messages/0/content/0/x", "/messages/1/vendor", "/reasoning_split");
        assertThat(shape.promptChars()).isEqualTo(3);
        List<String> pieces = new ArrayList<>();
        shape.prompt().pieces(64).forEachRemaining(pieces::add);
        assertThat(pieces).noneMatch(piece -> piece.contains("long text"));
    }

    @Test
    void whatIsTakenOutOfAMessageGoesWithAMessageThatTheRoutesInstructionsReplace() {
        RequestShape shape = accepted(
                CHAT,
                "{\"messages\":[{\"role\":\"system\",\"x\":1,\"content\":\"mine\"},"
                        + "{\"role\":\"user\",\"y\":{},\"content\":\"hi\"}]}");

        assertThat(edited(shape.instructed("yours").edit()))
                .isEqualTo("{\"messages\":[{\"role\":\"system\",\"content\":\"yours\"},"
                        + "{\"role\":\"user\",\"content\":\"hi\"}]}");
    }

    /** Who asks for such a thing would not get the answer that they expect, or is after something. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"service_tier\":\"priority\"",
                "\"store\":true",
                "\"prediction\":{\"content\":\"x\"}",
                "\"tools\":[{\"type\":\"mcp\"}]"
            })
    void whatIsDeniedByNameIsRefusedAllTheSame(String member) {
        assertThat(rejected(CHAT, "{" + member + "," + HELLO + "}").reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\":1,\"x\":2",
                "\"x\":1,\"\\u0078\":2",
                "\"x\":{\"a\":1,\"a\":2}",
                "\"x\":[1,]",
                "\"x\":tru",
                "\"x\":\"\\ud8\"",
                "\"x\":01",
                "\"x\":",
                "\"x\"",
                "\"\\ud800\":1",
                ",\"x\":1"
            })
    void whatIsTakenOutIsReadAsStrictly(String members) {
        assertThat(rejected(APP, "{" + members + ",\"message\":\"a\"}").reason())
                .isEqualTo(Reason.MALFORMED);
        assertThat(rejected(APP, "{\"message\":\"a\"," + members + "}").reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void whatIsTakenOutIsBounded() {
        String deep = "[".repeat(100) + "]".repeat(100);
        String many = "0,".repeat(JsonTokens.MOST) + "0";

        assertThat(rejected(APP, "{\"x\":" + deep + ",\"message\":\"a\"}").reason())
                .isEqualTo(Reason.MALFORMED);
        assertThat(rejected(APP, "{\"x\":[" + many + "],\"message\":\"a\"}").reason())
                .isEqualTo(Reason.MALFORMED);
        assertThat(rejected(APP, "{\"" + "x".repeat(257) + "\":1,\"message\":\"a\"}")
                        .reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void namesAreShownWithoutWhatWouldPrintItselfAndNotWithoutEnd() {
        StringBuilder body = new StringBuilder("{\"a\\r\\n\\u001b[31m\":1");
        for (int i = 0; i < 100; i++) {
            body.append(",\"x").append(i).append("\":1");
        }
        List<String> stripped = accepted(APP, body + ",\"message\":\"a\"}").stripped();

        assertThat(stripped).hasSize(8).startsWith("/a???[31m");
    }

    @Test
    void nothingIsTakenOutOfWhatTheApplicationWrites() {
        String outgoing = "{\"vendor\":{\"x\":1}," + HELLO + "}";

        assertThat(edited(accepted(Bodies.scan(CHAT, outgoing, Origin.APPLICATION))
                        .edit()))
                .isEqualTo(outgoing);
    }

    /** A foreign parser reads of what goes on what it reads of the original, without what is in no table. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void whatGoesOnIsTheOriginalWithoutWhatWasPlanted(long seed) {
        Random random = new Random(seed);
        for (DialectExample example : DialectExample.all().toList()) {
            Dialect dialect = example.with(AppFields.DEFAULT.unknown(Unknown.STRIP));
            Object original = Tree.of(example.request());
            for (int i = 0; i < 200; i++) {
                String asked = new Planter(random).written(original);
                byte[] body = bytes(asked);
                RequestShape shape = accepted(dialect.scan(body, body.length, Origin.CLIENT));
                byte[] out = shape.edit().bytes();

                assertThat(Tree.of(out))
                        .as(asked)
                        .isEqualTo(pruned(Tree.of(asked), example.requests().root()));
                RequestShape again = accepted(example.dialect().scan(out, out.length, Origin.CLIENT));
                assertThat(again.edit().bytes()).isSameAs(out);
                assertThat(Bodies.size(again.prompt())).isEqualTo(Bodies.size(shape.prompt()));
            }
        }
    }

    private static Object pruned(Object tree, Place<Rule> place) {
        if (place == null || place.isLeaf()) {
            return tree;
        }
        if (tree instanceof List<?> list) {
            return list.stream().map(each -> pruned(each, place.elements())).toList();
        }
        if (!(tree instanceof Map<?, ?> object)) {
            return tree;
        }
        Map<Object, Object> kept = new LinkedHashMap<>();
        object.forEach((name, value) -> {
            Place<Rule> member = place.name((String) name);
            if (member != null) {
                kept.put(name, pruned(value, member));
            }
        });
        return kept;
    }

    /** Writes a tree with members that nobody knows in any of its objects, and white space anywhere. */
    private static final class Planter {
        private static final List<String> JUNK = List.of(
                "1",
                "null",
                "\"\"",
                "\"},\\\"{\"",
                "[ ]",
                "{\"messages\":[{\"a\":1}],\"model\":\"x\"}",
                "[[{}],-1.5e3]",
                "true");

        private final Random random;
        private final StringBuilder json = new StringBuilder();
        private int planted;

        Planter(Random random) {
            this.random = random;
        }

        String written(Object tree) {
            write(tree);
            return json.toString();
        }

        private Planter space() {
            json.append(" \t\n ", 0, random.nextInt(4) == 0 ? random.nextInt(4) : 0);
            return this;
        }

        private void write(Object tree) {
            space();
            if (tree instanceof Map<?, ?> object) {
                object(object);
            } else if (tree instanceof List<?> list) {
                json.append('[');
                for (int i = 0; i < list.size(); i++) {
                    json.append(i == 0 ? "" : ",");
                    write(list.get(i));
                }
                json.append(']');
            } else if (tree instanceof String text) {
                json.append(Members.quoted(text));
            } else {
                json.append(tree instanceof Tree.Written number ? number.number() : String.valueOf(tree));
            }
            space();
        }

        private void object(Map<?, ?> object) {
            json.append('{');
            boolean begun = plant(false);
            for (Map.Entry<?, ?> member : object.entrySet()) {
                json.append(begun ? "," : "");
                space().json.append(Members.quoted((String) member.getKey()));
                space().json.append(':');
                write(member.getValue());
                begun = plant(true);
            }
            space().json.append('}');
        }

        private boolean plant(boolean begun) {
            boolean comma = begun;
            while (random.nextInt(4) == 0) {
                json.append(comma ? "," : "");
                space().json.append("\"zz").append(planted++).append("\"");
                space().json.append(':');
                space().json.append(JUNK.get(random.nextInt(JUNK.size())));
                space();
                comma = true;
            }
            return comma;
        }
    }
}
