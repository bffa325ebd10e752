package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.budget.Balance;
import io.faregate.budget.Measure;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RideTest {
    private static final String HELLO = "{\"message\":\"hello\"}";
    private static final String AGENT = "{\"message\":\"go\",\"maxSteps\":1000}";

    private final TestGate gate = new TestGate();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void theStepBeyondTheCapIsRefused() {
        gate.cap(Capped.STEPS, 5, 3);
        Inference ride = gate.admit(AGENT).inference();
        for (int i = 0; i < 5; i++) {
            ride.step();
        }

        assertThatThrownBy(ride::step)
                .isInstanceOfSatisfying(
                        RideOverException.class, over -> assertThat(over.rule()).isEqualTo("caps.steps"));
        ride.close();
        assertThat(gate.lastRecord(1).usage().get(Unit.STEPS)).isEqualTo(5);
    }

    @Test
    void theToolCallBeyondTheCapIsRefusedAndTheModelIsTold() {
        gate.cap(Capped.TOOL_CALLS, 5, 5).tool("search", 3, "0.002").tool("calculator", Long.MAX_VALUE, "0");
        Inference ride = gate.admit(AGENT).inference();

        for (int i = 0; i < 3; i++) {
            assertThat(ride.tool("search", "{}").allowed()).isTrue();
        }
        assertThat(ride.tool("search", "{}").allowed())
                .as("three searches at most")
                .isFalse();
        assertThat(ride.tool("calculator", "{}").allowed()).isTrue();
        assertThat(ride.tool("calculator", "{}").allowed()).isTrue();
        assertThat(ride.tool("calculator", "{}").allowed())
                .as("five calls at most")
                .isFalse();
        assertThat(ride.tool("expensive", "{}").message()).isNotEmpty();
    }

    @Test
    void toolsCostWhatThePolicySays() {
        gate.perDay(Measure.COST, 100_000_000).cap(Capped.TOOL_CALLS, 5, 5).tool("search", 3, "0.002");
        Inference ride = gate.admit(AGENT).inference();
        ride.tool("search", "{}");
        ride.record("mini", Usage.of(10, 10));
        ride.close();

        assertThat(gate.lastRecord(1).costs().settled())
                .isEqualTo(Money.of("0.002").plus(new Money(22_500)));
    }

    @Test
    void documentsBeyondTheCapAreRefused() {
        gate.cap(Capped.RETRIEVED_DOCUMENTS, 6, 4).cap(Capped.RETRIEVED_CHARS, 1_000, 1_000);
        Inference ride =
                gate.admit("{\"message\":\"go\",\"retrievalLimit\":50}").inference();

        ride.retrieved(4, 900);

        assertThatThrownBy(() -> ride.retrieved(1, 101)).hasMessageContaining("too long");
        assertThatThrownBy(() -> ride.retrieved(3, 1)).hasMessageContaining("6 retrieved documents");
        ride.retrieved(2, 100);
    }

    @Test
    void aRideThatReportsNothingIsChargedTheHold() {
        gate.perDay(Measure.COST, 100_000_000).cap(Capped.OUTPUT_TOKENS, 500, 500);
        gate.admit(HELLO).ride().finish(200, null);

        assertThat(gate.lastRecord(1).costs().source()).isEqualTo(UsageSource.HOLD);
        assertThat(spent()).isEqualTo(gate.lastRecord(1).costs().held().nanos()).isGreaterThan(1_000_000);
    }

    @Test
    void aRideThatFailedBeforeAnyCallGetsItsMoneyBackAndStaysCounted() {
        gate.perDay(Measure.COST, 100_000_000).perDay(Measure.REQUESTS, 10);
        gate.admit(HELLO).ride().finish(500, new IOException("planted"));

        assertThat(gate.lastRecord(1).outcome().status()).isEqualTo("failed");
        assertThat(balance(Measure.COST).spent()).isZero();
        assertThat(balance(Measure.COST).held()).isZero();
        assertThat(balance(Measure.REQUESTS).spent()).isEqualTo(1);
    }

    @Test
    void aClientThatLeavesDoesNotMakeARideFree() {
        gate.perDay(Measure.COST, 100_000_000);
        Ride ride = gate.admit(HELLO).ride();
        ride.cancellation().cancel(CancelReason.CLIENT_GONE);
        ride.finish(200, new IOException("broken pipe"));

        assertThat(spent()).isPositive();
        assertThat(gate.lastRecord(1).outcome().reason()).isEqualTo("client_gone");
    }

    @Test
    void onlyTheFirstEndCounts() {
        gate.perDay(Measure.COST, 100_000_000);
        Decision.Admitted admitted = gate.admit(HELLO);
        admitted.inference().record("mini", Usage.of(10, 10));
        admitted.ride().finish(200, null);
        admitted.ride().finish(500, new IOException("late"));
        admitted.inference().close();

        assertThat(spent()).isEqualTo(22_500);
        gate.admit(HELLO).inference().close();
        gate.lastRecord(2);
        assertThat(gate.records).hasSize(2);
    }

    @Test
    void usageBeyondTheHoldIsDebtInTheAccount() {
        gate.perDay(Measure.COST, 10_000_000);
        Inference ride = gate.admit(HELLO).inference();
        ride.record("mini", Usage.of(0, 10_000));
        ride.close();

        assertThat(spent()).isEqualTo(20_000_000);
        assertThat(gate.refuse(HELLO).answer().status()).isEqualTo(429);
    }

    @Test
    void aRideBelongsToTheDayItWasLetIn() {
        gate.perDay(Measure.COST, 100_000_000).cap(Capped.DURATION, 172_800_000, 172_800_000);
        Inference ride = gate.admit(HELLO).inference();
        gate.clock.advance(Duration.ofHours(24));
        ride.record("mini", Usage.of(0, 100));
        ride.close();

        assertThat(spent()).as("of the new day").isZero();
    }

    @Test
    void aRideBeyondItsTimeIsCancelled() {
        gate.cap(Capped.DURATION, 90_000, 90_000);
        Inference ride = gate.admit(HELLO).inference();
        gate.clock.advance(Duration.ofSeconds(89));
        gate.sweep();
        assertThat(ride.cancellation().isCancelled()).isFalse();

        gate.clock.advance(Duration.ofSeconds(1));
        gate.sweep();

        assertThat(ride.cancellation().reason()).contains(CancelReason.DEADLINE);
        assertThatThrownBy(ride::step).isInstanceOf(RideOverException.class);
    }

    @Test
    void aRideThatNobodyEndsIsBookedAsHeldAndALateEndAdjustsIt() {
        gate.perDay(Measure.COST, 100_000_000).cap(Capped.DURATION, 1_000, 1_000);
        Inference ride = gate.admit(HELLO).inference();
        gate.clock.advance(Duration.ofMinutes(2));
        gate.sweep();
        gate.sweep();
        assertThat(gate.lastRecord(1).outcome().status()).isEqualTo("expired");
        assertThat(spent()).isEqualTo(gate.lastRecord(1).costs().held().nanos());

        ride.record("mini", Usage.of(10, 10));
        ride.close();

        assertThat(gate.lastRecord(2).outcome().status()).isEqualTo("adjusted");
        assertThat(spent()).isEqualTo(22_500);
    }

    @Test
    void aRideThatExpiredAndCameToNothingIsGivenBack() {
        gate.perDay(Measure.COST, 100_000_000).cap(Capped.DURATION, 1_000, 1_000);
        Ride ride = gate.admit(HELLO).ride();
        gate.clock.advance(Duration.ofMinutes(2));
        gate.sweep();
        assertThat(gate.lastRecord(1).outcome().status()).isEqualTo("expired");
        assertThat(spent()).isPositive();

        ride.finishUnread(408, RideOverException.late());

        assertThat(gate.lastRecord(2).outcome().status()).isEqualTo("adjusted");
        assertThat(gate.lastRecord(2).costs().settled()).isEqualTo(Money.ZERO);
        assertThat(spent()).isZero();
    }

    /** Who reads the log takes the last record of a ride for what it did cost. */
    @Test
    void anExpiryIsRecordedBeforeWhatAdjustsIt() throws InterruptedException {
        gate.cap(Capped.DURATION, 1_000, 1_000);
        CyclicBarrier together = new CyclicBarrier(2);
        int records = 0;
        for (int i = 0; i < 1_000; i++) {
            Inference ride = gate.admit(HELLO).inference();
            gate.clock.advance(Duration.ofMinutes(2));
            Thread sweeper = new Thread(() -> {
                await(together);
                gate.sweep();
            });
            sweeper.start();
            await(together);
            ride.close();
            sweeper.join();

            String first = gate.lastRecord(++records).outcome().status();
            assertThat(first).isIn("expired", "cancelled", "completed");
            if (first.equals("expired")) {
                assertThat(gate.lastRecord(++records).outcome().status()).isEqualTo("adjusted");
            }
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closingTheGateCancelsWhatRuns() {
        Inference ride = gate.admit(HELLO).inference();

        gate.faregate().close();

        assertThat(ride.cancellation().reason()).contains(CancelReason.SHUTDOWN);
    }

    @Test
    void withoutARideThereIsAPlainWordOfHelp() {
        assertThatThrownBy(() -> Inference.of(name -> null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("route of the policy");
    }

    private long spent() {
        return balance(Measure.COST).spent();
    }

    private Balance balance(Measure measure) {
        return gate.faregate().balance(new Caller("alice", "alice", "free", "127.0.0.1", Map.of())).stream()
                .filter(balance -> balance.limit().measure().equals(measure))
                .findFirst()
                .orElseThrow();
    }
}
