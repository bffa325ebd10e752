package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import io.faregate.budget.Dimension;
import io.faregate.budget.Mode;
import io.faregate.budget.Window.Period;
import io.faregate.control.Effect;
import io.faregate.control.SuspicionRule;
import io.faregate.control.Target;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.policy.Callers;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyBuilder;
import io.faregate.ride.Answer;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import io.faregate.test.MovedTicker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What attackers try with limits, through the whole gate. */
class HostileLimitsTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-10-24T22:00:00Z");

    private final MovedTicker clock = new MovedTicker(Instant.parse("2026-10-24T19:30:00Z"));

    private static PolicyBuilder open() {
        return Policy.builder()
                .zone(ZoneId.of("Europe/Berlin"))
                .costs(model -> Optional.of(usage -> Optional.of(new Money(10 * usage.get(Unit.OUTPUT_TOKENS)))))
                .route(
                        "/chat",
                        route -> route.dialect("none").anyone().use("mini").cap(Capped.OUTPUT_TOKENS, 100, 100));
    }

    private Faregate gate(PolicyBuilder policy) {
        return Faregate.builder().policy(policy.build()).ticker(clock).build();
    }

    private static Decision ask(Faregate gate, String user) {
        return gate.admit(RideRequest.of("POST", "/chat", "").user(user).build());
    }

    static Stream<Limits> limits() {
        return Stream.of(
                Limits.per(Dimension.USER).cost("0.000003").every(Period.DAY),
                Limits.per(Dimension.USER).cost("0.000003").within(Duration.ofSeconds(10)),
                Limits.per(Dimension.USER).tokens(300).every(Period.HOUR),
                Limits.per(Dimension.USER).tokens(300).within(Duration.ofSeconds(10)),
                Limits.per(Dimension.USER).cost("0.000003").within(Duration.ofMinutes(10)),
                Limits.per(Dimension.USER).tokens(300).within(Duration.ofMinutes(10)),
                Limits.per(Dimension.USER).requests(20).within(Duration.ofMinutes(10)),
                Limits.pool().cost("0.000003").every(Period.MONTH),
                Limits.per(Dimension.USER).requests(3).every(Period.MINUTE),
                Limits.per(Dimension.USER).requests(3).every(Period.HOUR),
                // the night on which the clocks go back
                Limits.per(Dimension.USER).requests(3).every(Period.DAY),
                Limits.per(Dimension.USER).requests(3).every(Period.WEEK),
                Limits.per(Dimension.USER).requests(3).every(Period.MONTH),
                Limits.per(Dimension.USER).requests(3).within(Duration.ofSeconds(10)),
                Limits.per(Dimension.USER).requests(7).within(Duration.ofHours(3)),
                Limits.pool().requests(3).every(Period.DAY));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void whoWaitsAsLongAsToldIsLetInAndNotASecondEarlier(Limits limit) {
        try (Faregate gate = gate(open().limit(limit))) {
            spendAll(gate);
            assertWaitIsTrue(gate);
        }
    }

    static Stream<List<Limits>> severalLimits() {
        return Stream.of(
                        both(
                                () -> Limits.per(Dimension.USER).requests(3).every(Period.MINUTE),
                                () -> Limits.per(Dimension.USER).requests(3).every(Period.DAY)),
                        both(
                                () -> Limits.per(Dimension.USER).requests(3).every(Period.MINUTE),
                                () -> Limits.per(Dimension.IP).requests(3).every(Period.DAY)),
                        both(
                                () -> Limits.per(Dimension.IP).requests(3).within(Duration.ofMinutes(10)),
                                () -> Limits.per(Dimension.USER).requests(3).every(Period.WEEK)),
                        both(
                                () -> Limits.per(Dimension.USER)
                                        .cost("0.000003")
                                        .within(Duration.ofMinutes(10)),
                                () -> Limits.per(Dimension.USER)
                                        .cost("0.000003")
                                        .every(Period.DAY)),
                        both(
                                () -> Limits.per(Dimension.USER).tokens(300).every(Period.HOUR),
                                () -> Limits.pool().cost("0.000003").within(Duration.ofDays(9))),
                        both(
                                () -> Limits.per(Dimension.USER).requests(3).every(Period.MINUTE),
                                () -> Limits.per(Dimension.USER)
                                        .cost("0.000003")
                                        .every(Period.DAY)),
                        both(
                                () -> Limits.per(Dimension.USER).requests(3).every(Period.MINUTE),
                                () -> Limits.per(Dimension.USER)
                                        .requests(3)
                                        .every(Period.DAY)
                                        .mode(Mode.OBSERVE)))
                .flatMap(orders -> orders);
    }

    /** In either order. */
    private static Stream<List<Limits>> both(Supplier<Limits> one, Supplier<Limits> other) {
        return Stream.of(List.of(one.get(), other.get()), List.of(other.get(), one.get()));
    }

    @ParameterizedTest
    @MethodSource("severalLimits")
    void ofSeveralLimitsThatAreSpentTheLongestWaitIsSaid(List<Limits> limits) {
        PolicyBuilder policy = open();
        limits.forEach(policy::limit);
        try (Faregate gate = gate(policy)) {
            spendAll(gate);
            assertWaitIsTrue(gate);
        }
    }

    private static void spendAll(Faregate gate) {
        Decision decision = ask(gate, "alice");
        while (decision instanceof Decision.Admitted admitted) {
            admitted.ride().finish(200, null);
            decision = ask(gate, "alice");
        }
    }

    private void assertWaitIsTrue(Faregate gate) {
        Decision.Refused refused = (Decision.Refused) ask(gate, "alice");
        Answer answer = refused.answer();
        long wait = Long.parseLong(answer.headers().get("Retry-After"));
        boolean mayWait = !Set.of(Reason.BUDGET_SPENT, Reason.BLOCKED)
                .contains(refused.refusal().reason());
        assertThat(answer.headers()).containsEntry("x-should-retry", Boolean.toString(mayWait && wait <= 60));
        clock.advance(Duration.ofSeconds(wait - 1));
        assertThat(ask(gate, "alice")).isInstanceOf(Decision.Refused.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(ask(gate, "alice")).isInstanceOf(Decision.Admitted.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {5_400, 61, 60, 1})
    void aClientIsNeverToldToTryAgainWhenTheMoneyOfTheDayIsSpentHoweverSoonItEnds(long left) {
        PolicyBuilder policy =
                open().limit(Limits.per(Dimension.USER).cost("0.000003").every(Period.DAY));
        try (Faregate gate = gate(policy)) {
            clock.advance(Duration.between(clock.now(), MIDNIGHT.minusSeconds(left)));
            for (int i = 0; i < 3; i++) {
                ((Decision.Admitted) ask(gate, "alice")).ride().finish(200, null);
            }

            Answer answer = ((Decision.Refused) ask(gate, "alice")).answer();

            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.headers())
                    .containsEntry("Retry-After", Long.toString(left))
                    .containsEntry("x-should-retry", "false")
                    .doesNotContainKey("retry-after-ms");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 59, 61, 100_000})
    void whoIsBlockedForATimeIsLetInAfterItAndNotASecondEarlier(int seconds) {
        try (Faregate gate = gate(open())) {
            gate.killSwitch()
                    .block(Target.user("alice"), "x", "ops", clock.now().plusSeconds(seconds));
            assertWaitIsTrue(gate);
        }
    }

    @Test
    void aSuspectIsLetInAfterTheWaitAndNotASecondEarlier() {
        try (Faregate gate =
                gate(open().suspicion(SuspicionRule.per(Dimension.USER, 3, Duration.ofMinutes(10), Effect.BLOCK)))) {
            gate.suspect(((Decision.Admitted) ask(gate, "alice")).inference().caller(), "x", 3);
            assertWaitIsTrue(gate);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.200, 192.0.2.77, 192.0.3.77",
        "2001:db8:1:1::1, 2001:db8:1:ffff::1, 2001:db8:1::1, 2001:db8:2::1",
        "64:ff9b::192.0.2.1, 192.0.2.2, ::ffff:192.0.2.3, 64:ff9b::192.0.3.1"
    })
    void aSubnetHasOneAmountFromHoweverManyOfItsAddressesItIsAsked(
            String first, String second, String third, String elsewhere) {
        PolicyBuilder policy =
                open().limit(Limits.per(Dimension.SUBNET).requests(2).every(Period.DAY));
        try (Faregate gate = gate(policy)) {
            assertThat(askFrom(gate, first)).isInstanceOf(Decision.Admitted.class);
            assertThat(askFrom(gate, second)).isInstanceOf(Decision.Admitted.class);
            assertThat(askFrom(gate, third)).isInstanceOf(Decision.Refused.class);
            assertThat(askFrom(gate, elsewhere)).isInstanceOf(Decision.Admitted.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.2", "2001:db8:1:1::1, 2001:db8:1:2::1"})
    void anotherAddressOfTheSubnetHasItsOwnAmountPerIp(String one, String other) {
        PolicyBuilder policy = open().limit(Limits.per(Dimension.IP).requests(1).every(Period.DAY));
        try (Faregate gate = gate(policy)) {
            assertThat(askFrom(gate, one)).isInstanceOf(Decision.Admitted.class);
            assertThat(askFrom(gate, one)).isInstanceOf(Decision.Refused.class);
            assertThat(askFrom(gate, other)).isInstanceOf(Decision.Admitted.class);
        }
    }

    private static Decision askFrom(Faregate gate, String peer) {
        return gate.admit(RideRequest.of("POST", "/chat", "").peer(peer).build());
    }

    @Test
    void tenThousandInventedNamesGetNoBudgetsOfTheirOwnWhereNobodyKnowsThem() {
        PolicyBuilder policy = open().callers(
                        new Callers().user("header:X-User").trustedProxies("192.0.2.9"))
                .limit(Limits.per(Dimension.USER).requests(5).every(Period.DAY));
        int admitted = 0;
        try (Faregate gate = gate(policy)) {
            for (int i = 0; i < 10_000; i++) {
                // no proxy is trusted, so that a header of the client's is no name
                Decision decision = gate.admit(RideRequest.of("POST", "/chat", "")
                        .header("X-User", "invented" + i)
                        .header("X-Forwarded-For", "10.0." + i / 256 + "." + i % 256)
                        .build());
                admitted += decision instanceof Decision.Admitted ? 1 : 0;
            }
        }
        assertThat(admitted).isEqualTo(5);
    }

    @Test
    void ofAThousandAtOnceTenRideOnABudgetForTen() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch ready = new CountDownLatch(1_000);
        CountDownLatch start = new CountDownLatch(1);
        try (Faregate gate = gate(open().limit(Limits.pool().requests(10).every(Period.DAY)))) {
            List<Future<Decision>> all = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                String user = "user" + i;
                all.add(threads.submit(() -> {
                    ready.countDown();
                    start.await();
                    return ask(gate, user);
                }));
            }
            ready.await();
            start.countDown();
            int admitted = 0;
            for (Future<Decision> each : all) {
                admitted += each.get() instanceof Decision.Admitted ? 1 : 0;
            }
            assertThat(admitted).isEqualTo(10);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aSeparatorInANameMakesNobodyElse() {
        PolicyBuilder policy = open().limit(
                        Limits.per(Dimension.USER, Dimension.ROUTE).requests(1).every(Period.DAY));
        try (Faregate gate = gate(policy)) {
            for (String user : List.of("a:b", "a", "a|1:b", "ip:127.0.0.1", "user:a", "127.0.0.1")) {
                assertThat(ask(gate, user)).as(user).isInstanceOf(Decision.Admitted.class);
                assertThat(ask(gate, user)).as(user).isInstanceOf(Decision.Refused.class);
            }
            assertThat(gate.admit(RideRequest.of("POST", "/chat", "").build()))
                    .as("nobody is none of them")
                    .isInstanceOf(Decision.Admitted.class);
        }
    }
}
