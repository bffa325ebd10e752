package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms cut into parts, however their bytes come. */
class FormScannerTest {
    private static final Caps CAPS = Caps.of(
            Map.of(Capped.FILES, Cap.of(2), Capped.FILE_BYTES, Cap.of(5_000), Capped.OUTPUT_TOKENS, Cap.of(20_000)));
    private static final String TYPE = "multipart/form-data; boundary=xYz";
    private static final String HEAD = "--xYz\r\nContent-Disposition: form-data; name=";
    private static final String PROMPT = HEAD + "\"prompt\"\r\n\r\nhello\r\n";

    private final AtomicInteger files = new AtomicInteger();

    private FormReader reader(String dialect) {
        files.set(0);
        Dialect form = Dialects.named(dialect, AppFields.DEFAULT).orElseThrow().at("/v1/images/edits");
        return form.form(CAPS, "mini", Origin.CLIENT, files::incrementAndGet);
    }

    private FormShape read(String dialect, byte[] form, int piece) {
        FormReader reader = reader(dialect);
        FormScanner scanner = FormScanner.of(TYPE, reader);
        for (int from = 0; from < form.length; from += piece) {
            byte[] some = Arrays.copyOfRange(form, from, Math.min(form.length, from + piece));
            scanner.see(some, 0, some.length);
        }
        scanner.end();
        return reader.shape(form);
    }

    private static String file(String content) {
        return HEAD + "\"image\"; filename=\"a\"\r\nContent-Type: image/png\r\n\r\n" + content + "\r\n";
    }

    @Test
    void whatLooksLikeADelimiterButIsNoneIsContent() {
        List<String> contents = List.of(
                "",
                "\r\n",
                "\r\n-",
                "\r\n--",
                "\r\n--x",
                "\r\n--xY",
                "\r\n--xyz",
                "\r\n --xYz",
                "--xY\r\n--xY\r",
                "\r",
                "\n",
                "\r\r",
                "\r\n\r",
                "\n\r\n-",
                "a\r\n\r\n--xYy",
                "-".repeat(999));
        for (String content : contents) {
            byte[] form = bytes(PROMPT + file(content) + "--xYz--\r\n");
            for (int piece = 1; piece < form.length; piece = piece < 40 ? piece + 1 : piece * 2) {
                FormShape shape = read("openai-images", form, piece);

                assertThat(shape.files()).as(content).isEqualTo(new FormShape.Files(1, content.length()));
                assertThat(shape.promptChars()).isEqualTo(5);
                assertThat(files).hasValue(1);
            }
        }
    }

    @Test
    void aNameMayBeAsLongAsAHead() {
        String named = HEAD + "\"image\"; filename=\"" + "x".repeat(7_000) + "\\\\y.png\"\r\n\r\nabc\r\n";

        FormShape shape = read("openai-images", bytes(PROMPT + named + "--xYz--"), 4_096);

        assertThat(shape.files()).isEqualTo(new FormShape.Files(1, 3));
    }

    @Test
    void noPartialPicturesAreAsManyInAFormAsInJson() {
        String none = HEAD + "\"partial_images\"\r\n\r\n0\r\n";

        assertThat(read("openai-images", bytes(none + PROMPT + file("abc") + "--xYz--"), 4_096)
                        .files())
                .isEqualTo(new FormShape.Files(1, 3));
    }

