package io.faregate.test;

import static io.faregate.test.FaregateAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faregate.Inference;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is not so fails, in words that say what is. */
final class FailuresTest {
    private static final String ADMITTED = "POST /chat of Alice was admitted and should ";
    private static final String REFUSED =
            "POST /chat of Alice was refused with 400 field_not_allowed by body, which says:"
                    + " \"The field temperature is not allowed on this route.\". It should have been refused ";

    private static void assertFails(ThrowingCallable check, String message) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(check).withMessage(message);
    }

    private static void assertAdmittedFails(UnaryOperator<AdmittedAssert> check, String rest) {
        AdmittedAssert admitted = assertThat(Policies.CHAT).admits(Policies.hello());
        assertFails(() -> check.apply(admitted), ADMITTED + rest);
    }

    private static void assertRefusedFails(UnaryOperator<RefusedAssert> check, String rest) {
        RefusedAssert refused =
                assertThat(Policies.CHAT).refuses(Policies.chat("{\"message\":\"Hello\",\"temperature\":2}"));
        assertFails(() -> check.apply(refused), REFUSED + rest);
    }

    @Test
    void whatIsRefusedIsNotAdmitted() {
        RideRequest.Builder tooLong = Policies.chat("{\"message\":\"" + "x".repeat(101) + "\"}");

        assertFails(
                () -> assertThat(Policies.CHAT).admits(tooLong),
                "POST /chat of Alice should have been admitted, but was refused with 413 content_too_large by"
                        + " routes[0].caps.prompt-chars, which says: \"The request has 101 characters; this route takes"
                        + " 100.\".");
    }

    @Test
    void whatIsNotGuardedIsNotAdmitted() {
        assertFails(
                () -> assertThat(Policies.CHAT).admits(RideRequest.of("GET", "/health?full=true")),
                "GET /health?full=true of nobody at 127.0.0.1 should have been admitted, but passes unguarded, as no route"
                        + " takes it.");
    }

    @Test
    void whatTheGateAnswersItselfIsNotAdmitted() {
        assertFails(
                () -> assertThat(Policies.CHAT)
                        .admits(RideRequest.of("OPTIONS", "/chat").user("Alice")),
                "OPTIONS /chat of Alice should have been admitted, but was answered by the gate itself with 204.");
    }

    @Test
    void whatIsAdmittedIsNotRefused() {
        assertFails(
                () -> assertThat(Policies.CHAT).refuses(Policies.hello()),
                "POST /chat of Alice should have been refused, but was admitted with small and at most 200 output tokens.");
        assertFails(
                () -> assertThat(Policies.CHAT).leavesUnguarded(Policies.hello()),
                "POST /chat of Alice should pass unguarded, but was admitted with small and at most 200 output tokens.");
    }

    /** A test that goes on after a failure finds the gate as it was. */
    @Test
    void whatIsAdmittedUnexpectedlyHoldsNothing() {
        try (TestGate gate = TestGate.of(Policies.CHAT)) {
            RideRequest.Builder pro = Policies.hello().attribute("plan", "pro");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(gate).refuses(pro));

            assertThat(gate).admits(pro);
        }
    }

    @Test
    void theNumberOfTheRequestIsNamed() {
        try (TestGate gate = TestGate.of(Policies.CHAT)) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(gate).admits(5, Policies.hello()))
                    .withMessageStartingWith("Request 4 of 5, POST /chat of Alice, should have been admitted, but was"
                            + " refused with 429 quota_spent by routes[0].limits[0], which says:");
        }
    }

    @Test
    void whatARequestWasGivenIsNamed() {
        assertAdmittedFails(is -> is.asUser("bob"), "be of the user bob, but is of alice.");
        assertAdmittedFails(is -> is.onPlan("pro"), "be on the plan pro, but is on free.");
        assertAdmittedFails(is -> is.withModel("large"), "have the model large, but has small (first).");
        assertAdmittedFails(
                is -> is.withModel("small", "asked"), "have the model small (asked), but has small (first).");
        assertAdmittedFails(is -> is.withMaxOutputTokens(400), "have at most 400 output tokens, but has 200.");
        assertAdmittedFails(is -> is.withMaxChoices(2), "have at most 2 replies, but has 1.");
        assertAdmittedFails(is -> is.withMaxSteps(3), "have at most 3 steps, but has 1.");
        assertAdmittedFails(is -> is.withRetrievalLimit(3), "have at most 3 retrieved documents, but has 0.");
        assertAdmittedFails(
                is -> is.passingOn("{}"),
                "pass on the body {}, but passes on {\"maxOutputTokens\":200,\"model\":\"small\",\"message\":\"Hello\"}.");
    }

    @Test
    void theDifferenceOfMoneyIsNamed() {
        assertAdmittedFails(is -> is.holding("0.0021"), "hold 0.0021, but holds 0.002021, which is 0.000079 less.");
        assertAdmittedFails(is -> is.holding("0.002"), "hold 0.002, but holds 0.002021, which is 0.000021 more.");
        assertAdmittedFails(
                is -> is.holdingAtMost("0.002"), "hold at most 0.002, but holds 0.002021, which is 0.000021 more.");
    }

    @Test
    void theRuleThatObservesIsNamed() {
        assertAdmittedFails(
                is -> is.despite("limits[0]"), "be let in although limits[0] would refuse it, but no rule would.");
        AdmittedAssert watched = assertThat(Policies.CHAT)
                .admits(RideRequest.of("POST", "/watched", "{\"message\":\"go\"}")
                        .user("alice"));
        assertFails(
                () -> watched.despite("limits[0]"),
                "POST /watched of alice was admitted and should be let in although limits[0] would refuse it, but it is"
                        + " routes[2].limits[0] that would.");
    }

    @Test
    void whyARequestWasRefusedIsNamed() {
        assertRefusedFails(is -> is.because(Reason.MALFORMED), "because of malformed.");
        assertRefusedFails(is -> is.by("routes[0]"), "by routes[0].");
        assertRefusedFails(is -> is.naming("/top_p"), "for the field /top_p; it names /temperature.");
        assertRefusedFails(is -> is.saying("please"), "in the words \"please\".");
        assertRefusedFails(is -> is.withStatus(422), "with status 422; it is answered with 400.");
        assertRefusedFails(is -> is.retryAfter(Duration.ofSeconds(90)), "for 1m30s; it names no time for a retry.");
    }

    @Test
    void theTimeOfARetryIsNamed() {
        try (TestGate gate = TestGate.of(Policies.CHAT)) {
            RefusedAssert spent = assertThat(gate).admits(3, Policies.hello()).refuses(Policies.hello());

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(spent::withoutRetryAfter)
                    .withMessageEndingWith("without a time for a retry; a retry may pass in 15h.");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> spent.naming("/message"))
                    .withMessageEndingWith("for the field /message; it names none.");
        }
    }

    @Test
    void aRideThatIsNotLetInSaysWhy() {
        try (TestGate gate = TestGate.of(Policies.CHAT)) {
            Inference running = gate.admit(Policies.hello().attribute("plan", "pro"));

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> gate.admit(Policies.hello().attribute("plan", "pro")))
                    .withMessageContaining("429 too_many_at_once by plans.pro.limits[0]");
            assertThat(gate.end(running).outcome().status()).isEqualTo("completed");
        }
    }
}
