package io.faregate.samples.jaxrs;

import static io.faregate.test.FaregateAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import io.faregate.test.TestGate;
import io.faregate.usage.UsageRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What faregate.yaml promises, without a server and without a model. */
final class ChatPolicyTest {
    // tag::one[]
    private static final Policy POLICY = policy();

    @Test
    void whoAsksForAMillionTokensGets400() {
        assertThat(POLICY)
                .admits(chat("message=Hello&maxOutputTokens=1000000").user("alice"))
                .onPlan("free")
                .withModel("gpt-5-mini")
                .withMaxOutputTokens(400)
                .holdingAtMost("0.001");
    }

    @Test
    void aFieldThatThePolicyDoesNotKnowIsRefused() {
        assertThat(POLICY)
                .refuses(chat("message=Hello&temperature=2").user("alice"))
                .because(Reason.FIELD_NOT_ALLOWED)
                .naming("/temperature");
    }
    // end::one[]

    // tag::request[]
    private static RideRequest.Builder chat(String form) {
        return RideRequest.of("POST", "/chat", form).header("Content-Type", "application/x-www-form-urlencoded");
    }

    private static Policy policy() {
        try {
            return PolicyFile.read(Path.of("src/main/resources/faregate.yaml"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
    // end::request[]

    // tag::quota[]
    @Test
    void theTwentyFirstRequestOfADayWaitsForTheNextOne() {
        try (TestGate gate = TestGate.of(POLICY)) {
            RideRequest.Builder hello = chat("message=Hello").user("alice");
            assertThat(gate)
                    .admits(20, hello)
                    .refuses(hello)
                    .because(Reason.QUOTA_SPENT)
                    .by("plans.free.limits[1]")
                    .retryAfter(Duration.ofHours(14));

            gate.clock().advance(Duration.ofHours(14));

            assertThat(gate).admits(hello);
        }
    }
    // end::quota[]

    // tag::money[]
    @Test
    void whoeverHasSpentADayMayNotSpendAnother() {
        try (TestGate gate = TestGate.of(POLICY)) {
            RideRequest.Builder hello = chat("message=Hello").user("alice");
            UsageRecord record = gate.ride(hello, Usage.of(2_000, 9_600));

            assertThat(record.costs().settled()).isEqualTo(Money.of("0.0197"));
            assertThat(gate).refuses(hello).because(Reason.BUDGET_SPENT).by("plans.free.limits[0]");
            assertThat(gate).admits(chat("message=Hello").user("carol"));
        }
    }
    // end::money[]

    @Test
    void whoIsNotSignedInMayAskNothing() {
        assertThat(POLICY)
                .refuses(chat("message=Hello"))
                .because(Reason.USER_REQUIRED)
                .withStatus(401);
    }

    @Test
    void theLargerModelIsForPro() {
        RideRequest.Builder large = chat("message=Hello&model=gpt-5").user("bob");

        assertThat(POLICY).refuses(large).because(Reason.MODEL_NOT_ALLOWED);
        assertThat(POLICY).admits(large.attribute("role", "pro")).onPlan("pro").withModel("gpt-5", "asked");
    }

    @Test
    void whoHasSpentMostOfADayGetsTheSmallerModel() {
        try (TestGate gate = TestGate.of(POLICY)) {
            RideRequest.Builder large =
                    chat("message=Hello&model=gpt-5").user("bob").attribute("role", "pro");
            gate.ride(large, Usage.of(0, 85_000));

            assertThat(gate).admits(large).withModel("gpt-5-mini", "downgraded-at-share");
        }
    }

    @Test
    void aLongQuestionIsRefused() {
        assertThat(POLICY)
                .refuses(chat("message=" + "x".repeat(2_001)).user("alice"))
                .because(Reason.CONTENT_TOO_LARGE)
                .by("routes[0].caps.prompt-chars");
    }

    @Test
    void whatIsNoRouteIsNotGuarded() {
        assertThat(POLICY).leavesUnguarded(RideRequest.of("GET", "/health"));
    }
}
