package io.faregate.body;

import static io.faregate.body.Bodies.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link BodyAttacksTest} does to bodies of JSON, done to every field of every table of a form. */
class FormAttacksTest {
    private static final List<String> NO_NUMBERS = List.of(
            "1.0",
            "1.9",
            "1e3",
            "1E400",
            "-1",
            "-0",
            "+1",
            "01",
            "0x1",
            "\"1\"",
            " 1",
            "1 ",
            "1\r\n",
            "",
            "null",
            "true",
            "[1]",
            "{}",
            "\ufeff1",
            "\u0661",
            "1,1",
            "9223372036854775807",
            "9223372036854775808",
            "9".repeat(900));
    private static final Caps CAPS =
            Caps.of(Map.of(Capped.FILES, Cap.of(4), Capped.CHOICES, Cap.of(4), Capped.OUTPUT_TOKENS, Cap.of(50_000)));

    /**
     * A dialect that reads forms, with its table.
     *
     * @param name the dialect
     * @param path one of its paths
     * @param fields its table
     */
    record Table(String name, String path, Fields fields) {
        List<Place<Rule>> places() {
            return List.copyOf(fields.root().names().values());
        }

        /** The places of fields that a client may send. */
        List<Place<Rule>> open() {
            return places().stream()
                    .filter(place -> place.said().role() != Role.DENIED
                            && !place.said().role().isMedia())
                    .toList();
        }

        /** Why a client's form is refused, however it is cut into pieces; null when it is not. */
        Reason refusal(byte[] form) {
            Reason whole = refusal(form, form.length);
            assertThat(refusal(form, 1)).isEqualTo(whole);
            return whole;
        }

        private Reason refusal(byte[] form, int piece) {
            RideOverException over = catchThrowableOfType(RideOverException.class, () -> read(form, piece));
            return over == null ? null : over.reason();
        }

