package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.bytes;
import static io.faregate.body.Bodies.edited;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static io.faregate.body.Bodies.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Reason;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every dialect does with requests, whatever it calls its fields. */
class DialectContractTest {
    private static final String ALL = "io.faregate.body.DialectExample#all";
    private static final String WRITING = "io.faregate.body.DialectExample#writing";
    private static final int MUTANTS = 10_000;

    @ParameterizedTest
    @MethodSource(ALL)
    void anOrdinaryRequestGoesOnByteForByte(DialectExample example) {
        byte[] body = example.request();
        RequestShape shape = accepted(example.dialect().scan(body, body.length, Origin.CLIENT));

        byte[] out = shape.edit()
                .set(Choice.OUTPUT_TOKENS, 700)
                .set(Choice.CHOICES, 2)
                .set(Choice.STEPS, 1)
                .model(shape.model().orElseThrow())
                .forceUsage()
                .bytes();

        assertThat(out).isSameAs(body);
        assertThat(shape.asked(Choice.OUTPUT_TOKENS).isPresent()).isEqualTo(shape.writes());
        assertThat(shape.promptChars()).isPositive();
    }

    @ParameterizedTest
    @MethodSource(WRITING)
    void theMaximumIsInsertedWhereThereIsNone(DialectExample example) {
        RequestShape shape = accepted(example.dialect(), "{" + example.hello() + "}");

        assertThat(shape.asked(Choice.OUTPUT_TOKENS)).isEmpty();
        assertThat(edited(shape.edit().set(Choice.OUTPUT_TOKENS, 800))).isEqualTo(example.with(example.max(), "800"));
        assertThat(edited(accepted(example.dialect(), example.with(example.max(), "null"))
                        .edit()
                        .set(Choice.OUTPUT_TOKENS, 800)))
                .isEqualTo(example.with(example.max(), "800"));
    }

    @ParameterizedTest
    @MethodSource(WRITING)
    void aMaximumBeyondTheCapIsLoweredAndOneBelowStays(DialectExample example) {
        for (String beyond : List.of("801", "128000", "9223372036854775808", "9".repeat(900))) {
            assertThat(lowered(example, beyond)).isEqualTo(example.with(example.max(), "800"));
        }
        for (String below : List.of("1", "799", "800")) {
            assertThat(lowered(example, below)).isEqualTo(example.with(example.max(), below));
        }
    }

    private static String lowered(DialectExample example, String asked) {
        return edited(accepted(example.dialect(), example.with(example.max(), asked))
                .edit()
                .set(Choice.OUTPUT_TOKENS, 800));
    }

    @ParameterizedTest
    @MethodSource(WRITING)
    void aMaximumThatIsNoPositiveIntegerIsRefusedWhoeverWroteIt(DialectExample example) {
        for (String value : List.of(
                "0",
                "-0",
                "-1",
                "1.0",
                "1.9",
                "1e3",
                "1E400",
                "-9223372036854775809",
                "\"500\"",
                "\"\"",
                "true",
                "[500]",
                "[]",
                "{}",
                "{\"v\":500}")) {
            for (Origin origin : Origin.values()) {
                BodyRejected rejected = rejected(scan(example.dialect(), example.with(example.max(), value), origin));

                assertThat(rejected.reason()).isEqualTo(Reason.INVALID_VALUE);
                assertThat(rejected.param()).isEqualTo(example.max());
            }
        }
    }

