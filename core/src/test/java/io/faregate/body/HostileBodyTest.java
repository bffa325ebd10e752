package io.faregate.body;

import static io.faregate.body.Bodies.CHAT;
import static io.faregate.body.Bodies.HELLO;
import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Reason;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no body of any dialect may be, whoever wrote it. */
class HostileBodyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}}",
                "{} {}",
                "{}x",
                "{}\u0000",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{,\"a\":1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1/*x*/}",
                "{\"a\":1}//x",
                "#\n{}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":0x10}",
                "{\"a\":-}",
                "{\"a\":--1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":True}",
                "{\"a\":nul}",
                "{\"a\":nulll}",
                "{\"a\":\"\\x41\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u00G0\"}",
                "{\"a\":\"\\\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\u0001\":1}",
                "{\"a\":\"x}",
                "\u000b{}",
                "\u00a0{}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"max_tokens\":1,\"max\\u005ftokens\":100000}",
                "{\"a\":{\"b\":{\"c\":1,\"c\":2}}}",
                "{\"a\":[{\"c\":1,\"c\":2}]}",
                "{\"max_tokens\":1}{\"max_tokens\":9}",
                "\ufeff{}",
            })
    void isRefusedWhoeverWroteIt(String body) {
        assertThat(rejected(scan(CHAT, body, Origin.CLIENT)).reason().isStrike())
                .isTrue();
        assertThat(rejected(scan(CHAT, body, Origin.APPLICATION)).reason()).isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[1", "\"x\"", "1", "null", "true", "[{\"a\":1}]"})
    void aRootThatIsNoObjectIsRefused(String body) {
        assertThat(rejected(scan(CHAT, body, Origin.CLIENT)).reason()).isEqualTo(Reason.INVALID_VALUE);
        assertThat(rejected(scan(CHAT, body, Origin.APPLICATION)).reason()).isEqualTo(Reason.INVALID_VALUE);
    }

    static Stream<byte[]> brokenUtf8() {
        return Stream.of(
                        "c1a1", // overlong a
                        "c0a2", // overlong quote
                        "e081a1",
                        "f08081a1",
                        "eda080", // surrogates
                        "edbfbf",
                        "f4908080", // above U+10FFFF
                        "f5808080",
                        "f8888080a1",
                        "80",
                        "c3",
                        "e4b8",
                        "f09f98",
                        "c328",
                        "ff",
                        "fe")
                .map(hex -> IntStream.iterate(0, i -> i < hex.length(), i -> i + 2)
                        .collect(
                                StringBuilder::new,
                                (s, i) -> s.append((char) Integer.parseInt(hex, i, i + 2, 16)),
                                (a, b) -> {})
                        .toString()
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("brokenUtf8")
    void brokenUtf8IsRefusedInTextAndInNames(byte[] broken) {
        for (String frame :
                new String[] {"{\"x\":\"a%z\"}", "{\"a%z\":1}", "{\"x\":\"a%\"}", "{\"x\":[\"12345678%12345678\"]}"}) {
            byte[] body = framed(frame, broken);

            BodyRejected rejected = rejected(CHAT.scan(body, body.length, Origin.APPLICATION));

            assertThat(rejected.reason()).isEqualTo(Reason.MALFORMED);
            assertThat(rejected.message()).contains("UTF-8");
        }
    }

    private static byte[] framed(String frame, byte[] inside) {
        String text = frame.replace("%", new String(inside, StandardCharsets.ISO_8859_1));
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void otherEncodingsAreRefused(String charset) {
        byte[] body = ("{" + HELLO + "}").getBytes(Charset.forName(charset));

        assertThat(rejected(CHAT.scan(body, body.length, Origin.CLIENT)).reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void aHundredThousandOpenBracketsAreRefusedOnASmallStack() throws Exception {
        byte[] body = bytes("{\"tools\":" + "[".repeat(100_000));
        Scan[] scan = new Scan[1];
        Thread small =
                new Thread(null, () -> scan[0] = CHAT.scan(body, body.length, Origin.APPLICATION), "small", 256 * 1024);

        small.start();
        small.join();

        assertThat(rejected(scan[0]).reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void sixtyFourLevelsAreTheDeepest() {
        String open = "{\"metadata\":" + "[".repeat(63);

        accepted(CHAT, open + "]".repeat(63) + "," + HELLO + "}");
        BodyRejected rejected = rejected(CHAT, open + "[]" + "]".repeat(63) + "," + HELLO + "}");

        assertThat(rejected.reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void namesAreBoundedInLengthAndNumber() {
        assertThat(metadata("\"" + "n".repeat(256) + "\":1")).isInstanceOf(RequestShape.class);
        assertThat(metadata("\"" + "n".repeat(257) + "\":1")).isInstanceOf(BodyRejected.class);
        assertThat(metadata("\"" + "\\u4e2d".repeat(257) + "\":1")).isInstanceOf(BodyRejected.class);
        assertThat(metadata(names(1024))).isInstanceOf(RequestShape.class);
        assertThat(metadata(names(1025))).isInstanceOf(BodyRejected.class);
    }

    private static String names(int count) {
        return String.join(
                ",", IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":0").toList());
    }

    private static Scan metadata(String members) {
        return scan(CHAT, "{\"metadata\":{" + members + "}," + HELLO + "}", Origin.CLIENT);
    }

    @Test
    void valuesAreBoundedInNumber() {
        String many = "0,".repeat(JsonTokens.MOST) + "0";

        assertThat(rejected(CHAT, "{\"stop\":[" + many + "]}").reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void aNumberWithoutEndIsRefusedAndAVeryLongOneSaturates() {
        String body = "{\"max_tokens\":%s," + HELLO + "}";

        assertThat(rejected(CHAT, body.formatted("9".repeat(100_000))).reason()).isEqualTo(Reason.MALFORMED);
        assertThat(accepted(CHAT, body.formatted("9".repeat(999))).asked(Choice.OUTPUT_TOKENS))
                .hasValue(Long.MAX_VALUE);
    }

    @Test
    void aLongTextIsReadWhole() {
        String text = "\u4e2d\\n\ud83d\ude00a".repeat(100_000);

        RequestShape shape = accepted(CHAT, "{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");

        assertThat(shape.promptChars()).isEqualTo(400_000);
        assertThat(shape.prompt().utf8Bytes()).isEqualTo("user".length() + 900_000);
    }

    @Test
    void aMessageNeverHoldsTextOfTheBodyNorAnythingThatPrintsItself() {
        BodyRejected value = rejected(CHAT, "{\"n\":\"CANARY\"," + HELLO + "}");
        BodyRejected name = rejected(CHAT, "{\"a\\r\\n\\u001b[31m\\u2028\\u202e\\u0000name\":1}");
        BodyRejected broken = rejected(CHAT, "{\"messages\":\"CANARY\" CANARY}");

        assertThat(value.message() + value.param() + broken.message()).doesNotContain("CANARY");
        assertThat(name.param()).isEqualTo("/a???[31m???name");
        assertThat(name.message()).contains("a???[31m???name");
    }

    @Test
    void aLongNameIsCutInTheMessage() {
        BodyRejected name = rejected(CHAT, "{\"" + "n".repeat(250) + "\":1}");

        assertThat(name.param()).hasSize(200);
    }
}
