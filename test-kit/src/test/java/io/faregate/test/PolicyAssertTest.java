package io.faregate.test;

import static io.faregate.test.FaregateAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What holds of a policy may be asserted, of what was let in as of what was refused. */
final class PolicyAssertTest {

    @Test
    void whatARequestWasGiven() {
        AdmittedAssert admitted = assertThat(Policies.CHAT)
                .admits(Policies.chat("{\"message\":\"Hello\",\"maxOutputTokens\":1000000}"))
                .asUser("alice")
                .onPlan("free")
                .withModel("small")
                .withModel("small", "first")
                .withMaxOutputTokens(400)
                .withMaxChoices(1)
                .withMaxSteps(1)
                .withRetrievalLimit(0)
                .passingOn("{\"model\":\"small\",\"message\":\"Hello\",\"maxOutputTokens\":400}")
                .holding("0.004021")
                .holdingAtMost("0.004021");

        assertThat(admitted.inference().caller().principal()).isEqualTo("Alice");
    }

    @Test
    void whatAnAgentWasGiven() {
        assertThat(Policies.CHAT)
                .admits(RideRequest.of("POST", "/agent", "{\"message\":\"go\",\"maxSteps\":9}")
                        .user("alice"))
                .withMaxSteps(5)
                .withRetrievalLimit(4)
                .withMaxOutputTokens(100);
    }

    @Test
    void whatObservesDoesNotRefuse() {
        assertThat(Policies.CHAT)
                .admits(RideRequest.of("POST", "/watched", "{\"message\":\"go\"}")
                        .user("alice"))
                .despite("routes[2].limits[0]");
    }

    @Test
    void whyARequestWasRefused() {
        RefusedAssert refused = assertThat(Policies.CHAT)
                .refuses(Policies.chat("{\"message\":\"Hello\",\"temperature\":2}"))
                .because(Reason.FIELD_NOT_ALLOWED)
                .by("body")
                .naming("/temperature")
                .saying("temperature")
                .withStatus(400)
                .withoutRetryAfter();

        assertThat(refused.answer().body()).contains("\"reason\":\"field_not_allowed\"");
    }

    @Test
    void whatTheGateDoesNotGuard() {
        assertThat(Policies.CHAT)
                .leavesUnguarded(RideRequest.of("GET", "/health"))
                .leavesUnguarded(RideRequest.of("POST", "/login", "{}"));
    }

    @Test
    void eachRequestOfAPolicyFindsItsBudgetsFull() {
        PolicyAssert policy = assertThat(Policies.CHAT);
        for (int request = 0; request < 4; request++) {
            policy.admits(Policies.hello());
        }
    }

    @Test
    void requestsOfAGateComeOneAfterTheOther() {
        try (TestGate gate = TestGate.of(Policies.CHAT)) {
            assertThat(gate)
                    .leavesUnguarded(RideRequest.of("GET", "/health"))
                    .admits(3, Policies.hello())
                    .refuses(Policies.hello())
                    .because(Reason.QUOTA_SPENT)
                    .by("routes[0].limits[0]")
                    .retryAfter(Duration.ofHours(15));

            gate.clock().advance(Duration.ofHours(15));

            assertThat(gate).admits(Policies.hello()).holding("0.002021");
        }
    }

    /** Three rides hold more than a day has, one after the other. */
    @Test
    void whatIsOnlyAssertedSpendsNothing() {
        try (TestGate gate = TestGate.of(Policies.CHAT)) {
            RideRequest.Builder agent =
                    RideRequest.of("POST", "/agent", "{\"message\":\"go\"}").user("alice");

            assertThat(gate).admits(agent).withMaxSteps(3);
            assertThat(gate).admits(3, agent);
        }
    }
}