    @ParameterizedTest
    @MethodSource(WRITING)
    void aMaximumIsFoundHoweverItIsEscapedAndNeverTwice(DialectExample example) {
        String name = example.max().substring(example.max().lastIndexOf('/') + 1);
        String escaped = "\\u%04x".formatted((int) name.charAt(0)) + name.substring(1);
        String plain = example.with(example.max(), "9");

        assertThat(accepted(example.dialect(), plain.replace(name, escaped)).asked(Choice.OUTPUT_TOKENS))
                .hasValue(9);
        for (String twice : List.of(name, escaped)) {
            String both = plain.replace("\"" + name + "\"", "\"" + name + "\":1,\"" + twice + "\"");
            for (Origin origin : Origin.values()) {
                assertThat(rejected(scan(example.dialect(), both, origin)).reason())
                        .isEqualTo(Reason.MALFORMED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(WRITING)
    void anotherWayToWriteAFieldIsRefusedAndTheRightOneSaid(DialectExample example) {
        String name = example.max().substring(example.max().lastIndexOf('/') + 1);
        for (String other : List.of(
                name.toUpperCase(java.util.Locale.ROOT),
                name.replace("_", "-") + "-",
                name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1),
                name.replace("_", "") + "_")) {
            String body = example.with(example.max(), "9").replace(name, other);
            BodyRejected rejected = rejected(example.dialect(), body);

            assertThat(rejected.reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
            assertThat(rejected.message()).contains("it is written ");
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anUnknownFieldIsRefusedUnlessTheRouteAllowsIt(DialectExample example) {
        for (String name :
                List.of("extra_body", "use_beam_search", "ignore_eos", "background_", "", " max_tokens", "x\\u0000")) {
            String body = example.withMember("\"" + name + "\":{\"deep\":[\"1234\"]}");

            assertThat(rejected(example.dialect(), body).reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
            accepted(scan(example.dialect(), body, Origin.APPLICATION));
        }
        String body = example.withMember("\"extra_body\":{\"deep\":[\"1234\"]}");
        long chars = accepted(example.dialect(), "{" + example.hello() + "}").promptChars();

        assertThat(accepted(example.allowing("extra_body"), body).promptChars())
                .isEqualTo(chars + "{'deep':['1234',],}".length());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whatIsDeniedIsRefusedFromAClientOnly(DialectExample example) {
        for (String member : example.denied()) {
            String body = example.withMember(member);

            assertThat(rejected(example.dialect(), body).reason()).as(member).isEqualTo(Reason.FIELD_NOT_ALLOWED);
            accepted(scan(example.dialect(), body, Origin.APPLICATION));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void noBodyIsLetInThatIsNotStrictJson(DialectExample example) {
        String hello = example.hello();
        for (String body : List.of(
                "",
                "{" + hello,
                "{" + hello + "}}",
                "{" + hello + "} {}",
                "{" + hello + ",}",
                "\ufeff{" + hello + "}",
                "{" + hello + "}//",
                "{'a':1," + hello + "}",
                "{" + hello + "," + hello + "}")) {
            for (Origin origin : Origin.values()) {
                assertThat(rejected(scan(example.dialect(), body, origin)).reason())
                        .isEqualTo(Reason.MALFORMED);
            }
        }
        for (String body : List.of("[{" + hello + "}]", "null", "\"x\"", "1")) {
            assertThat(rejected(scan(example.dialect(), body, Origin.APPLICATION))
                            .reason())
                    .isEqualTo(Reason.INVALID_VALUE);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void noMutantOfARequestIsReadOtherwiseThanJacksonReadsIt(DialectExample example) {
        Mutants mutants = new Mutants(List.of(example.request(), bytes("{" + example.hello() + "}")), new Random(6));
        int accepted = 0;
        for (int i = 0; i < MUTANTS; i++) {
            accepted += Oracle.compare(mutants.next(), example.requests());
        }

        assertThat(accepted).isGreaterThan(MUTANTS / 20);
    }

    @ParameterizedTest
    @MethodSource(WRITING)
    void whatGoesOnAsksForNoMoreThanWasGiven(DialectExample example) {
        Mutants mutants =
                new Mutants(List.of(example.request(), bytes(example.with(example.max(), "99999"))), new Random(7));
        int accepted = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] body = mutants.next();
            if (example.dialect().scan(body, body.length, Origin.CLIENT) instanceof RequestShape shape) {
                accepted++;
                byte[] out = shape.edit()
                        .set(Choice.OUTPUT_TOKENS, 50)
                        .set(Choice.CHOICES, 1)
                        .bytes();
                RequestShape after = accepted(example.dialect().scan(out, out.length, Origin.CLIENT));

                assertThat(after.asked(Choice.OUTPUT_TOKENS).orElseThrow())
                        .as(text(body))
                        .isBetween(1L, 50L);
                assertThat(after.asked(Choice.CHOICES).orElse(1)).as(text(body)).isEqualTo(1);
            }
        }

        assertThat(accepted).isGreaterThan(MUTANTS / 25);
    }
}
