package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window;
import io.faregate.control.Effect;
import io.faregate.control.Restriction;
import io.faregate.control.SuspicionRule;
import io.faregate.control.Target;
import io.faregate.policy.ModelPolicy;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import io.faregate.test.FakeProvider;
import io.faregate.usage.UsageRecord;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the switch and suspicion do to rides. */
final class SwitchTest {
    private static final String HELLO = "{\"message\":\"hello\"}";
    private static final String LARGE = "{\"message\":\"hello\",\"model\":\"large\"}";
    private static final String BROKEN = "{\"message\":";
    private static final Target ALICE = Target.user("alice");

    private final TestGate gate = new TestGate();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aBlockedUserIsRefusedUnreadAndToldNothingOfWhy() {
        gate.faregate()
                .killSwitch()
                .block(ALICE, "hates the boss", "eve", gate.clock.now().plusSeconds(90));

        Decision.Refused refused = gate.refuse(BROKEN);

        assertThat(refused.refusal().reason()).isEqualTo(Reason.BLOCKED);
        assertThat(refused.refusal().rule()).isEqualTo("switch");
        assertThat(refused.answer().status()).isEqualTo(403);
        assertThat(refused.answer().headers())
                .containsEntry("Retry-After", "90")
                .containsEntry("Faregate-Rule", "switch");
        assertThat(refused.answer().body() + refused.answer().headers())
                .contains("Try again in 1 min 30 s")
                .doesNotContain("boss", "eve", "alice");
        assertThat(gate.lastRecord(1).outcome())
                .extracting(UsageRecord.Outcome::rule, UsageRecord.Outcome::reason)
                .containsExactly("switch", "blocked");
        gate.clock.advance(Duration.ofSeconds(90));
        gate.admit(HELLO);
    }

    @Test
    void aBlockEndsWhatRunsOfItsTargetAndNothingElse() {
        Inference alice = gate.admit(HELLO).inference();
        Inference bob = admitted(TestGate.request(HELLO).user("bob").build());

        gate.faregate().killSwitch().block(ALICE, "x", "ops");

        assertThat(alice.cancellation().reason()).contains(CancelReason.KILLED);
        assertThat(bob.cancellation().isCancelled()).isFalse();
        alice.close();
        assertThat(gate.lastRecord(1).outcome().reason()).isEqualTo("killed");

        gate.faregate().killSwitch().block(Target.model("mini"), "x", "ops");
        assertThat(bob.cancellation().reason()).contains(CancelReason.KILLED);
    }

    @Test
    void aRideThatIsBlockedWhileItIsLetInHoldsNothing() {
        gate.perDay(Measure.COST, 100_000_000).tokens((model, prompt) -> {
            gate.faregate().killSwitch().block(ALICE, "x", "ops");
            return 10;
        });

        Decision.Refused refused = gate.refuse(HELLO);

        assertThat(refused.refusal().rule()).isEqualTo("switch");
        assertThat(balance().held()).isZero();
        assertThat(balance().spent()).isZero();
        assertThat(gate.lastRecord(1).outcome().status()).isEqualTo("refused");
        assertThat(gate.faregate().rides()).isZero();
    }

    @Test
    void aDowngradeCountsFromTheNextRideOn() {
        gate.cap(Capped.OUTPUT_TOKENS, 800, 500).cap(Capped.TOOL_CALLS, 5, 5).tool("search", 5, "0.002");
        Inference running = gate.admit(LARGE).inference();
        gate.faregate()
                .killSwitch()
                .downgrade(ALICE, Restriction.NONE.model("mini").output(50).noTools(), "x", "ops");

        Decision.Admitted next = gate.admit("{\"message\":\"hi\",\"model\":\"large\",\"maxOutputTokens\":9999}");

        assertThat(running.cancellation().isCancelled()).isFalse();
        assertThat(running.tool("search", "").allowed()).isTrue();
        assertThat(body(next)).contains("\"model\":\"mini\"").contains("\"maxOutputTokens\":400");
        assertThat(next.inference().tool("search", "").allowed()).isFalse();
        next.inference().close();
        assertThat(gate.lastRecord(1).model()).isEqualTo(new UsageRecord.ModelChoice("large", "mini", "restricted"));
    }

