package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.budget.Dimension;
import io.faregate.budget.Window.Period;
import io.faregate.control.Target;
import io.faregate.cost.CostEstimator;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideRequest;
import io.faregate.test.MovedTicker;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever fails while a ride settles: it settles and is recorded once, and nothing stays held. */
@Timeout(30)
class FailingSettlementTest {
    private static final Caller ALICE = new Caller("alice", "alice", null, "127.0.0.1", Map.of());
    private static final String CALL = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final long NEARLY_ALL = Long.MAX_VALUE - 1_000_000;

    private final MovedTicker clock = new MovedTicker();
    private final List<UsageRecord> records = new CopyOnWriteArrayList<>();
    private final FailingStore store = new FailingStore(clock);
    private long rebate;

    private final Faregate gate = Faregate.builder()
            .policy(Policy.builder()
                    .costs(prices())
                    .limit(Limits.per(Dimension.USER).cost("1").every(Period.DAY))
                    .limit(Limits.per(Dimension.USER).concurrent(1))
                    .route("/chat", route -> route.dialect("openai-chat").use("mini"))
                    .build())
            .ticker(clock)
            .store(store)
            .sink(records::add)
            .untimed()
            .build();

    @AfterEach
    void close() {
        gate.close();
    }

    /** An output token or a file costs a nano-dollar, less what a mistaken application takes off. */
    private CostEstimator prices() {
        return model -> Optional.of(
                usage -> Optional.of(new Money(usage.get(Unit.OUTPUT_TOKENS) + usage.get(Unit.FILES) - rebate)));
    }

    private Ride ride() {
        return ride("alice");
    }

    private Ride ride(String user) {
        RideRequest request = RideRequest.of("POST", "/chat", CALL).user(user).build();
        return ((Decision.Admitted) gate.admit(request)).ride();
    }

    private void assertNothingIsHeld() {
        assertThat(gate.balance(ALICE)).hasSize(2).allMatch(balance -> balance.held() == 0);
        assertThat(gate.rides()).isZero();
        ride().withdraw();
    }

    private long spent() {
        return gate.balance(ALICE).get(0).spent();
    }

