package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.budget.Measure;
import io.faregate.control.Target;
import io.faregate.cost.Usage;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rides that are killed, shut down or detached are settled, whatever their application does. */
@Timeout(30)
final class StoppedRidesTest {
    private static final String HELLO = "{\"message\":\"hello\"}";
    private static final String STREAM =
            "{\"model\":\"mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String DELTA = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"}}]}";

    private final TestGate gate =
            new TestGate().perDay(Measure.COST, 100_000_000).cap(Capped.DURATION, 60, 60);

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aKilledRideIsSettledWithinASecondThoughNobodyEndsIt() throws Exception {
        try (FakeProvider provider = FakeProvider.events(true, DELTA)) {
            Inference ride = gate.admit(HELLO).inference();
            InputStream body = ride.call(
                            HttpClient.newHttpClient(), provider.post(STREAM), BodyHandlers.ofInputStream())
                    .body();
            assertThat(body.read()).isEqualTo('d');

            gate.faregate().killSwitch().block(Target.user("alice"), "planted", "test");
            assertThat(provider.closedByClient.await(10, TimeUnit.SECONDS)).isTrue();
            gate.sweep();
            assertThat(gate.records).isEmpty();
            gate.clock.advance(Duration.ofMillis(900));
            gate.sweep();

            UsageRecord record = gate.lastRecord(1);
            assertThat(record.outcome().reason()).isEqualTo("killed");
            assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
            assertThat(gate.faregate().rides()).isZero();
            ride.close();
            assertThat(gate.records).hasSize(1);
        }
    }

    @Test
    void aKilledRideThatEndsByItselfHasItsOwnStatus() {
        Ride ride = gate.admit(HELLO).ride();
        gate.faregate().killSwitch().block(Target.everything(), "planted", "test");
        ride.finish(503, null);
        gate.clock.advance(Duration.ofSeconds(2));
        gate.sweep();

        assertThat(gate.lastRecord(1).outcome().httpStatus()).isEqualTo(503);
        assertThat(gate.records).hasSize(1);
    }

    @Test
    void aGateThatClosesStopsAndSettlesAllRides() throws Exception {
        try (FakeProvider provider = FakeProvider.events(true, DELTA)) {
            Inference idle = gate.admit(HELLO).inference();
            Inference streaming = gate.admit(HELLO).inference();
            streaming
                    .call(HttpClient.newHttpClient(), provider.post(STREAM), BodyHandlers.ofInputStream())
                    .body()
                    .read();

            gate.close();

            assertThat(provider.closedByClient.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(gate.records)
                    .hasSize(2)
                    .allMatch(record -> record.outcome().reason().equals("shutdown"))
                    .allMatch(record -> record.costs().settled().nanos() > 0);
            assertThat(gate.faregate().rides()).isZero();
            assertThatThrownBy(idle::step).isInstanceOf(RideOverException.class);
        }
    }

    @Test
    void aDetachedRideGoesOnBehindItsResponse() {
        Decision.Admitted admitted = gate.admit(HELLO);
        Inference ride = admitted.inference();
        ride.detach(Duration.ofMinutes(30));
        admitted.ride().finish(202, null);
        admitted.ride().cancellation().cancel(CancelReason.CLIENT_GONE);
        gate.clock.advance(Duration.ofMinutes(20));
        gate.sweep();
        assertThat(ride.cancellation().isCancelled()).isFalse();
        assertThat(ride.cancellation().remaining()).isEqualTo(Duration.ofMinutes(10));

        ride.step();
        ride.record("mini", Usage.of(10, 10));
        ride.close();

        UsageRecord record = gate.lastRecord(1);
        assertThat(record.outcome().httpStatus()).isEqualTo(202);
        assertThat(record.outcome().status()).isEqualTo("completed");
        assertThat(record.costs().settled().nanos()).isEqualTo(22_500);
        assertThatThrownBy(ride::step).isInstanceOf(RideOverException.class);
        assertThatThrownBy(() -> ride.tool("search", "{}")).isInstanceOf(RideOverException.class);
        assertThatThrownBy(() -> ride.record("mini", Usage.of(1, 1))).isInstanceOf(RideOverException.class);
    }

    @Test
    void aDetachedRideEndsWithItsNewDeadline() {
        Decision.Admitted admitted = gate.admit(HELLO);
        admitted.inference().detach(Duration.ofSeconds(90));
        admitted.ride().finish(202, null);
        gate.clock.advance(Duration.ofSeconds(91));
        gate.sweep();
        assertThat(admitted.inference().cancellation().reason()).contains(CancelReason.DEADLINE);
        gate.clock.advance(Duration.ofSeconds(1));
        gate.sweep();

        assertThat(gate.lastRecord(1).outcome().reason()).isEqualTo("deadline");
        assertThat(gate.lastRecord(1).costs().source()).isEqualTo(UsageSource.HOLD);
        assertThat(gate.faregate().rides()).isZero();
    }

    @Test
    void aDetachedRideThatWasCancelledBeforeEndsWithItsDeadlineToo() {
        Inference ride = gate.admit(HELLO).inference();
        ride.detach(Duration.ofSeconds(90));
        ride.cancellation().cancel(CancelReason.APPLICATION);
        gate.clock.advance(Duration.ofSeconds(91));
        gate.sweep();
        gate.clock.advance(Duration.ofSeconds(1));
        gate.sweep();

        assertThat(gate.lastRecord(1).outcome().reason()).isEqualTo("application");
        assertThat(gate.faregate().rides()).isZero();
    }

    @Test
    void whatHasEndedOrIsCancelledCanNotBeDetached() {
        Inference settled = gate.admit(HELLO).inference();
        settled.close();
        Inference cancelled = gate.admit(HELLO).inference();
        cancelled.cancellation().cancel(CancelReason.CLIENT_GONE);
        Inference open = gate.admit(HELLO).inference();

        assertThatThrownBy(() -> settled.detach(Duration.ofMinutes(1))).isInstanceOf(RideOverException.class);
        assertThatThrownBy(() -> cancelled.detach(Duration.ofMinutes(1))).isInstanceOf(RideOverException.class);
        assertThatThrownBy(() -> open.detach(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open.detach(Duration.ofDays(2))).isInstanceOf(IllegalArgumentException.class);
    }
}