    @Test
    void aDowngradeNeverLeadsToADearerModelAndOneWithoutAPriceRefuses() {
        gate.faregate().killSwitch().downgrade(ALICE, Restriction.NONE.model("large"), "x", "ops");
        assertThat(gate.admit(HELLO).inference().model()).isEqualTo("mini");

        gate.faregate().killSwitch().downgrade(ALICE, Restriction.NONE.model("huge"), "x", "ops");
        assertThat(gate.refuse(HELLO).refusal().reason()).isEqualTo(Reason.MODEL_NOT_PRICED);
    }

    @Test
    void sharesOfOutputDoNotMultiply() {
        gate.cap(Capped.OUTPUT_TOKENS, 800, 800);
        gate.faregate().killSwitch().downgrade(ALICE, Restriction.NONE.output(50), "x", "ops");
        gate.faregate().killSwitch().downgrade(Target.model("mini"), Restriction.NONE.output(25), "x", "ops");

        assertThat(gate.admit(HELLO).inference().maxOutputTokens()).isEqualTo(200);
    }

    @Test
    void aBlockedModelIsReplacedByTheRoutesCheaperOneOrRefused() {
        gate.model(new ModelPolicy(null, "large", List.of(), new ModelPolicy.Downgrade(80, "mini")));
        gate.faregate().killSwitch().block(Target.model("large"), "leaks", "ops");
        assertThat(gate.admit(LARGE).inference().model()).isEqualTo("mini");

        gate.faregate().killSwitch().block(Target.model("mini"), "leaks", "ops");
        assertThat(gate.refuse(LARGE).refusal().rule()).isEqualTo("switch");
    }

    @Test
    void aDowngradedModelIsGivenAnotherUnlessThatIsBlockedToo() {
        gate.faregate().killSwitch().downgrade(Target.model("large"), Restriction.NONE.model("mini"), "x", "ops");
        assertThat(gate.admit(LARGE).inference().model()).isEqualTo("mini");

        gate.faregate().killSwitch().block(Target.model("mini"), "x", "ops");
        assertThat(gate.refuse(LARGE).refusal().reason()).isEqualTo(Reason.BLOCKED);
    }

    @Test
    void aProviderCallOfABlockedModelIsNotSent() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            Inference ride = gate.admit(HELLO).inference();
            gate.faregate().killSwitch().block(Target.model("large"), "x", "ops");

