package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.budget.Balance;
import io.faregate.budget.BudgetStore;
import io.faregate.budget.Charge;
import io.faregate.budget.Charges;
import io.faregate.budget.Held;
import io.faregate.budget.Measure;
import io.faregate.budget.Reservation;
import io.faregate.control.Target;
import io.faregate.cost.Usage;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import io.faregate.ride.Ticker;
import io.faregate.test.FakeProvider;
import io.faregate.test.MovedTicker;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        try (FakeProvider provider = FakeProvider.openEvents(DELTA)) {
            Inference ride = gate.admit(HELLO).inference();
            InputStream body = ride.call(
                            HttpClient.newHttpClient(), provider.post(STREAM), BodyHandlers.ofInputStream())
                    .body();
            assertThat(body.read()).isEqualTo('d');

            gate.faregate().killSwitch().block(Target.user("alice"), "planted", "test");
            provider.awaitClosedByClient();
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
    void aRideThatIsStuckSinceItsClientLeftIsSettledByTheKillSwitchToo() {
        Ride ride = gate.admit(HELLO).ride();
        ride.cancellation().cancel(CancelReason.CLIENT_GONE);
        gate.faregate().killSwitch().block(Target.user("alice"), "planted", "test");
        gate.clock.advance(Duration.ofMillis(900));
        gate.sweep();

        assertThat(gate.lastRecord(1).outcome().reason()).isEqualTo("client_gone");
        assertThat(gate.faregate().rides()).isZero();
    }

    /** The provider that its application asks by itself goes on for all that the gate knows. */
    @ParameterizedTest
    @EnumSource(CancelReason.class)
    void aRideThatSomebodyElseEndsIsNotFreeForTheErrorThatItsClientIsTold(CancelReason reason) {
        Ride ride = gate.admit(HELLO).ride();
        ride.cancellation().cancel(reason);
        ride.finish(503, null);

        UsageRecord record = gate.lastRecord(1);
        if (reason == CancelReason.APPLICATION) {
            assertThat(record.costs().settled().nanos()).isZero();
        } else {
            assertThat(record.costs().settled()).isEqualTo(record.costs().held());
        }
    }

    @Test
    void aGateThatClosesStopsAndSettlesAllRides() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA)) {
            Inference idle = gate.admit(HELLO).inference();
            Inference streaming = gate.admit(HELLO).inference();
            streaming
                    .call(HttpClient.newHttpClient(), provider.post(STREAM), BodyHandlers.ofInputStream())
                    .body()
                    .read();

            gate.close();

            provider.awaitClosedByClient();
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

    @Test
    void nobodyLooksAfterADetachedRideBehindItsResponse() {
        AtomicInteger looks = new AtomicInteger();
        Decision.Admitted admitted = gate.admit(HELLO);
        admitted.ride().watchedBy(ticker -> looks.incrementAndGet());
        gate.sweep();
        admitted.inference().detach(Duration.ofMinutes(1));
        admitted.ride().finish(202, null);
        int before = looks.get();
        gate.sweep();

        assertThat(before).isPositive();
        assertThat(looks).hasValue(before);
    }

    /** What they look at, as the tables of connections, is for one thread. */
    @Test
    void lookoutsAreUsedByTheTimerAlone() throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch looks = new CountDownLatch(200);
        Ride ride = gate.admit(HELLO).ride();
        ride.watchedBy(ticker -> {
            threads.add(Thread.currentThread().getName());
            looks.countDown();
        });
        for (int i = 0; i < 200; i++) {
            ride.lookSoon();
        }

        assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).singleElement().asString().startsWith("faregate-timer");
    }

    @Test
    void aLookoutThatFailsAltogetherKeepsNobodyElseFromBeingLookedAfter() throws Exception {
        CountDownLatch looks = new CountDownLatch(3);
        for (int i = 0; i < 8; i++) {
            gate.admit(HELLO).ride().watchedBy(ticker -> {
                throw new NoClassDefFoundError("planted");
            });
        }
        gate.admit(HELLO).ride().watchedBy(ticker -> looks.countDown());

        assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsTimedGoesOnWhateverItHasThrown() throws Exception {
        AtomicInteger broken = new AtomicInteger(3);
        CountDownLatch looks = new CountDownLatch(2);
        Ticker ticker = new Ticker() {
            @Override
            public long currentTimeMillis() {
                boolean isTimer = Thread.currentThread().getName().startsWith("faregate-timer");
                if (isTimer && broken.getAndDecrement() > 0) {
                    throw new NoClassDefFoundError("planted");
                }
                return gate.clock.currentTimeMillis();
            }

            @Override
            public long nanoTime() {
                return gate.clock.nanoTime();
            }
        };
        try (Faregate faregate = Faregate.builder()
                .policy(gate.faregate().policy())
                .ticker(ticker)
                .build()) {
            // the switch asks for the time only when there is something in it
            faregate.killSwitch()
                    .block(
                            Target.user("mallory"),
                            "planted",
                            "test",
                            gate.clock.now().plusSeconds(3_600));
            while (broken.get() > 0) {
                Thread.onSpinWait();
            }
            Decision.Admitted admitted =
                    (Decision.Admitted) faregate.admit(TestGate.request(HELLO).build());
            admitted.ride().watchedBy(each -> looks.countDown());

            assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aStoreThatHangsHoldsUpNothingThatIsTimed() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch looks = new CountDownLatch(3);
        BudgetStore slow = new HangingStore(hanging, released);
        try (Faregate faregate = Faregate.builder()
                .policy(gate.faregate().policy())
                .store(slow)
                .ticker(gate.clock)
                .build()) {
            Decision.Admitted killed =
                    (Decision.Admitted) faregate.admit(TestGate.request(HELLO).build());
            faregate.killSwitch().block(Target.user("alice"), "planted", "test");
            gate.clock.advance(Duration.ofSeconds(2));
            hanging.await();
            Decision.Admitted other = (Decision.Admitted) faregate.admit(
                    RideRequest.of("POST", "/chat", HELLO).user("bob").build());
            other.ride().watchedBy(ticker -> looks.countDown());

            assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(killed.inference().cancellation().isCancelled()).isTrue();
            released.countDown();
        }
    }

    /** As an application's thread that completes its response while the container stops the application. */
    @Test
    void aGateThatClosesWaitsForTheRecordOfARideThatAnotherThreadEnds() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        List<UsageRecord> records = new CopyOnWriteArrayList<>();
        Faregate faregate = Faregate.builder()
                .policy(gate.faregate().policy())
                .store(new HangingStore(hanging, released))
                .sink(records::add)
                .build();
        Decision.Admitted admitted =
                (Decision.Admitted) faregate.admit(TestGate.request(HELLO).build());
        new Thread(() -> admitted.ride().finish(200, null)).start();
        hanging.await();
        Thread closing = new Thread(faregate::close);
        closing.start();
        while (closing.isAlive() && closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        released.countDown();
        closing.join();

        assertThat(records).hasSize(1);
    }

    /** Settles when it is told to. */
    private static final class HangingStore implements BudgetStore {
        private final BudgetStore store = BudgetStore.local(new MovedTicker(), ZoneOffset.UTC);
        private final CountDownLatch hanging;
        private final CountDownLatch released;

        HangingStore(CountDownLatch hanging, CountDownLatch released) {
            this.hanging = hanging;
            this.released = released;
        }

        @Override
        public Held reserve(Charges charges) {
            return store.reserve(charges);
        }

        @Override
        public Held topUp(Reservation reservation, IntToLongFunction more) {
            return store.topUp(reservation, more);
        }

        @Override
        public boolean settle(Reservation reservation, Reservation.State ending, IntToLongFunction used) {
            hanging.countDown();
            try {
                released.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return store.settle(reservation, ending, used);
        }

        @Override
        public Balance balance(Charge charge) {
            return store.balance(charge);
        }
    }
}
