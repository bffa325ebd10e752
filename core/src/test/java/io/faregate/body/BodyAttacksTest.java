package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonToken;

/** One body that two parsers read differently, and numbers that are none, at every place of every table. */
class BodyAttacksTest {
    private static final List<String> NO_INTEGERS = List.of(
            "1.0",
            "1.9",
            "1e3",
            "1E400",
            "-1e3",
            "1e1000000000",
            "1E-1000000000",
            "0e+99999999999999999999",
            "\"5\"",
            "\"\"",
            "true",
            "false",
            "[5]",
            "[]",
            "{}",
            "{\"v\":5}");

    private static final Caps SHOWING = Caps.of(Map.of(Capped.IMAGES, Cap.of(5), Capped.IMAGE_URLS, Cap.of(5)));

    /**
     * A dialect that reads JSON, with its table.
     *
     * @param name the dialect
     * @param fields its table
     * @param hello the least members of a body
     */
    record Table(String name, Fields fields, String hello) {
        Scan scan(String body, Origin origin) {
            return scan(bytes(body), origin);
        }

        Scan scan(byte[] body, Origin origin) {
            return new JsonScanner(fields).scan(body, body.length, origin);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Table> tables() {
        return Stream.concat(
                Stream.of(new Table("app", AppBody.request(AppFields.DEFAULT), "\"message\":\"hi\"")),
                DialectExample.all().map(example -> new Table(example.name(), example.requests(), example.hello())));
    }

    /** A name of a table with the way down to it. */
    private record Named(Place<Rule> place, String before, String after) {
        static List<Named> of(Fields fields) {
            List<Named> all = new ArrayList<>();
            add(fields.root(), "", "", all);
            return all;
        }

        private static void add(Place<Rule> place, String before, String after, List<Named> all) {
            // pictures and files are refused whatever is in them
            for (Place<Rule> member : place.said().role().isMedia()
                    ? List.<Place<Rule>>of()
                    : place.names().values()) {
                all.add(new Named(member, before + "{", "}" + after));
                add(member, before + "{\"" + member.name() + "\":", "}" + after, all);
            }
            if (place.elements() != null) {
                add(place.elements(), before + "[", "]" + after, all);
            }
        }

        String body(String members) {
            return before + members + after;
        }

        /** Whether a body with this place needs no array around it. */
        boolean isSingle() {
            return !before.contains("[");
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void noFieldIsTakenInAnotherDress(Table table) {
        int tried = 0;
        for (Named named : Named.of(table.fields())) {
            String name = named.place().name();
            Place<Rule> above = named.place().above();
            for (String dressed : dressed(name)) {
                if (above.name(dressed) == null) {
                    tried++;
                    BodyRejected rejected = rejected(table.scan(named.body("\"" + dressed + "\":1"), Origin.CLIENT));
                    assertThat(rejected.reason()).as(dressed).isEqualTo(Reason.FIELD_NOT_ALLOWED);
                    assertThat(rejected.message()).contains("; it is written ");
                }
            }
        }
        assertThat(tried).isGreaterThan(15);
    }

    static Set<String> dressed(String name) {
        String snake = name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        StringBuilder camel = new StringBuilder();
        for (String part : name.split("_", -1)) {
            camel.append(camel.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        Set<String> dressed = new LinkedHashSet<>(List.of(
                name.toUpperCase(Locale.ROOT),
                name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
                snake,
                camel.toString(),
                snake.replace('_', '-'),
                name.replace("s", "\u017f").replace("k", "\u212a"),
                "_" + name));
        dressed.remove(name);
        return dressed;
    }

    @ParameterizedTest
    @MethodSource("tables")
    void noFieldIsThereTwiceHoweverItIsEscaped(Table table) {
        for (Named named : Named.of(table.fields())) {
            String name = named.place().name();
            String escaped = "\\u%04x".formatted((int) name.charAt(0)) + name.substring(1);
            for (String twice : List.of(name, escaped, "\\u%04X".formatted((int) name.charAt(0)) + name.substring(1))) {
                String body = named.body("\"" + name + "\":null,\"" + twice + "\":null");
                BodyRejected rejected = rejected(table.scan(body, Origin.APPLICATION));
                assertThat(rejected.reason()).as(body).isEqualTo(Reason.MALFORMED);
                assertThat(table.scan(body, Origin.CLIENT)).isInstanceOf(BodyRejected.class);
            }
        }
    }

    /** Also where pictures are let in: what is below them is read as strictly as the rest. */
    @ParameterizedTest
    @MethodSource("tables")
    void whereAPictureBelongsNothingElseIsTaken(Table table) {
        for (Named named : Named.of(table.fields())) {
            if (!named.place().said().role().isMedia()) {
                continue;
            }
            String field = "\"" + named.place().name() + "\":";
            for (String value :
                    List.of("5", "-1", "1.9", "1e400", "true", "\"5\"", "[5]", "{\"v\":5}", "{\"url\":5}")) {
                byte[] body = bytes(named.body(field + value));
                assertThat(new JsonScanner(table.fields()).scan(body, body.length, Origin.CLIENT, SHOWING))
                        .as(named.body(field + value))
                        .isInstanceOf(BodyRejected.class);
            }
            for (String twice : List.of("url", "\\u0075rl")) {
                String body = named.body(field + "{\"url\":null,\"" + twice + "\":null}");
                assertThat(rejected(table.scan(body, Origin.APPLICATION)).reason())
                        .as(body)
                        .isEqualTo(Reason.MALFORMED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void whereAnIntegerBelongsNothingElseIsTakenWhoeverWroteIt(Table table) {
        for (Named named : Named.of(table.fields())) {
            Rule rule = named.place().said();
            if (rule.role() != Role.CHOICE && rule.role() != Role.BUDGET) {
                continue;
            }
            for (String value : NO_INTEGERS) {
                for (Origin origin : Origin.values()) {
                    String body = named.body("\"" + named.place().name() + "\":" + value);
                    assertThat(rejected(table.scan(body, origin)).reason())
                            .as(body)
                            .isEqualTo(Reason.INVALID_VALUE);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aChoiceBelowOneIsRefusedAndOneBeyondAllIsTheMostThereIs(Table table) {
        for (Named named : Named.of(table.fields())) {
            Choice choice = named.place().said().choice();
            if (choice == null) {
                continue;
            }
            assertThat(named.isSingle()).isTrue();
            String field = "\"" + named.place().name() + "\":";
            for (String below : List.of("-1", "-9223372036854775809", "-" + "9".repeat(900), "-2147483649")) {
                assertThat(rejected(table.scan(named.body(field + below), Origin.APPLICATION))
                                .reason())
                        .isEqualTo(Reason.INVALID_VALUE);
            }
            for (String beyond : List.of("9223372036854775807", "9223372036854775808", "9".repeat(900))) {
                RequestShape shape = accepted(table.scan(named.body(field + beyond), Origin.APPLICATION));
                assertThat(shape.asked(choice)).hasValue(Long.MAX_VALUE);
                assertThat(shape.most(Long.MAX_VALUE, Long.MAX_VALUE).promptTokens())
                        .isPositive();
            }
        }
    }

    /** Values of a place: with a text of some length as a string, as a name, deep below, and as a number. */
    private static List<String> holding(int length) {
        String text = "t".repeat(length);
        return List.of(
                "\"" + text + "\"",
                "{\"" + text + "\":null}",
                "{\"x\":[{\"y\":\"" + text + "\"}]}",
                "[{\"description\":\"" + text + "\"}]",
                "{\"enum\":[" + "9".repeat(length) + "]}");
    }

    /** Else a client would fill the prompt where no cap looks. */
    @ParameterizedTest
    @MethodSource("tables")
    void whatIsHeldAsPromptIsCappedAsPromptWhereverItStands(Table table) {
        int capped = 0;
        for (Named named : Named.of(table.fields())) {
            Role role = named.place().said().role();
            for (int i = 0; i < holding(1).size(); i++) {
                String member = "\"" + named.place().name() + "\":";
                String longer = named.body(member + holding(201).get(i));
                if (!(table.scan(longer, Origin.APPLICATION) instanceof RequestShape more)) {
                    assertThat(table.scan(longer, Origin.CLIENT)).isInstanceOf(BodyRejected.class);
                    continue;
                }
                RequestShape less =
                        accepted(table.scan(named.body(member + holding(1).get(i)), Origin.APPLICATION));
                long held = more.prompt().utf8Bytes() - less.prompt().utf8Bytes();
                boolean isOwnWord = i == 0 && role.takes(JsonToken.VALUE_STRING) && !role.isFreeText();

                assertThat(more.promptChars() - less.promptChars()).as(longer).isEqualTo(isOwnWord ? 0 : held);
                if (isOwnWord && role != Role.MODEL) {
                    assertThat(table.scan(longer, Origin.CLIENT)).as(longer).isInstanceOf(BodyRejected.class);
                }
                capped += held > 0 ? 1 : 0;
            }
        }
        assertThat(capped).isGreaterThan(4);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void noOtherEncodingIsRead(Table table) {
        String body = "{" + table.hello() + "}";
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE")) {
            for (String mark : List.of("", "\ufeff")) {
                byte[] encoded = (mark + body).getBytes(Charset.forName(charset));
                assertThat(rejected(table.scan(encoded, Origin.CLIENT)).reason())
                        .isEqualTo(Reason.MALFORMED);
            }
        }
        assertThat(rejected(table.scan("\ufeff" + body, Origin.CLIENT)).reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void noOverlongOrBrokenUtf8IsRead(Table table) {
        for (String hex :
                List.of("c1a1", "c0a2", "c080", "e081a1", "f08081a1", "eda080", "edb080", "f4908080", "80", "ff")) {
            byte[] broken = HexFormat.of().parseHex(hex);
            for (String frame :
                    List.of("{\"%\":1}", "{" + table.hello() + ",\"metadata\":\"%\"}", "{" + table.hello() + "}%")) {
                for (Origin origin : Origin.values()) {
                    assertThat(rejected(table.scan(framed(frame, broken), origin))
                                    .reason())
                            .isEqualTo(Reason.MALFORMED);
                }
            }
        }
    }

    private static byte[] framed(String frame, byte[] inside) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(frame.substring(0, frame.indexOf('%'))));
        out.writeBytes(inside);
        out.writeBytes(bytes(frame.substring(frame.indexOf('%') + 1)));
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void nothingFollowsTheDocument(Table table) {
        String body = "{" + table.hello() + "}";
        for (String more :
                List.of(body, "{\"max_tokens\":9}", ",{}", "[]", "null", "0", "\u0000", "//", "}", "\"x\"")) {
            for (String space : List.of("", " ", "\n")) {
                assertThat(rejected(table.scan(body + space + more, Origin.CLIENT))
                                .reason())
                        .isEqualTo(Reason.MALFORMED);
            }
        }
        accepted(table.scan(body + "\r\n\t ", Origin.CLIENT));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void nestingAndFloodsOfValuesAndNamesEndWhoeverWroteThem(Table table) {
        String names = String.join(
                ",", IntStream.range(0, 1_025).mapToObj(i -> "\"k" + i + "\":0").toList());
        for (String flood : List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "[".repeat(64) + "]".repeat(64),
                "[" + "0,".repeat(JsonTokens.MOST) + "0]",
                "[" + "{},".repeat(JsonTokens.MOST / 2) + "{}]",
                "{" + names + "}",
                distinctNames(300, 1_000),
                "{\"" + "n".repeat(257) + "\":0}",
                "9".repeat(1_001))) {
            String body = "{\"x_flood\":" + flood + "," + table.hello() + "}";
            assertThat(rejected(table.scan(body, Origin.APPLICATION)).reason())
                    .as(flood.substring(0, 5))
                    .isEqualTo(Reason.MALFORMED);
            assertThat(rejected(table.scan(body, Origin.CLIENT)).reason())
                    .isIn(Reason.MALFORMED, Reason.FIELD_NOT_ALLOWED);
        }
    }

    /** So many objects of so many names, none of which is there twice. */
    private static String distinctNames(int objects, int each) {
        StringBuilder all = new StringBuilder("[{");
        for (int i = 0; i < objects * each; i++) {
            all.append(i == 0 ? "" : i % each == 0 ? "},{" : ",")
                    .append("\"k")
                    .append(i)
                    .append("\":0");
        }
        return all.append("}]").toString();
    }

    /** What an object had is forgotten with it: names of others are no names of its own, however many there were. */
    @ParameterizedTest
    @MethodSource("tables")
    void asManyNamesAsValuesAreReadWhereNoObjectHasTooMany(Table table) {
        String body = "{\"x_names\":" + distinctNames(240, 1_024) + "," + table.hello() + "}";

        assertThat(table.scan(body, Origin.APPLICATION)).isInstanceOf(RequestShape.class);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aLoneSurrogateIsThreeBytesAndGoesOnAsItCame(Table table) {
        for (String alone : List.of("\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\ud83d\\u0041")) {
            byte[] body = bytes("{" + table.hello().replace("\"hi\"", "\"" + alone + "\"") + "}");
            RequestShape shape = accepted(table.scan(body, Origin.CLIENT));
            RequestShape plain = accepted(table.scan("{" + table.hello() + "}", Origin.CLIENT));
            int surrogates = alone.length() == 6 ? 1 : 2;
            int size = alone.endsWith("41") ? 4 : 3 * surrogates;

            assertThat(shape.prompt().utf8Bytes()).isEqualTo(plain.prompt().utf8Bytes() - 2 + size);
            assertThat(new String(shape.edit().bytes(), StandardCharsets.UTF_8)).contains(alone);
            assertThat(shape.edit().bytes()).isSameAs(body);
        }
        BodyRejected name = rejected(table.scan("{\"\\ud83d\":1," + table.hello() + "}", Origin.APPLICATION));
        assertThat(name.reason()).isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aZeroByteInTextIsKeptAndInANameIsAnotherName(Table table) {
        byte[] body = bytes("{" + table.hello().replace("\"hi\"", "\"h\\u0000i\"") + "}");

        assertThat(accepted(table.scan(body, Origin.CLIENT)).edit().bytes()).isSameAs(body);
        for (Named named : Named.of(table.fields())) {
            String name = named.place().name() + "\\u0000";
            assertThat(rejected(table.scan(named.body("\"" + name + "\":1"), Origin.CLIENT))
                            .reason())
                    .isEqualTo(Reason.FIELD_NOT_ALLOWED);
        }
    }
}