    private UsageRecord onlyRecord() {
        gate.close();
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    @Test
    void aStoreThatIsDownIsToldOfAnEndByTheNextSweep() {
        Ride ride = ride();
        ride.inference().record("mini", Usage.of(1, 50));
        store.beforeEndings.always(new IllegalStateException("planned"));
        ride.finish(200, null);
        gate.sweep();
        assertThat(spent()).isZero();

        store.beforeEndings.never();
        gate.sweep();
        assertThat(spent()).isEqualTo(50);
        assertNothingIsHeld();
        assertThat(onlyRecord().costs().settled()).isEqualTo(new Money(50));
    }

    @Test
    void anErrorOfAStoreLosesNoEndEither() {
        Ride ride = ride();
        ride.inference().record("mini", Usage.of(1, 50));
        store.beforeEndings.once(new NoClassDefFoundError("planned"));
        ride.finish(200, null);

        gate.sweep();
        assertThat(spent()).isEqualTo(50);
        assertNothingIsHeld();
        assertThat(onlyRecord().outcome().status()).isEqualTo("completed");
    }

    // trap 7 of a store that may have done what it failed to confirm
    @Test
    void anEndThatAStoreTookAndDidNotConfirmCountsOnce() {
        Ride ride = ride();
        ride.inference().record("mini", Usage.of(1, 50));
        store.afterEndings.once(new IllegalStateException("planned: timed out"));
        ride.finish(200, null);
        gate.sweep();
        gate.sweep();

        assertThat(spent()).isEqualTo(50);
        assertNothingIsHeld();
        assertThat(onlyRecord().costs().settled()).isEqualTo(new Money(50));
    }

    @Test
    void aGateThatClosesTellsItsStoreOnceMore() {
        Ride ride = ride();
        ride.inference().record("mini", Usage.of(1, 50));
        store.beforeEndings.once(new IllegalStateException("planned"));
        ride.finish(200, null);

        gate.close();
        assertThat(spent()).isEqualTo(50);
    }

    @Test
    void theLogSaysHowManyEndsAStoreNeverTook() throws Exception {
        try (HeardLog.Listening log = HeardLog.of("never told")) {
            ride().finish(200, null);
            store.beforeEndings.always(new IllegalStateException("planned"));
            ride().finish(200, null);
            gate.close();
            assertThat(log.next()).startsWith("ERROR").contains("1 ");
        }
    }

    @Test
    void aRideThatIsTakenBackIsGivenBackThoughTheStoreFails() {
        Ride ride = ride();
        store.beforeEndings.once(new IllegalStateException("planned"));
        ride.withdraw();
        gate.sweep();
        assertNothingIsHeld();
    }

    @Test
    void aTopUpThatFailsRefusesTheWorkAndIsGivenBackWithTheRest() {
        for (Throwable failure : List.of(new IllegalStateException("planned"), new NoClassDefFoundError("planned"))) {
            Ride ride = ride();
            store.ofTopUps.once(failure);
            assertThatThrownBy(() -> ride.inference().files(1_000_000)).isSameAs(failure);
            ride.inference().record("mini", Usage.of(1, 50));
            ride.finish(200, null);
            assertNothingIsHeld();
        }
        store.ofTopUps.always(new IllegalStateException("planned"));
        Ride ride = ride();
        assertThatIllegalStateException().isThrownBy(() -> ride.inference().files(1_000_000));
        ride.finish(500, null);
        assertNothingIsHeld();
        assertThat(spent()).isEqualTo(100);
    }

    @Test
    void callsThatCostMoreThanCanBeCountedCostAsMuchAsCan() {
        Ride ride = ride();
        ride.inference().record("mini", Usage.of(1, NEARLY_ALL));
        ride.inference().record("mini", Usage.of(1, NEARLY_ALL));
        ride.finish(200, null);

        assertThat(gate.balance(ALICE)).allMatch(balance -> balance.held() == 0);
        assertThat(spent()).isEqualTo(Long.MAX_VALUE);
        assertThat(onlyRecord().costs().settled()).isEqualTo(new Money(Long.MAX_VALUE));
    }

    @Test
    void aPriceBelowNothingIsNoPrice() {
        Ride ride = ride();
        rebate = 1_000_000;
        assertThatIllegalStateException()
                .isThrownBy(() -> ride.inference().record("mini", Usage.of(1, 50)))
                .withMessageContaining("-0.00099995");
        ride.finish(200, null);
        rebate = 0;

        assertNothingIsHeld();
        UsageRecord record = onlyRecord();
        assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
        assertThat(record.costs().settled()).isEqualTo(record.costs().held());
        assertThat(spent()).isEqualTo(record.costs().held().nanos());
    }

    private List<Ride> ridesWhoseCallbacksFail() {
        List<Ride> rides = List.of(ride("alice"), ride("bob"), ride("carol"));
        for (Ride ride : rides) {
            ride.cancellation().onCancel(() -> {
                throw new AssertionError("planned");
            });
        }
        return rides;
    }

    @Test
    void aCallbackThatFailsKeepsNoOtherRideFromBeingKilled() {
        List<Ride> rides = ridesWhoseCallbacksFail();
        gate.killSwitch().block(Target.everything(), "planned", "test");
        assertThat(rides).allMatch(ride -> ride.cancellation().reason().equals(Optional.of(CancelReason.KILLED)));

        gate.sweep();
        clock.advance(RunningRides.LAST_WORDS);
        gate.sweep();
        assertThat(gate.rides()).isZero();
    }

    @Test
    void aCallbackThatFailsKeepsNoOtherRideFromBeingStoppedWhenTheGateCloses() {
        List<Ride> rides = ridesWhoseCallbacksFail();
        gate.close();
        assertThat(rides).allMatch(ride -> ride.cancellation().reason().equals(Optional.of(CancelReason.SHUTDOWN)));
        assertThat(records).hasSize(3);
    }

    @Test
    void anExpiryThatAStoreDidNotTakeIsTriedAgain() {
        Ride ride = ride();
        store.beforeEndings.always(new IllegalStateException("planned"));
        clock.advance(Duration.ofHours(1));
        gate.sweep();
        assertThat(ride.cancellation().reason()).contains(CancelReason.DEADLINE);

        store.beforeEndings.never();
        gate.sweep();
        assertNothingIsHeld();
        assertThat(onlyRecord().outcome().status()).isEqualTo("expired");
    }
}
