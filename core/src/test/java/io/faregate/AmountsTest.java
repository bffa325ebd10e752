package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.LimitResolver;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.Caller;
import io.faregate.ride.RideRequest;
import io.faregate.test.MovedTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AmountsTest {
    private static final Limit PER_USER = limit(Dimension.USER);
    private static final Limit PER_IP = limit(Dimension.IP);
    private static final Caller ALICE = new Caller("alice", "alice", "free", "127.0.0.1", Map.of());
    private static final Caller NOBODY = new Caller(null, null, "free", "127.0.0.1", Map.of());

    private final MovedTicker clock = new MovedTicker();
    private final ScheduledExecutorService timer = Threads.timer();

    @AfterEach
    void endTimer() {
        timer.shutdownNow();
    }

    private static Limit limit(Dimension per) {
        return limit(per, 10);
    }

    private static Limit limit(Dimension per, long amount) {
        return new Limit(
                per.key(),
                "limits[0]",
                Measure.REQUESTS,
                Set.of(per),
                amount,
                new Window.Calendar(Window.Period.DAY),
                Mode.ENFORCE,
                false);
    }

    private Amounts amounts(LimitResolver resolver) {
        return new Amounts(resolver, clock, timer);
    }

    /** What a refresh in the background leads to, in the end. */
    private static void await(Amounts amounts, LongPredicate expected) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!expected.test(amounts.of(ALICE, PER_USER)) && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(amounts.of(ALICE, PER_USER)).matches(expected::test);
    }

    @Test
    void theApplicationsAmountCountsForUsersAndThePolicysForAllElse() {
        try (Amounts amounts = amounts((caller, limit) -> OptionalLong.of(99))) {
            assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(99);
            assertThat(amounts.of(NOBODY, PER_USER)).isEqualTo(10);
            assertThat(amounts.of(ALICE, PER_IP)).isEqualTo(10);
        }
        try (Amounts amounts = amounts((caller, limit) -> OptionalLong.empty())) {
            assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(10);
        }
    }

    @Test
    void whatIsSaidIsKeptAndAskedAgainLater() {
        AtomicInteger asked = new AtomicInteger();
        try (Amounts amounts = amounts((caller, limit) -> OptionalLong.of(100 + asked.incrementAndGet()))) {
            assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(101);
            assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(101);
            assertThat(asked).hasValue(1);
            clock.advance(Amounts.FRESH.plusSeconds(1));
            await(amounts, amount -> amount == 102);
        }
    }

    @Test
    void aResolverThatFailsLeavesWhatWasSaidBefore() {
        AtomicInteger asked = new AtomicInteger();
        LimitResolver resolver = (caller, limit) -> {
            if (asked.incrementAndGet() > 1) {
                throw new IllegalStateException("planned");
            }
            return OptionalLong.of(99);
        };
        try (Amounts amounts = amounts(resolver)) {
            assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(99);
            clock.advance(Amounts.FRESH.plusSeconds(1));
            await(amounts, amount -> asked.get() > 1 && amount == 99);
        }
    }

    @Test
    void anAnswerThatMakesNoSenseLeavesWhatWasSaidBefore() {
        AtomicInteger asked = new AtomicInteger();
        LimitResolver resolver = (caller, limit) ->
                asked.incrementAndGet() == 2 ? OptionalLong.of(-1) : OptionalLong.of(98 + asked.get());
        try (Amounts amounts = amounts(resolver)) {
            assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(99);
            clock.advance(Amounts.FRESH.plusSeconds(1));
            await(amounts, amount -> asked.get() > 1);
            for (int i = 0; i < 1_000; i++) {
                assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(99);
            }
            clock.advance(Amounts.FRESH.plusSeconds(1));
            await(amounts, amount -> amount == 101);
        }
    }

    @Test
    void itIsAskedAgainAsTheCallerAndByTheLimitOfNow() {
        Caller pro = new Caller("alice", "alice", "pro", "127.0.0.1", Map.of("seats", "7"));
        Limit raised = limit(Dimension.USER, 20);
        LimitResolver resolver = (caller, limit) -> OptionalLong.of(
                100 * limit.amount() + Integer.parseInt(caller.attributes().getOrDefault("seats", "1")));
        try (Amounts amounts = amounts(resolver)) {
            assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(1_001);
            clock.advance(Amounts.FRESH.minusSeconds(1));
            assertThat(amounts.of(pro, raised)).as("kept for half a minute").isEqualTo(1_001);
            clock.advance(Duration.ofSeconds(1));
            assertThat(amounts.of(pro, raised)).as("asked for behind this").isEqualTo(1_001);
            await(amounts, amount -> amount == 2_007);
        }
    }

    @Test
    void noMoreThanAHundredThousandAnswersAreKept() {
        AtomicInteger asked = new AtomicInteger();
        try (Amounts amounts = amounts((caller, limit) -> {
            asked.incrementAndGet();
            return OptionalLong.of(99);
        })) {
            for (int i = 0; i < 110_000; i++) {
                amounts.of(new Caller("user" + i, "user" + i, "free", "127.0.0.1", Map.of()), PER_USER);
            }
            assertThat(asked).hasValue(110_000);
            assertThat(amounts.kept()).isBetween(90_000L, 100_000L);
        }
    }

    @Test
    void aFirstAnswerThatFailsOrMakesNoSenseIsThePolicys() {
        try (Amounts amounts = amounts((caller, limit) -> {
            throw new IllegalStateException("planned");
        })) {
            assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(10);
        }
        try (Amounts amounts = amounts((caller, limit) -> OptionalLong.of(-7))) {
            assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(10);
        }
    }

    /** Answers when it is let go. */
    private static LimitResolver until(CountDownLatch letGo, OptionalLong answer) {
        return (caller, limit) -> {
            try {
                letGo.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            return answer;
        };
    }

    @Test
    void aLateAnswerCountsWhenItComes() {
        CountDownLatch hanging = new CountDownLatch(1);
        try (Amounts amounts = amounts(until(hanging, OptionalLong.of(99)))) {
            assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(10);
            assertThat(amounts.of(ALICE, PER_USER)).isEqualTo(10);
            hanging.countDown();
            await(amounts, amount -> amount == 99);
        }
    }

    @Test
    void aHangingResolverRefusesNobodyHoweverManyAsk() {
        CountDownLatch hanging = new CountDownLatch(1);
        try (Amounts amounts = amounts(until(hanging, OptionalLong.empty()))) {
            IntStream.range(0, 2_000)
                    .parallel()
                    .filter(i -> i < 8 || i >= 1_990)
                    .forEach(i -> assertThat(amounts.of(
                                    new Caller("user" + i, "user" + i, "free", "127.0.0.1", Map.of()), PER_USER))
                            .isEqualTo(10));
        } finally {
            hanging.countDown();
        }
    }

    @Test
    void ridesAreCountedAgainstTheApplicationsAmount() {
        Policy policy = Policy.builder()
                .limit(Limits.per(Dimension.USER).requests(1).every(Window.Period.DAY))
                .route("/chat", route -> route.dialect("none"))
                .build();
        // tag::amounts[]
        Faregate faregate = Faregate.builder()
                .policy(policy)
                .amounts((caller, limit) ->
                        limit.measure().equals(Measure.REQUESTS) ? bought(caller.userId()) : OptionalLong.empty())
                .build();
        // end::amounts[]
        try (faregate) {
            RideRequest request =
                    RideRequest.of("POST", "/chat", "").user("alice").build();
            for (int i = 0; i < 3; i++) {
                assertThat(faregate.admit(request)).isInstanceOf(Decision.Admitted.class);
            }
            assertThat(faregate.admit(request)).isInstanceOf(Decision.Refused.class);
            assertThat(faregate.balance(ALICE).get(0).amount()).isEqualTo(3);
        }
    }

    private static OptionalLong bought(String user) {
        return OptionalLong.of(user.equals("alice") ? 3 : 0);
    }

    /** That of a future is the whole JVM's: its thread keeps the class loader of the application that used it first. */
    @Test
    void patienceIsMeasuredByTheGatesOwnTimer() {
        List<Future<?>> scheduled = new ArrayList<>();
        ScheduledExecutorService own = new ScheduledThreadPoolExecutor(1) {
            @Override
            public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
                ScheduledFuture<V> future = super.schedule(work, delay, unit);
                scheduled.add(future);
                return future;
            }
        };
        CountDownLatch answered = new CountDownLatch(0);
        try (Amounts amounts = new Amounts(until(answered, OptionalLong.of(99)), clock, own)) {
            await(amounts, amount -> amount == 99);
            assertThat(scheduled).hasSize(1).allMatch(Future::isDone);
        } finally {
            own.shutdownNow();
        }
    }
}