        private void read(byte[] form, int piece) {
            Dialect dialect =
                    Dialects.named(name, AppFields.DEFAULT).orElseThrow().at(path);
            FormScanner scanner = FormScanner.of(
                    "multipart/form-data; boundary=xYz", dialect.form(CAPS, "", Origin.CLIENT, () -> {}));
            for (int from = 0; from < form.length; from += piece) {
                scanner.see(form, from, Math.min(piece, form.length - from));
            }
            scanner.end();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Table> tables() {
        return Stream.of(
                new Table("openai-images", "/v1/images/edits", OpenAiImages.form(Set.of())),
                new Table("openai-audio", "/v1/audio/transcriptions", OpenAiTranscripts.form(Set.of())),
                new Table("multipart", "/upload", AppForm.form(Set.of())));
    }

    private static String part(String parameters, String value) {
        return "--xYz\r\nContent-Disposition: form-data; " + parameters + "\r\n\r\n" + value + "\r\n";
    }

    private static String field(String name, String value) {
        return part("name=\"" + name + "\"", value);
    }

    private static String file(String name) {
        return part("name=\"" + name + "\"; filename=\"a\"", "bytes");
    }

    private static byte[] form(String... parts) {
        return bytes(String.join("", parts) + "--xYz--\r\n");
    }

    /** A value that the place takes, whatever it is. */
    private static String fit(Place<Rule> place) {
        return switch (place.said().role()) {
            case CHOICE, PARTIALS -> "1";
            case STREAM -> "true";
            case SIZE -> "1024x1024";
            default -> place.said().words().stream().findFirst().orElse("x");
        };
    }

    @ParameterizedTest
    @MethodSource("tables")
    void whatFitsIsTaken(Table table) {
        for (Place<Rule> place : table.open()) {
            assertThat(table.refusal(form(field(place.name(), fit(place)))))
                    .as(place.name())
                    .isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void noFieldIsTakenInAnotherDress(Table table) {
        for (Place<Rule> place : table.places()) {
            for (String dressed : BodyAttacksTest.dressed(place.name())) {
                if (table.fields().root().name(dressed) == null) {
                    assertThat(table.refusal(form(field(dressed, fit(place)))))
                            .as(dressed)
                            .isEqualTo(Reason.FIELD_NOT_ALLOWED);
                }
            }
            assertThat(table.refusal(form(field(place.name() + "\u0000", fit(place)))))
                    .isIn(Reason.FIELD_NOT_ALLOWED, Reason.MALFORMED);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void noFieldIsThereTwiceHoweverItIsWritten(Table table) {
        for (Place<Rule> place : table.open()) {
            String name = place.name();
            if (name.endsWith("[]")) {
                continue;
            }
            String first = field(name, fit(place));
            for (String second : List.of(
                    first,
                    part("NAME=" + name, fit(place)),
                    part("name = \"" + name + "\"", fit(place)),
                    part("name=\"\\" + name + "\"", fit(place)),
                    part("name=\"x\"; name=\"" + name + "\"", fit(place)),
                    part("name*=utf-8''" + name, fit(place)),
                    first.replace(name + "\"", name + "\"\r\nContent-Disposition: form-data; name=\"x\""))) {
                assertThat(table.refusal(form(first, second))).as(second).isEqualTo(Reason.MALFORMED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void whereANumberBelongsNothingElseIsTaken(Table table) {
        int tried = 0;
        for (Place<Rule> place : table.places()) {
            Role role = place.said().role();
            if (role != Role.CHOICE && role != Role.PARTIALS) {
                continue;
            }
            List<String> wrong = new ArrayList<>(NO_NUMBERS);
            wrong.add(role == Role.CHOICE ? "0" : "00");
            for (String value : wrong) {
                tried++;
                assertThat(table.refusal(form(field(place.name(), value))))
                        .as("%s=%s", place.name(), value)
                        .isEqualTo(Reason.INVALID_VALUE);
            }
            assertThat(table.refusal(form(field(place.name(), "999999999999999999"))))
                    .isIn(Reason.CONTENT_TOO_LARGE, Reason.INVALID_VALUE);
        }
        assertThat(tried > 0).isEqualTo(!table.name().equals("openai-audio"));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aFileIsNoFieldAndAFieldIsNoFile(Table table) {
        for (Place<Rule> place : table.places()) {
            boolean isMedia = place.said().role().isMedia();
            assertThat(table.refusal(form(isMedia ? field(place.name(), "x") : file(place.name()))))
                    .as(place.name())
                    .isEqualTo(Reason.FIELD_NOT_ALLOWED);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void whatIsDeniedIsRefusedWhateverItSays(Table table) {
        for (Place<Rule> place : table.places()) {
            if (place.said().role() == Role.DENIED) {
                assertThat(table.refusal(form(field(place.name(), ""))))
                        .as(place.name())
                        .isEqualTo(Reason.FIELD_NOT_ALLOWED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void noOtherEncodingAndNoBrokenUtf8IsRead(Table table) {
        for (Place<Rule> place : table.open()) {
            for (String broken : List.of("\u00c1\u00a1", "\u00ed\u00a0\u0080", "\u00ff", "\u0080")) {
                byte[] form = new String(form(field(place.name(), broken)), StandardCharsets.UTF_8)
                        .getBytes(StandardCharsets.ISO_8859_1);
                assertThat(table.refusal(form)).as(place.name()).isEqualTo(Reason.MALFORMED);
            }
        }
        String plain = new String(form(field("model", "x")), StandardCharsets.UTF_8);
        assertThat(table.refusal(plain.getBytes(StandardCharsets.UTF_16LE))).isEqualTo(Reason.MALFORMED);
        assertThat(table.refusal(bytes("\ufeff" + plain))).isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void nothingFollowsTheForm(Table table) {
        String form = new String(form(field("model", "x")), StandardCharsets.UTF_8);
        for (String more : List.of(form, field("n", "9"), "{}", "\u0000", "--xYz--")) {
            assertThat(table.refusal(bytes(form + more))).as(more).isEqualTo(Reason.MALFORMED);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void floodsOfFieldsAndOfTextEnd(Table table) {
        String name = table.open().get(0).name();
        for (String flood : List.of(
                field(name, "x".repeat(70_000)),
                part("name=\"" + "n".repeat(70_000) + "\"", "x"),
                "--xYz\r\n" + "X-More: y\r\n".repeat(9_000) + "\r\n")) {
            assertThat(table.refusal(form(flood))).isIn(Reason.BODY_TOO_LARGE, Reason.MALFORMED);
        }
    }
}
