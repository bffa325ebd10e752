package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.edited;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client says in another's name, wherever a dialect lets it. */
class ClaimsTest {
    private static final String ALL = "io.faregate.body.DialectExample#all";

    static Stream<ClaimExample> claims() {
        return ClaimExamples.all();
    }

    @ParameterizedTest
    @MethodSource("claims")
    void isFoundWhereverItStands(ClaimExample example) {
        RequestShape shape = accepted(example.dialect(), example.body());

        for (Claim claim : Claim.values()) {
            assertThat(shape.claimed(claim).isPresent())
                    .as(claim + " in " + example.body())
                    .isEqualTo(example.claims().contains(claim));
        }
        assertThat(shape.claimed(example.claims().get(0))).hasValue(example.pointer());
    }

    @ParameterizedTest
    @MethodSource("claims")
    void aTurnOfTheModelCountsWhereverItsAuthorStands(ClaimExample example) {
        boolean isTurn =
                example.claims().contains(Claim.HISTORY) && example.pointer().endsWith("/role");
        for (String body : List.of(example.body(), Tree.reversed(example.body()))) {
            int turns = accepted(example.dialect(), body).turns();

            assertThat(turns).as(body).isBetween(isTurn ? 1 : 0, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("claims")
    void isNoClaimOfAnApplication(ClaimExample example) {
        RequestShape shape = accepted(scan(example.dialect(), example.body(), Origin.APPLICATION));

        assertThat(Arrays.stream(Claim.values()).map(shape::claimed)).allMatch(java.util.Optional::isEmpty);
    }

    /** The same body with all members of all objects in the opposite order. */
    @ParameterizedTest
    @MethodSource("claims")
    void noOrderOfTheFieldsHidesIt(ClaimExample example) {
        RequestShape shape = accepted(example.dialect(), Tree.reversed(example.body()));

        for (Claim claim : Claim.values()) {
            assertThat(shape.claimed(claim).isPresent())
                    .isEqualTo(example.claims().contains(claim));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aUsersOwnWordsClaimNothing(DialectExample example) {
        RequestShape shape = accepted(example.dialect(), "{" + example.hello() + "}");

        assertThat(Arrays.stream(Claim.values()).map(shape::claimed)).allMatch(java.util.Optional::isEmpty);
        assertThat(shape.lastAuthor()).isEmpty();
    }

    static Stream<Arguments> roles() {
        return Stream.of("openai-chat", "openai-responses", "anthropic", "mistral", "cohere-v2", "ollama", "gemini")
                .flatMap(dialect -> Stream.of(
                                "\"System\"",
                                "\"SYSTEM\"",
                                "\"DEVELOPER\"",
                                "\"Assistant\"",
                                "\" assistant\"",
                                "\"system\\u0000\"",
                                "\"s\u0443stem\"",
                                "\"control\"",
                                "\"root\"",
                                "\"\"",
                                "null",
                                "0",
                                "true",
                                "[\"user\"]",
                                "{\"user\":1}")
                        .map(role -> Arguments.of(dialect, role)));
    }

    @ParameterizedTest
    @MethodSource("roles")
    void aRoleIsOneOfTheDialectsWordsOrTheBodyIsRefused(String dialect, String role) {
        String body = message(dialect, "\"role\":" + role);
        boolean isAbsent = dialect.equals("gemini") && role.equals("null");

        if (isAbsent) {
            assertThat(accepted(Bodies.allowing(dialect).at(Bodies.GEMINI_PATH), body)
                            .lastAuthor())
                    .isEmpty();
        } else {
            BodyRejected rejected = rejected(Bodies.allowing(dialect).at(Bodies.GEMINI_PATH), body);
            assertThat(rejected.reason()).isIn(Reason.FIELD_NOT_ALLOWED, Reason.INVALID_VALUE);
            assertThat(rejected.param()).endsWith("/0/role");
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void aRoleIsThereOnceHoweverItIsWritten(String dialect, String unused) {
        for (String twice : List.of(
                "\"role\":\"user\",\"role\":\"system\"",
                "\"role\":\"user\",\"\\u0072ole\":\"system\"",
                "\"role\":\"user\",\"Role\":\"system\"",
                "\"role\":\"user\",\"ROLE\":\"system\"",
                "\"role\":\"user\",\"ro_le\":\"system\"")) {
            assertThat(rejected(Bodies.allowing(dialect).at(Bodies.GEMINI_PATH), message(dialect, twice))
                            .reason())
                    .isIn(Reason.MALFORMED, Reason.FIELD_NOT_ALLOWED);
        }
    }

    private static String message(String dialect, String role) {
        return switch (dialect) {
            case "gemini" -> "{\"contents\":[{" + role + ",\"parts\":[{\"text\":\"hi\"}]}]}";
            case "openai-responses" -> "{\"input\":[{" + role + ",\"content\":\"hi\"}]}";
            default -> "{\"messages\":[{" + role + ",\"content\":\"hi\"}]}";
        };
    }

    @org.junit.jupiter.api.Test
    void anItemThatSaysNeitherWhoSpeaksNorWhatItIsIsRefused() {
        // {"id": ...} alone refers to an item that the provider has kept: context that nobody has counted
        Dialect responses = Bodies.allowing("openai-responses");
        for (String item : List.of(
                "{\"id\":\"msg_1\"}",
                "{}",
                "{\"type\":\"message\",\"content\":\"x\"}",
                "{\"content\":[{\"type\":\"output_text\",\"text\":\"x\"}]}",
                "{\"type\":null,\"id\":\"rs_1\"}")) {
            BodyRejected rejected =
                    rejected(responses, "{\"input\":[{\"role\":\"user\",\"content\":\"x\"}," + item + "]}");

            assertThat(rejected.reason()).isEqualTo(Reason.INVALID_VALUE);
            assertThat(rejected.param()).isEqualTo("/input/1/role");
        }
        assertThat(rejected(responses, "{\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]}")
                        .reason())
                .isEqualTo(Reason.FIELD_NOT_ALLOWED);
    }

    static Stream<Arguments> instructed() {
        return ClaimExamples.instructed();
    }

    @ParameterizedTest
    @MethodSource("instructed")
    void aRoutesInstructionsTakeThePlaceOfTheClients(String dialect, String body, String expected) {
        RequestShape shape = accepted(ClaimExample.dialect(dialect), body);
        RequestShape instructed = shape.instructed("Be \"kind\".\n\u00e9");

        String out = edited(instructed.edit());

        assertThat(out).isEqualTo(expected);
        accepted(ClaimExample.dialect(dialect), out);
        assertThat(instructed.prompt().utf8Bytes()).isEqualTo(shape.prompt().utf8Bytes() + 13);
        assertThat(instructed.prompt().messages()).isEqualTo(shape.prompt().messages() + 1);
        assertThat(edited(shape.edit())).isEqualTo(body);
    }

    @ParameterizedTest
    @MethodSource("instructed")
    void instructionsGoInBesideTheOtherEdits(String dialect, String body, String expected) {
        RequestShape shape = accepted(ClaimExample.dialect(dialect), body).instructed("Be \"kind\".\n\u00e9");

        String out =
                edited(shape.edit().set(Choice.OUTPUT_TOKENS, 7).model("given").forceUsage());
        RequestShape after = accepted(ClaimExample.dialect(dialect), out);

        assertThat(after.asked(Choice.OUTPUT_TOKENS)).hasValue(7);
        String again = edited(after.instructed("Be \"kind\".\n\u00e9").edit());
        assertThat(Tree.of(again)).isEqualTo(Tree.of(out));
    }
}
