package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import io.faregate.budget.Dimension;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.policy.Access;
import io.faregate.policy.Limits;
import io.faregate.policy.ModelPolicy;
import io.faregate.policy.ModelPolicy.Downgrade;
import io.faregate.policy.Policy;
import io.faregate.ride.Caller;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private static final String HELLO = "{\"message\":\"hello\"}";

    private final TestGate gate = new TestGate();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aPathWithoutARouteIsNotGuarded() {
        assertThat(gate.faregate().admit(RideRequest.of("GET", "/health", "").build()))
                .isInstanceOf(Decision.Unguarded.class);
        assertThat(gate.records).isEmpty();
    }

    @Test
    void aPathThatTheOperatorDidNotListIsRefusedByChoiceAndRecorded() throws Exception {
        List<UsageRecord> records = new CopyOnWriteArrayList<>();
        Policy listedOnly = Policy.builder()
                .refuseUnlisted()
                .route("/chat", route -> route.dialect("none"))
                .build();
        try (Faregate faregate =
                Faregate.builder().policy(listedOnly).sink(records::add).build()) {
            Decision decision = faregate.admit(RideRequest.of("GET", "/" + "x".repeat(500), "")
                    .user("alice")
                    .build());
            assertThat(decision)
                    .isInstanceOfSatisfying(
                            Decision.Refused.class,
                            refused -> assertThat(refused.answer().status()).isEqualTo(403));
        }
        UsageRecord record = records.get(0);
        assertThat(record.user()).isEqualTo("alice");
        assertThat(record.route()).hasSize(200).startsWith("/xxx");
        assertThat(record.outcome().rule()).isEqualTo("unlisted");
    }

    @Test
    void choicesAreClampedNotRefused() {
        gate.cap(Capped.OUTPUT_TOKENS, 800, 500);

        assertThat(body("{\"message\":\"hi\",\"maxOutputTokens\":1000000000}"))
                .isEqualTo("{\"model\":\"mini\",\"message\":\"hi\",\"maxOutputTokens\":800}");
    }

    @Test
    void contentIsRefusedNotClamped() {
        gate.cap(Capped.PROMPT_CHARS, 8_000, 8_000);

        gate.admit("{\"message\":\"" + "x".repeat(8_000) + "\"}");
        Decision.Refused refused = gate.refuse("{\"message\":\"" + "x".repeat(8_001) + "\"}");

        assertThat(refused.refusal().reason()).isEqualTo(Reason.CONTENT_TOO_LARGE);
        assertThat(refused.refusal().rule()).isEqualTo("routes[0].caps.prompt-chars");
        assertThat(refused.refusal().message()).contains("8001").contains("8000");
    }

    @Test
    void charactersAreCodePointsNotBytes() {
        gate.cap(Capped.PROMPT_CHARS, 3, 3);

        gate.admit("{\"message\":\"\ud83d\ude00中é\"}");
        assertThat(gate.refuse("{\"message\":\"\ud83d\ude00中éx\"}").refusal().reason())
                .isEqualTo(Reason.CONTENT_TOO_LARGE);
    }

    @Test
    void nobodyIsRefusedWhereAUserIsNeeded() {
        Decision decision =
                gate.faregate().admit(RideRequest.of("POST", "/chat", HELLO).build());

        assertThat(((Decision.Refused) decision).answer().status()).isEqualTo(401);
    }

    @Test
    void anybodyIsLetInWhereTheRouteSaysSo() {
        gate.access(Access.ANYONE);

        assertThat(gate.faregate().admit(RideRequest.of("POST", "/chat", HELLO).build()))
                .isInstanceOf(Decision.Admitted.class);
    }

    @Test
    void aPlanThatThePolicyDoesNotKnowIsRefused() {
        Decision decision = gate.faregate()
                .admit(TestGate.request(HELLO).attribute("plan", "gold").build());

        assertThat(((Decision.Refused) decision).refusal().reason()).isEqualTo(Reason.PLAN_NOT_ALLOWED);
    }

    @Test
    void aPlanThatDoesNotReachTheRouteIsRefused() {
        gate.access(new Access(true, Set.of("pro")));

        assertThat(gate.refuse(HELLO).answer().status()).isEqualTo(403);
    }

    @Test
    void aModelIsNeverTakenFromOutsideTheList() {
        gate.models("mini");

        assertThat(gate.refuse("{\"message\":\"hi\",\"model\":\"large\"}")
                        .refusal()
                        .reason())
                .isEqualTo(Reason.MODEL_NOT_ALLOWED);
        assertThat(gate.refuse("{\"message\":\"hi\",\"model\":\"mini \"}")
                        .refusal()
                        .reason())
                .isEqualTo(Reason.MODEL_NOT_ALLOWED);
        assertThat(body("{\"message\":\"hi\",\"model\":\"mini\"}")).contains("\"mini\"");
    }

    @Test
    void aRouteOfAModelThatThePlanDoesNotHaveIsRefusedBeforeTheRide() {
        gate.models("mini").model(new ModelPolicy("large", null, List.of(), null));

        Decision.Refused refused = gate.refuse(HELLO);

        assertThat(refused.refusal().reason()).isEqualTo(Reason.MODEL_NOT_ALLOWED);
        assertThat(refused.refusal().rule()).isEqualTo("routes[0].model");
        assertThat(refused.answer().body()).contains("plan does not include the model");
    }

    @Test
    void aModelWithoutAPriceIsNeverFree() {
        gate.models("unpriced");

        assertThat(gate.refuse(HELLO).refusal().reason()).isEqualTo(Reason.MODEL_NOT_PRICED);
    }

    @Test
    void theRoutesOwnModelGoesBeforeTheOneAskedFor() {
        gate.model(new ModelPolicy("large", null, List.of(), null));

        assertThat(gate.admit("{\"message\":\"hi\",\"model\":\"mini\"}")
                        .inference()
                        .model())
                .isEqualTo("large");
    }

    @Test
    void theRequestBeyondADaysNumberIsRefusedUntilMidnightAndUnread() {
        gate.perDay(Measure.REQUESTS, 2);
        gate.admit(HELLO).inference().close();
        gate.admit(HELLO).inference().close();

        Decision.Refused refused = gate.refuse("not even JSON");

        assertThat(refused.refusal().reason()).isEqualTo(Reason.QUOTA_SPENT);
        assertThat(refused.refusal().rule()).isEqualTo("limits[0]");
        gate.clock.advance(refused.refusal().retryAfter().orElseThrow().minusMillis(1));
        gate.refuse(HELLO);
        gate.clock.advance(Duration.ofMillis(1));
        gate.admit(HELLO);
    }

    @Test
    void aRefusedRequestTakesNothing() {
        gate.perDay(Measure.REQUESTS, 1).cap(Capped.PROMPT_CHARS, 10, 10);

        gate.refuse("{\"message\":\"far too long for the cap\"}");
        gate.refuse("{\"message\":\"   \"}");
        gate.refuse("{\"message\":\"hi\",\"unknown\":1}");
        gate.refuse("{\"message\":\"hi\",\"message\":\"hi\"}");

        gate.admit(HELLO);
    }

    @Test
    void asManyRideAtOnceAsAllowed() {
        gate.limit(Measure.CONCURRENT, 1, new Window.Now());
        Decision.Admitted first = gate.admit(HELLO);

        assertThat(gate.refuse(HELLO).refusal().reason()).isEqualTo(Reason.TOO_MANY_AT_ONCE);
        first.inference().close();
        gate.admit(HELLO);
    }

    @Test
    void theHoldIsWhatIsClampedNotWhatIsAsked() {
        gate.perDay(Measure.COST, 2_000_000).cap(Capped.OUTPUT_TOKENS, 500, 500);

        gate.admit("{\"message\":\"hi\",\"maxOutputTokens\":1000000000}");

        assertThat(gate.faregate().balance(new Caller("alice", "alice", "free", "127.0.0.1", Map.of())))
                .singleElement()
                .satisfies(balance -> assertThat(balance.held()).isBetween(1_000_000L, 1_200_000L));
    }

    @Test
    void moneyThatDoesNotHoldTheRideRefusesIt() {
        gate.perDay(Measure.COST, 1_700_000).cap(Capped.OUTPUT_TOKENS, 800, 800);
        gate.admit(HELLO);

        Decision.Refused refused = gate.refuse(HELLO);

        assertThat(refused.refusal().reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(refused.answer().headers()).containsEntry("x-should-retry", "false");
    }

    @Test
    void stepsWithoutBoundsAreRefusedForTheirCostAndNeverWrapAround() {
        gate.perDay(Measure.COST, 1_000_000_000).cap(Capped.STEPS, Long.MAX_VALUE, 1);

        Decision.Refused refused = gate.refuse("{\"message\":\"hi\",\"maxSteps\":9000000000000000000}");

        assertThat(refused.refusal().reason()).isIn(Reason.CONTENT_TOO_LARGE, Reason.BUDGET_SPENT);
    }

    @Test
    void aCheaperModelIsGivenBeforeTheRideIsRefused() {
        gate.model(new ModelPolicy(null, "large", List.of(), new Downgrade(80, "mini")))
                .perDay(Measure.COST, 10_000_000)
                .cap(Capped.OUTPUT_TOKENS, 500, 500);

        assertThat(gate.admit(HELLO).inference().model()).isEqualTo("large");
        assertThat(gate.admit(HELLO).inference().model())
                .as("the money left holds no large")
                .isEqualTo("mini");
    }

    @Test
    void fromAShareOfTheBudgetOnTheCheaperModelIsGiven() {
        gate.model(new ModelPolicy(null, "large", List.of(), new Downgrade(50, "mini")))
                .perDay(Measure.COST, 100_000_000)
                .cap(Capped.OUTPUT_TOKENS, 500, 500);
        Inference first = gate.admit(HELLO).inference();
        first.record("large", Usage.of(0, 5_000));
        first.close();

        Inference second = gate.admit(HELLO).inference();

        assertThat(second.model()).isEqualTo("mini");
        second.close();
        assertThat(gate.lastRecord(2).model().why()).isEqualTo("downgraded-at-share");
    }

    @Test
    void aDowngradeNeverLeadsToADearerModel() {
        gate.model(new ModelPolicy(null, "mini", List.of(), new Downgrade(1, "large")))
                .perDay(Measure.COST, 100_000_000);

        assertThat(gate.admit(HELLO).inference().model()).isEqualTo("mini");
    }

    @Test
    void aBodyIsReadNoFurtherThanItsCap() {
        gate.cap(Capped.BODY_BYTES, 100, 100);

        assertThat(gate.refuse("{\"message\":\"" + "x".repeat(100) + "\"}")
                        .answer()
                        .status())
                .isEqualTo(413);
    }

    @Test
    void observeChargesAndRecordsButRefusesNothing() {
        gate.mode(Mode.OBSERVE).perDay(Measure.REQUESTS, 1).cap(Capped.OUTPUT_TOKENS, 10, 10);
        gate.admit(HELLO).inference().close();

        Decision.Admitted second = gate.admit("{\"message\":\"hi\",\"maxOutputTokens\":99}");
        second.inference().close();

        assertThat(second.ride().body())
                .hasValueSatisfying(bytes ->
                        assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("99"));
        assertThat(gate.lastRecord(2).outcome().rule()).isEqualTo("limits[0]");
    }

    @Test
    void aResolverThatFailsRefusesAndHoldsNothing() {
        Policy oneAtOnce = Policy.builder()
                .limit(Limits.pool().concurrent(1))
                .route("/chat", route -> route.dialect("none"))
                .build();
        try (Faregate broken = Faregate.builder()
                .policy(oneAtOnce)
                .callers(head -> {
                    throw new IllegalStateException("planted");
                })
                .build()) {
            for (int i = 0; i < 2; i++) {
                assertThat(((Decision.Refused)
                                        broken.admit(TestGate.request(HELLO).build()))
                                .answer()
                                .status())
                        .isEqualTo(503);
            }
            assertThat(broken.balance(new Caller("alice", "alice", null, "127.0.0.1", Map.of())))
                    .singleElement()
                    .matches(balance -> balance.held() == 0);
        }
    }

    @Test
    void aLimitMayBeObservedOrOffBesideOneThatIsEnforced() {
        Policy policy = Policy.builder()
                .limit(Limits.per(Dimension.USER)
                        .requests(1)
                        .every(Window.Period.HOUR)
                        .mode(Mode.OFF))
                .limit(Limits.per(Dimension.USER)
                        .requests(2)
                        .every(Window.Period.WEEK)
                        .mode(Mode.OBSERVE))
                .limit(Limits.per(Dimension.USER).requests(3).every(Window.Period.DAY))
                .route("/chat", route -> route.dialect("none"))
                .build();
        try (Faregate faregate =
                Faregate.builder().policy(policy).sink(gate.records::add).build()) {
            for (int i = 0; i < 3; i++) {
                ((Decision.Admitted) faregate.admit(TestGate.request("").build()))
                        .ride()
                        .finish(200, null);
            }
            assertThat(faregate.admit(TestGate.request("").build())).isInstanceOf(Decision.Refused.class);
        }
        assertThat(gate.records)
                .extracting(record ->
                        record.outcome().status() + " " + record.outcome().rule())
                .containsExactly("completed ", "completed ", "completed limits[1]", "refused limits[2]");
    }

    @Test
    void eachDecisionLeavesOneRecord() {
        gate.perDay(Measure.REQUESTS, 1);
        gate.admit(HELLO).inference().close();
        gate.refuse(HELLO);

        assertThat(gate.lastRecord(1).outcome().status()).isEqualTo("completed");
        assertThat(gate.lastRecord(2).outcome().status()).isEqualTo("refused");
        assertThat(gate.lastRecord(2).outcome().reason()).isEqualTo("quota_spent");
        assertThat(gate.lastRecord(2).costs().settled()).isEqualTo(Money.ZERO);
        assertThat(gate.records).hasSize(2);
    }

    @Test
    void aClosedGateLetsNobodyIn() {
        gate.faregate().close();

        assertThat(gate.refuse(HELLO).answer().status()).isEqualTo(503);
    }

    private String body(String json) {
        return new String(gate.admit(json).ride().body().orElseThrow(), StandardCharsets.UTF_8);
    }
}
