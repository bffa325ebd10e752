package io.faregate.test;

import static io.faregate.test.FaregateAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.faregate.Inference;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import io.faregate.ride.Ticker;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of rides at a gate of a test. */
final class TestGateTest {
    private final TestGate gate = TestGate.of(Policies.CHAT);

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aRideCostsWhatItsModelUsed() {
        UsageRecord record = gate.ride(Policies.hello(), Usage.of(1_000, 100));

        assertThat(record.costs().settled()).isEqualTo(Money.of("0.002"));
        assertThat(record.costs().source()).isEqualTo(UsageSource.APP);
        assertThat(record.time()).isEqualTo(Instant.parse("2026-11-24T09:00:00Z"));
    }

    @Test
    void whatRidesSpentIsSpent() {
        gate.ride(Policies.hello(), Usage.of(0, 1_900));

        assertThat(gate).refuses(Policies.hello()).because(Reason.BUDGET_SPENT).by("plans.free.limits[0]");
        assertThat(gate).admits(Policies.hello().user("bob"));
    }

    @Test
    void aRideThatRunsIsOneOfThoseAtOnce() {
        RideRequest.Builder pro = Policies.hello().attribute("plan", "pro");
        Inference running = gate.admit(pro);

        assertThat(gate).refuses(pro).because(Reason.TOO_MANY_AT_ONCE).withoutRetryAfter();

        running.close();
        assertThat(gate).admits(pro);
    }

    @Test
    void theRecordOfARideThatEndedByItselfIsThereToo() {
        Inference ride = gate.admit(Policies.hello());
        ride.close();

        assertThat(gate.end(ride).rideId()).isEqualTo(ride.id());
    }

    @Test
    void aRideStopsWhenItsTimeHasPassedOnTheClock() throws Exception {
        Inference ride = gate.admit(Policies.hello());
        CountDownLatch stopped = new CountDownLatch(1);
        ride.cancellation().onCancel(stopped::countDown);

        gate.clock().advance(Duration.ofSeconds(121));

        assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ride.cancellation().reason()).contains(CancelReason.DEADLINE);
    }

    /** Who keeps a ride for too long finds it booked as held; its own end corrects that. */
    @Test
    void aRideThatExpiredEndsAsItsOwnerSays() throws Exception {
        Inference ride = gate.admit(Policies.hello());
        CountDownLatch stopped = new CountDownLatch(1);
        ride.cancellation().onCancel(stopped::countDown);
        gate.clock().advance(Duration.ofMinutes(10));
        assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();

        ride.record("small", Usage.of(0, 1));

        assertThat(gate.end(ride).costs().settled()).isEqualTo(Money.of("0.00001"));
    }

    @Test
    void partsOfTheApplicationsOwnAreAskedToo() {
        try (TestGate own = TestGate.of(
                Policies.CHAT,
                parts -> parts.callers(head -> new Caller("eve", "eve", "pro", "192.0.2.1", Map.of())))) {
            assertThat(own).admits(Policies.hello()).asUser("eve").onPlan("pro").withModel("large");
        }
    }

    @Test
    void theClockIsTheGatesOwn() {
        assertThatIllegalStateException()
                .isThrownBy(() -> TestGate.of(Policies.CHAT, parts -> parts.ticker(Ticker.system())))
                .withMessageContaining("ticker is set already");
    }
}