    /** Nothing can be taken out of a form, so that nothing is left to be stripped beside it either. */
    @Test
    void whatIsUnknownInAQueryBesideAFormIsRefusedAlsoWhereOthersAreStripped() {
        AppFields stripping = AppFields.DEFAULT.unknown(Unknown.STRIP);
        for (String name : List.of("openai-images", "multipart")) {
            Dialect form = Dialects.named(name, stripping).orElseThrow().at("/v1/images/edits");
            RideRequest request = RideRequest.of("POST", "/v1/images/edits?n=10", "")
                    .header("Content-Type", TYPE)
                    .build();

            assertThat(form.unread(request).orElseThrow().message()).contains("query parameter n ");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dialects.named("openai-audio", AppFields.DEFAULT.query(Set.of("prompt"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dialects.named("multipart", AppFields.DEFAULT.query(Set.of("n"))));
    }

    @Test
    void aFormIsTheSameHoweverItIsSplit() {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            StringBuilder content = new StringBuilder();
            for (int j = random.nextInt(60); j > 0; j--) {
                content.append(new String[] {"\r", "\n", "-", "--", "--xYz".substring(0, 4), "xYz", "\u0000", "é"}
                        [random.nextInt(8)]);
            }
            byte[] form = bytes(PROMPT + file(content.toString()) + "--xYz--");
            String whole = outcome(form, form.length);
            for (int piece = 1; piece < 60; piece++) {
                assertThat(outcome(form, piece)).as(content.toString()).isEqualTo(whole);
            }
        }
    }

    private String outcome(byte[] form, int piece) {
        try {
            return read("openai-images", form, piece).files().toString();
        } catch (RideOverException over) {
            return over.getMessage();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "--xYz",
                "--xYz\r\n",
                "--xYz--x",
                "--xYz-\r\n",
                "--xYz\n",
                "--xYz\r\n\r\n",
                "--xYz\u0000\r\n",
                "--xYz\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n--xYz--",
                "--xYz\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na\n--xYz--",
                "--xYz\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na\r--xYz--",
                "--xYz\r\nContent-Disposition: form-data\r\n\r\na\r\n--xYz--",
                "--xYz\r\nContent-Disposition: attachment; name=\"prompt\"\r\n\r\na\r\n--xYz--",
                "--xYz\r\nContent-Disposition: form-data; name=\"prompt\"; x=y\r\n\r\na\r\n--xYz--",
                "--xYz\r\nContent-Disposition: form-data; name=\"prompt\" x\r\n\r\na\r\n--xYz--",
                "--xYz\r\nContent-Disposition: form-data; name=\"prompt\r\n\r\na\r\n--xYz--",
                "--xYz\r\n: x\r\nContent-Disposition: form-data; name=prompt\r\n\r\na\r\n--xYz--",
                "--xYz\r\nX\r\nContent-Disposition: form-data; name=prompt\r\n\r\na\r\n--xYz--",
                "--xYz\r\nContent-Disposition: form-data; name=prompt\r\n\r\n\u00e9",
            })
    void whatIsNoPlainFormIsMalformed(String form) {
        byte[] body = form.getBytes(StandardCharsets.ISO_8859_1);
        for (int piece = 1; piece <= body.length + 1; piece++) {
            int size = piece;
            assertThatThrownBy(() -> read("multipart", body, size))
                    .isInstanceOfSatisfying(
                            RideOverException.class,
                            over -> assertThat(over.reason()).isEqualTo(Reason.MALFORMED));
        }
    }

    @Test
    void aFieldThatTheRouteAllowsIsTextOfThePrompt() {
        byte[] form = bytes(PROMPT + HEAD + "\"lang\"\r\n\r\nde\r\n--xYz--");
        FormReader reader = Bodies.allowing("multipart", "lang").form(CAPS, "", Origin.CLIENT, () -> {});
        FormScanner scanner = FormScanner.of(TYPE, reader);

        scanner.see(form, 0, form.length);
        scanner.end();

        assertThat(reader.shape(form).promptChars()).isEqualTo(7);
        assertThatThrownBy(() -> read("multipart", form, 9)).hasMessageContaining("lang is not allowed");
    }

    @Test
    void textThatIsNotUtf8IsMalformed() {
        byte[] form = (PROMPT.replace("hello", "\u00c1\u00a1") + "--xYz--").getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> read("multipart", form, 7))
                .isInstanceOfSatisfying(
                        RideOverException.class,
                        over -> assertThat(over.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void aHeadWithoutEndIsRefusedBeforeItFillsTheMemory() {
        FormScanner scanner = FormScanner.of(TYPE, reader("multipart"));
        byte[] head = bytes("--xYz\r\nX: " + "y".repeat(10_000));

        assertThatThrownBy(() -> scanner.see(head, 0, head.length)).isInstanceOf(RideOverException.class);
    }

    @Test
    void aFileIsRefusedAtTheByteThatIsTooMuch() {
        FormScanner scanner = FormScanner.of(TYPE, reader("multipart"));
        byte[] head = bytes(HEAD + "\"f\"; filename=\"a\"\r\n\r\n");
        scanner.see(head, 0, head.length);
        scanner.see(new byte[5_000], 0, 5_000);

        assertThatThrownBy(() -> scanner.see(new byte[1], 0, 1))
                .isInstanceOfSatisfying(
                        RideOverException.class, over -> assertThat(over.rule()).isEqualTo("caps.file-bytes"));
    }

    @Test
    void aFormOfAnApplicationIsPricedByWhatIsInIt() {
        String form = PROMPT + HEAD + "\"model\"\r\n\r\ngpt-image-1\r\n" + HEAD + "\"n\"\r\n\r\n4\r\n" + HEAD
                + "\"quality\"\r\n\r\nlow\r\n" + HEAD + "\"size\"\r\n\r\n1024x1024\r\n" + file("x") + file("y")
                + HEAD + "\"own\"\r\n\r\nz\r\n--xYz--\r\n";
        Dialect edits =
                Dialects.named("openai-images", AppFields.DEFAULT).orElseThrow().at("/v1/images/edits");
        byte[] body = bytes(form);
        RequestShape shape = accepted(edits.scan(body, body.length, Origin.APPLICATION));

        assertThat(shape.model()).contains("gpt-image-1");
        assertThat(shape.asked(Choice.CHOICES)).hasValue(4);
        assertThat(shape.fixedOutput()).hasValue(272);
        assertThat(shape.prompt().utf8Bytes()).isBetween(30_000L, 30_100L);
        assertThat(shape.edit().set(Choice.CHOICES, 1).bytes()).isSameAs(body);
        assertThat(rejected(edits.scan(bytes("{}"), 2, Origin.APPLICATION)).reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void aRecordingOfAnApplicationIsHeldByItsBytes() {
        byte[] body = bytes(HEAD + "\"file\"; filename=\"a.mp3\"\r\n\r\n" + "x".repeat(60_000) + "\r\n--xYz--\r\n");
        Dialect heard =
                Dialects.named("openai-audio", AppFields.DEFAULT).orElseThrow().at("/v1/audio/transcriptions");
        RequestShape shape = accepted(heard.scan(body, body.length, Origin.APPLICATION));

        assertThat(shape.most(3, 800))
                .isEqualTo(
                        Usage.of(3, 1_500).with(Unit.AUDIO_INPUT_TOKENS, 1_500).with(Unit.AUDIO_INPUT_SECONDS, 60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=a b",
                "multipart/form-data; boundary=\"a \"",
                "multipart/form-data; boundary=\"a\\b\"",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary*=utf-8''x",
                "multipart/form-data; boundary=x; boundary=x",
                "multipart/form-data; boundary=x; charset=utf-16",
                "multipart/form-data; boundary=x, multipart/form-data; boundary=y",
                "multipart/form-data; x=\"; boundary=y\"; boundary=x",
                "multipart/mixed; boundary=x"
            })
    void aBoundaryInDoubtIsNoForm(String type) {
        Dialect form = Dialects.named("multipart", AppFields.DEFAULT).orElseThrow();

        assertThat(form.media(List.of(type), List.of())).isPresent();
        assertThat(form.media(List.of(type + "x".repeat(80)), List.of())).isPresent();
    }
}
