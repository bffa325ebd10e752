package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.edited;
import static io.faregate.body.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.TokenEstimator.PromptSize;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of {@code app} in a form and in a query. */
class ParameterScanTest {
    private static final AppFields PLAIN = AppFields.DEFAULT;

    /** Where the same parameters may stand. */
    enum Where {
        FORM,
        QUERY;

        Dialect dialect(AppFields fields) {
            var request = this == FORM
                    ? RideRequest.of("POST", "/", "").header("Content-Type", "application/x-www-form-urlencoded")
                    : RideRequest.of("GET", "/");
            return Dialects.named("app", fields).orElseThrow().of(request.build());
        }

        Scan scan(String parameters) {
            return scan(PLAIN, parameters);
        }

        Scan scan(AppFields fields, String parameters) {
            byte[] body = bytes(parameters);
            return dialect(fields).scan(body, body.length, Origin.CLIENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatParametersAskForIsFoundAsInJson(Where where) {
        RequestShape shape =
                accepted(where.scan("message=h%C3%A9+llo&maxOutputTokens=1&maxSteps=2&retrievalLimit=0&model=m"));

        assertThat(shape.asked(Choice.OUTPUT_TOKENS)).hasValue(1);
        assertThat(shape.asked(Choice.STEPS)).hasValue(2);
        assertThat(shape.asked(Choice.RETRIEVED_DOCUMENTS)).hasValue(0);
        assertThat(shape.model()).hasValue("m");
        assertThat(shape.promptChars()).isEqualTo(6);
        assertThat(Bodies.size(shape.prompt())).isEqualTo(new PromptSize(7, 0, 0));
        assertThat(shape.prompt().pieces(100).next()).isEqualTo("h\u00e9 llo");
    }

    @ParameterizedTest
    @EnumSource
    void whatNeedsNoChangeGoesOnByteForByte(Where where) {
        byte[] asked = bytes("m%65ssage=%68i+%21&maxSteps=1&model=m&maxOutputTokens=5&retrievalLimit=0");
        RequestShape shape = accepted(where.dialect(PLAIN).scan(asked, asked.length, Origin.CLIENT));

        assertThat(edited(set(shape.edit(), 5, 1, 0).model("m"))).isEqualTo(Bodies.text(asked));
    }

    private static Edits set(Edits edits, long output, long steps, long documents) {
        return edits.set(Choice.OUTPUT_TOKENS, output)
                .set(Choice.STEPS, steps)
                .set(Choice.RETRIEVED_DOCUMENTS, documents);
    }

    @ParameterizedTest
    @EnumSource
    void choicesAreLoweredWhereTheyStandAndPutInWhereTheyAreMissing(Where where) {
        String asked = "maxOutputTokens=%39%39999999999999999999&message=a%26b%3Dc&model=dear&maxSteps=";

        assertThat(edited(set(accepted(where.scan(asked)).edit(), 800, 1, 0).model("m/\u00e9 1")))
                .isEqualTo("maxOutputTokens=800&message=a%26b%3Dc&model=m%2F%C3%A9+1&maxSteps=1&retrievalLimit=0");
        assertThat(edited(set(accepted(where.scan("maxSteps&model=&message=x")).edit(), 1, 2, 3)
                        .model("m")))
                .isEqualTo("maxSteps=2&model=m&message=x&maxOutputTokens=1&retrievalLimit=3");
    }

    @ParameterizedTest
    @EnumSource
    void whiteSpaceAroundTheMessageIsCutOff(Where where) {
        assertThat(edited(accepted(where.scan("message=+%0D%0A%C2%A0a+b%E3%80%80&maxSteps=1"))
                        .edit()))
                .isEqualTo("message=a+b&maxSteps=1");
    }

    @ParameterizedTest
    @EnumSource
    void aMessageMustBeThereAndSaySomething(Where where) {
        for (String none : List.of("", "model=m", "message=", "message", "message=+%09%E2%80%A8&model=m")) {
            BodyRejected rejected = rejected(where.scan(none));

            assertThat(rejected.reason()).isEqualTo(Reason.INVALID_VALUE);
            assertThat(rejected.param()).isEqualTo("/message");
        }
    }

    @ParameterizedTest
    @EnumSource
    void choicesMustBeIntegers(Where where) {
        for (String value : List.of(
                "-1",
                "0",
                "%2B5",
                "+5",
                "5+",
                "05",
                "5.0",
                "1e3",
                "0x10",
                "%EF%BC%95",
                "5%00",
                "9".repeat(100),
                "null",
                "-0",
                "true",
                "5,6")) {
            BodyRejected rejected = rejected(where.scan("message=x&maxOutputTokens=" + value));

            assertThat(rejected.reason()).as(value).isEqualTo(Reason.INVALID_VALUE);
            assertThat(rejected.param()).isEqualTo("/maxOutputTokens");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameThatIsNoFieldIsRefusedHoweverAFrameworkWouldBindIt(Where where) {
        for (String name : List.of(
                "message[]",
                "message[0]",
                "message.text",
                "message%5B%5D",
                "Message",
                "MESSAGE",
                "max_output_tokens",
                "max-output-tokens",
                "messages",
                "system",
                "_method",
                "message%00",
                "message+",
                "+message",
                "%C5%BFystem",
                "/message",
                "user",
                "plan")) {
            BodyRejected rejected = rejected(where.scan("message=x&" + name + "=1"));

            assertThat(rejected.reason()).as(name).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        }
        assertThat(rejected(where.scan("message=x&MaxSteps=1")).message()).contains("it is written maxSteps");
    }

    @ParameterizedTest
    @EnumSource
    void aNameTwiceIsRefusedHoweverItIsEncoded(Where where) {
        for (String twice : List.of(
                "message=a&message=b",
                "message=a&m%65ssage=b",
                "message=a&message",
                "maxSteps=1&message=a&maxStep%73=1",
                "message=a&message=a")) {
            assertThat(rejected(where.scan(twice)).reason()).as(twice).isEqualTo(Reason.MALFORMED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatOthersMayReadOtherwiseIsRefused(Where where) {
        for (String broken : List.of(
                "message=a;maxSteps=9",
                "message=a&;maxSteps=9",
                "message=a&&maxSteps=1",
                "&message=a",
                "message=a&",
                "message=a&=b",
                "message=a&=",
                "message=%",
                "message=%4",
                "message=%4&maxSteps=1",
                "message=%zz",
                "message=%u0041",
                "message=%-1",
                "message=%C0%AF",
                "message=%E0%80%AF",
                "message=%ED%A0%80",
                "message=%F4%90%80%80",
                "message=%FF",
                "message=%C3",
                "message=%C3&maxSteps=1",
                "mess%C3age=x",
                "message=a\r\nmaxSteps=9",
                "message=a\u0000",
                "message=a\u007f",
                "\ufeffmessage=a")) {
            assertThat(rejected(where.scan(broken)).reason())
                    .as(broken)
                    .isIn(Reason.MALFORMED, Reason.FIELD_NOT_ALLOWED);
        }
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedEvenWhereAnEscapeWouldCompleteThem() {
        for (int[] body : new int[][] {{0xC3}, {'%', 'C', '3', 0xA9}, {0xC3, '%', 'A', '9'}, {0xFE, 0xFF, 0, 'm'}}) {
            byte[] form = new byte["message=".length() + body.length];
            System.arraycopy(bytes("message="), 0, form, 0, 8);
            for (int i = 0; i < body.length; i++) {
                form[8 + i] = (byte) body[i];
            }
            assertThat(rejected(Where.FORM.dialect(PLAIN).scan(form, form.length, Origin.CLIENT))
                            .reason())
                    .isEqualTo(Reason.MALFORMED);
        }
        assertThat(accepted(Where.FORM.scan("message=gr\u00fc\u00df dich")).promptChars())
                .isEqualTo(9);
        assertThat(rejected(Where.QUERY.scan("message=gr\u00fc\u00df")).reason())
                .isEqualTo(Reason.MALFORMED);
        assertThat(rejected(Where.QUERY.scan("message=a b")).reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void jsonThatIsCalledAFormIsRefused() {
        for (String json : List.of("{\"message\":\"x\"}", "{}", "[]", "{\"message\":\"x&message=y\"}")) {
            assertThat(rejected(Where.FORM.scan(json)).reason()).isEqualTo(Reason.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesAreBoundedInNumberAndLength(Where where) {
        StringBuilder many = new StringBuilder("message=x");
        for (int i = 0; i < 1_100; i++) {
            many.append("&n").append(i).append('=');
        }
        AppFields stripping = PLAIN.unknown(Unknown.STRIP);

        assertThat(rejected(where.scan(stripping, many.toString())).reason()).isEqualTo(Reason.MALFORMED);
        assertThat(rejected(where.scan(stripping, "message=x&" + "n".repeat(257) + "=1"))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @EnumSource
    void anAllowedFieldPassesAndItsTextCounts(Where where) {
        AppFields fields = new AppFields(
                "/message", "/maxOutputTokens", "/maxSteps", "/retrievalLimit", "/model", Set.of("lang", "a b"));

        RequestShape shape = accepted(where.scan(fields, "message=ab&lang=cde&a+b=%7B"));

        assertThat(shape.promptChars()).isEqualTo(6);
        assertThat(edited(shape.edit())).isEqualTo("message=ab&lang=cde&a+b=%7B");
    }

    @ParameterizedTest
    @EnumSource
    void aFieldThatLiesDeeperCanNotBeInAForm(Where where) {
        AppFields fields = new AppFields("/in", "/opt/out", "/steps", "/docs", "/m", Set.of());

        assertThat(rejected(where.scan(fields, "in=x&opt=1")).param()).isEqualTo("/opt");
        assertThat(rejected(where.scan(fields, "in=x&out=1")).param()).isEqualTo("/out");
        assertThat(edited(accepted(where.scan(fields, "in=x&steps=9"))
                        .edit()
                        .set(Choice.OUTPUT_TOKENS, 8)
                        .set(Choice.STEPS, 2)))
                .isEqualTo("in=x&steps=2");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsStrippedIsGoneWithItsSeparator(Where where) {
        AppFields fields = PLAIN.unknown(Unknown.STRIP);
        for (String asked : List.of(
                "x=1&message=a&maxSteps=1",
                "message=a&x=1&maxSteps=1",
                "message=a&maxSteps=1&x=1",
                "x=1&y=%26&message=a&message[]=2&maxSteps=1&Message=b&MAXSTEPS=9",
                "x&message=a&y&maxSteps=1")) {
            RequestShape shape = accepted(where.scan(fields, asked));

            assertThat(shape.stripped()).isNotEmpty();
            assertThat(shape.promptChars()).isEqualTo(1);
            assertThat(edited(shape.edit())).isEqualTo("message=a&maxSteps=1");
            assertThat(edited(shape.edit().set(Choice.OUTPUT_TOKENS, 8)))
                    .isEqualTo("message=a&maxSteps=1&maxOutputTokens=8");
        }
        assertThat(rejected(where.scan(fields, "message=a&x=1&x=2")).reason()).isEqualTo(Reason.MALFORMED);
        assertThat(rejected(where.scan(fields, "message=a&x=%zz")).reason()).isEqualTo(Reason.MALFORMED);
    }

    /** What a foreign decoder reads of what goes on is what the caps let through, whatever was asked. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aForeignReaderOfWhatGoesOnFindsNothingBeyondTheCaps(long seed) {
        Random random = new Random(seed);
        AppFields fields = PLAIN.unknown(Unknown.STRIP);
        int let = 0;
        for (int i = 0; i < 5_000; i++) {
            String asked = asked(random);
            Where where = random.nextBoolean() ? Where.FORM : Where.QUERY;
            if (where.scan(fields, asked) instanceof RequestShape shape) {
                let++;
                String out = edited(set(shape.edit(), 5, 2, 3).model("m"));
                List<String> read = foreign(out);
                assertThat(read).as(asked).containsOnlyOnce("model=m").anyMatch(pair -> pair.startsWith("message="));
                assertThat(number(read, "maxOutputTokens")).as(asked).isBetween(1L, 5L);
                assertThat(number(read, "maxSteps")).as(asked).isBetween(1L, 2L);
                assertThat(number(read, "retrievalLimit")).as(asked).isBetween(0L, 3L);
                assertThat(read).hasSize(5);
                RequestShape again = accepted(where.scan(out));
                assertThat(edited(set(again.edit(), 5, 2, 3).model("m"))).isEqualTo(out);
            }
        }
        assertThat(let).isBetween(500, 4_900);
    }

    private static String asked(Random random) {
        List<String> pairs = new ArrayList<>(List.of("message=" + word(random)));
        for (String name :
                List.of("maxOutputTokens", "maxSteps", "retrievalLimit", "model", "x", "Model", "max%53teps")) {
            if (random.nextInt(3) == 0) {
                boolean isWord = name.equals("model") || random.nextInt(9) == 0;
                String value = isWord ? word(random) : Long.toString(random.nextLong() >>> (1 + random.nextInt(63)));
                pairs.add(random.nextInt(pairs.size() + 1), name + (random.nextInt(20) == 0 ? "" : "=" + value));
            }
        }
        return String.join("&", pairs);
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            word.appendCodePoint("a \u00e9&=%+;\ud83d\ude00\n{".codePoints().toArray()[random.nextInt(10)]);
        }
        return random.nextInt(30) == 0 ? word.toString() : URLEncoder.encode(word.toString(), StandardCharsets.UTF_8);
    }

    private static List<String> foreign(String form) {
        List<String> read = new ArrayList<>();
        for (String pair : form.split("&", -1)) {
            read.add(URLDecoder.decode(pair, StandardCharsets.UTF_8));
        }
        return read;
    }

    private static long number(List<String> read, String name) {
        return read.stream()
                .filter(pair -> pair.startsWith(name + "="))
                .mapToLong(pair -> Long.parseLong(pair.substring(name.length() + 1)))
                .sum();
    }
}
