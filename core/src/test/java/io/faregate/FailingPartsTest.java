package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.budget.Dimension;
import io.faregate.budget.Window.Period;
import io.faregate.cost.CostEstimator;
import io.faregate.cost.Money;
import io.faregate.cost.Price;
import io.faregate.cost.Usage;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.Answer;
import io.faregate.ride.Caller;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import io.faregate.test.FakeProvider;
import io.faregate.test.MovedTicker;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Estimators and stores that fail in the middle: nobody rides free, nothing stays held, and everybody is told. */
@Timeout(30)
class FailingPartsTest {
    private static final Caller ALICE = new Caller("alice", "alice", null, "127.0.0.1", Map.of());
    private static final String CALL = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String REPLY = "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}";

    private final MovedTicker clock = new MovedTicker();
    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private final PlannedFailure ofPrices = new PlannedFailure();
    private final PlannedFailure ofBookings = new PlannedFailure();
    private final PlannedFailure ofTokens = new PlannedFailure();
    private final FailingStore store = new FailingStore(clock);
    private final Faregate gate = Faregate.builder()
            .policy(Policy.builder()
                    .costs(prices())
                    .showLimits()
                    .limit(Limits.per(Dimension.USER).cost("1").every(Period.DAY))
                    .limit(Limits.per(Dimension.USER).concurrent(1))
                    .limit(Limits.per(Dimension.USER).requests(100).every(Period.DAY))
                    .route("/chat", route -> route.dialect("openai-chat").use("mini"))
                    .build())
            .ticker(clock)
            .tokens((model, prompt) -> {
                ofTokens.happen();
                return 10;
            })
            .store(store)
            .sink(records::add)
            .build();

    @AfterEach
    void close() {
        gate.close();
    }

    /** A token costs one nano-dollar. */
    private CostEstimator prices() {
        return model -> {
            ofPrices.happen();
            return Optional.of(new OneNano());
        };
    }

    private final class OneNano implements Price {
        @Override
        public Optional<Money> of(Usage usage) {
            ofBookings.happen();
            return Optional.of(new Money(usage.tokens()));
        }

        @Override
        public Optional<Money> worst(Usage usage) {
            return Optional.of(new Money(usage.tokens()));
        }
    }

    private Decision ask() {
        return gate.admit(RideRequest.of("POST", "/chat", CALL).user("alice").build());
    }

    private Ride ride() {
        return ((Decision.Admitted) ask()).ride();
    }

    private void assertToldAndRecorded(Decision decision) throws InterruptedException {
        Answer answer = ((Decision.Refused) decision).answer();
        UsageRecord record = records.poll(10, TimeUnit.SECONDS);
        assertThat(((Decision.Refused) decision).refusal().reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("Faregate-Ride-Id", record.rideId());
        assertThat(answer.body()).contains(record.rideId()).doesNotContain("planned");
        assertThat(record.outcome().status()).isEqualTo("refused");
    }

    private void assertNothingIsHeld() {
        assertThat(gate.balance(ALICE)).hasSize(3).allMatch(balance -> balance.held() == 0);
        assertThat(gate.rides()).isZero();
    }

    @Test
    void anEstimatorThatFailsRefusesAndHoldsNothing() throws Exception {
        for (PlannedFailure part : List.of(ofTokens, ofPrices)) {
            part.always(new IllegalStateException("planned"));
            assertToldAndRecorded(ask());
            assertNothingIsHeld();
            part.never();
        }
        ride().finish(200, null);
    }

    // trap 7 of a store that may have done what it failed to confirm
    @Test
    void aHoldThatNobodyKnowsOfLetsNobodyInAndIsNotTakenForFree() throws Exception {
        store.ofHolds.always(new IllegalStateException("planned: timed out"));
        assertToldAndRecorded(ask());
        store.ofHolds.never();

        assertThat(gate.rides()).isZero();
        assertThat(gate.balance(ALICE).get(0).held())
                .as("as the store knows it")
                .isPositive();
    }

    @Test
    void whatFailsBetweenTheHoldAndTheRideGivesBackWhatWasHeld() throws Exception {
        store.ofBalancesAfterAHold.always(new OutOfMemoryError("planned"));
        assertThatThrownBy(this::ask).isInstanceOf(OutOfMemoryError.class);
        store.ofBalancesAfterAHold.never();
        assertNothingIsHeld();

        store.ofBalancesAfterAHold.always(new IllegalStateException("planned"));
        assertThat(ask()).isInstanceOf(Decision.Refused.class);
        store.ofBalancesAfterAHold.never();
        assertNothingIsHeld();
        assertThat(gate.balance(ALICE)).allMatch(balance -> balance.spent() == 0);
    }

    @Test
    void aRideWhoseUseCanNotBePricedIsChargedAsHeldAndEnds() throws Exception {
        Ride ride = ride();
        ride.responseMeter("application/json", "")
                .pass(REPLY.getBytes(StandardCharsets.UTF_8), 0, REPLY.length(), OutputStream.nullOutputStream());
        ofBookings.always(new IllegalStateException("planned"));
        ride.finish(200, null);
        ofBookings.never();

        assertEndedAsHeld();
    }

    @Test
    void aCallWhoseUseCanNotBePricedIsChargedAsHeldAndEnds() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Ride ride = ride();
            ofBookings.always(new IllegalStateException("planned"));
            assertThat(ride.inference()
                            .call(HttpClient.newHttpClient(), provider.post(CALL), BodyHandlers.ofString())
                            .body())
                    .isEqualTo(REPLY);
            ride.finish(200, null);
            ofBookings.never();
        }

        assertEndedAsHeld();
    }

    @Test
    void aCallThatRunsWhenItsRideEndsIsChargedAsHeldWhereItCanNotBePriced() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents("{\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}")) {
            Ride ride = ride();
            InputStream events = ride.inference()
                    .call(HttpClient.newHttpClient(), provider.post(CALL), BodyHandlers.ofInputStream())
                    .body();
            assertThat(new String(events.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("data: ");
            ofBookings.always(new IllegalStateException("planned"));
            ride.finish(200, null);
            ofBookings.never();
        }

        assertEndedAsHeld();
    }

    private void assertEndedAsHeld() throws InterruptedException {
        UsageRecord record = records.poll(10, TimeUnit.SECONDS);
        assertThat(record.outcome().status()).isEqualTo("completed");
        assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
        assertNothingIsHeld();
        assertThat(gate.balance(ALICE).get(0).spent())
                .isEqualTo(record.costs().settled().nanos())
                .isPositive();
        assertThat(ask()).as("the place is free again").isInstanceOf(Decision.Admitted.class);
    }
}