            assertThatThrownBy(() -> ride.call(
                            HttpClient.newHttpClient(),
                            provider.post(
                                    "{\"model\":\"large\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"),
                            BodyHandlers.ofString()))
                    .isInstanceOfSatisfying(
                            RideOverException.class,
                            over -> assertThat(over.rule()).isEqualTo("switch"));
        }
    }

    @Test
    void aRouteThatIsObservedIsStoppedByHandAlone() {
        gate.mode(Mode.OBSERVE)
                .cap(Capped.OUTPUT_TOKENS, 800, 800)
                .suspicion(SuspicionRule.per(Dimension.USER, 2, Duration.ofMinutes(10), Effect.BLOCK));
        gate.admit(BROKEN).inference().close();
        gate.admit(BROKEN).inference().close();
        assertThat(gate.faregate().killSwitch().overrides()).as("no strikes").isEmpty();

        gate.faregate().suspect(alice(), "stolen card", 2);
        gate.faregate().killSwitch().downgrade(ALICE, Restriction.NONE.output(50), "x", "ops");
        Inference observed = gate.admit(HELLO).inference();
        assertThat(observed.maxOutputTokens()).isEqualTo(800);
        observed.close();
        assertThat(gate.lastRecord(3).outcome().rule()).isEqualTo("suspicion[0]");

        gate.faregate().killSwitch().block(Target.everything(), "fire", "ops");
        assertThat(gate.refuse(HELLO).refusal().rule()).isEqualTo("switch");
    }

    @Test
    void abuseIsDowngradedThenBlockedThenForgotten() {
        gate.suspicion(SuspicionRule.per(Dimension.USER, 3, Duration.ofMinutes(10), Restriction.NONE.model("mini")))
                .suspicion(SuspicionRule.per(Dimension.USER, 5, Duration.ofMinutes(10), Effect.BLOCK)
                        .lasting(Duration.ofHours(1)));
        gate.refuse(BROKEN);
        gate.refuse("{\"message\":\"hi\",\"model\":\"gpt-root\"}");
        assertThat(gate.admit(LARGE).inference().model()).isEqualTo("large");
        gate.refuse("{\"message\":\"hi\",\"isAdmin\":true}");
        assertThat(gate.admit(LARGE).inference().model()).isEqualTo("mini");
        Inference running = gate.admit(LARGE).inference();
        gate.refuse(BROKEN);
        gate.refuse(BROKEN);

        Decision.Refused refused = gate.refuse(HELLO);
        assertThat(refused.refusal().rule()).isEqualTo("suspicion[1]");
        assertThat(refused.answer().headers()).containsEntry("Retry-After", "3600");
        assertThat(running.cancellation().reason()).contains(CancelReason.KILLED);
        admitted(TestGate.request(HELLO).user("bob").build());

        gate.clock.advance(Duration.ofHours(1));
        assertThat(gate.admit(LARGE).inference().model()).isEqualTo("large");
    }

    @Test
    void aSpentBudgetOrRateIsNoAbuse() {
        gate.suspicion(SuspicionRule.per(Dimension.USER, 1, Duration.ofMinutes(10), Effect.BLOCK))
                .limit(Measure.REQUESTS, 1, new Window.Rolling(Duration.ofMinutes(1)));
        gate.admit(HELLO);
        for (int i = 0; i < 50; i++) {
            assertThat(gate.refuse(HELLO).refusal().reason()).isEqualTo(Reason.RATE_LIMITED);
        }

        assertThat(gate.faregate().killSwitch().overrides()).isEmpty();
    }

    @Test
    void ridesLeftEarlyAreAFewStrikes() {
        gate.suspicion(SuspicionRule.per(Dimension.USER, 5, Duration.ofHours(1), Effect.BLOCK));
        for (int i = 0; i < 20; i++) {
            Ride ride = gate.admit(HELLO).ride();
            ride.cancellation().cancel(CancelReason.CLIENT_GONE);
            ride.finish(200, null);
        }

        assertThat(gate.refuse(HELLO).refusal().rule()).isEqualTo("suspicion[0]");
        assertThat(gate.faregate().killSwitch().overrides().get(0).reason()).contains("left early");
    }

    @Test
    void aUserWithManyNetworksAndANetworkWithManyUsersAreAFewStrikes() {
        gate.suspicion(SuspicionRule.per(Dimension.USER, 5, Duration.ofHours(1), Effect.BLOCK))
                .suspicion(SuspicionRule.per(Dimension.IP, 5, Duration.ofHours(1), Effect.BLOCK));
        for (int i = 0; i < 20; i++) {
            gate.faregate().admit(TestGate.request(HELLO).peer("192.0.2." + i).build());
        }
        for (int i = 0; i < 50; i++) {
            gate.faregate()
                    .admit(TestGate.request(HELLO)
                            .user("user" + i)
                            .peer("198.51.100.7")
                            .build());
        }

        assertThat(gate.faregate().killSwitch().overrides())
                .extracting(override -> override.target() + ": " + override.reason())
                .containsExactlyInAnyOrder(
                        "user alice: 5 strikes, the last: many networks of one user",
                        "network 198.51.100.7: 5 strikes, the last: many users of one network");
        assertThat(gate.refuse(HELLO).refusal().rule()).isEqualTo("suspicion[0]");
    }

    private Inference admitted(RideRequest request) {
        return ((Decision.Admitted) gate.faregate().admit(request)).inference();
    }

    private static String body(Decision.Admitted admitted) {
        return new String(admitted.ride().body().orElseThrow(), StandardCharsets.UTF_8);
    }

    private Balance balance() {
        return Objects.requireNonNull(gate.faregate().balance(alice()).get(0));
    }

    private static Caller alice() {
        return new Caller("alice", "alice", "free", "127.0.0.1", Map.of());
    }
}
