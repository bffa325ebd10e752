package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Mode;
import io.faregate.budget.Window.Period;
import io.faregate.cost.CostEstimator;
import io.faregate.cost.CostTable;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyBuilder;
import io.faregate.policy.PolicySource;
import io.faregate.ride.Caller;
import io.faregate.ride.RideRequest;
import io.faregate.test.MovedTicker;
import io.faregate.usage.UsageRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReloadTest {
    private static final Caller ALICE = new Caller("alice", "alice", "free", "127.0.0.1", Map.of());

    private final MovedTicker clock = new MovedTicker();
    private final List<UsageRecord> records = new CopyOnWriteArrayList<>();
    private final Faregate gate = Faregate.builder()
            .policy(base().build())
            .callers(head -> new Caller(
                    head.principal().orElse(null),
                    head.principal().orElse(null),
                    head.attribute("plan").map(Object::toString).orElse("free"),
                    "127.0.0.1",
                    Map.of()))
            .ticker(clock)
            .sink(records::add)
            .build();

    private enum Over {
        CALENDAR,
        ROLLING
    }

    @AfterEach
    void close() {
        gate.close();
    }

    /** Every output token costs one nano-dollar. */
    private static CostEstimator price(long nanos) {
        return model -> Optional.of(usage -> Optional.of(new Money(nanos * usage.get(Unit.OUTPUT_TOKENS))));
    }

    private static PolicyBuilder base() {
        return base(1);
    }

    private static PolicyBuilder base(long nanos) {
        return Policy.builder().costs(price(nanos)).route("/chat", route -> route.cap(Capped.OUTPUT_TOKENS, 100, 100));
    }

    private static Policy limited(Over over, long requests) {
        Limits limit = Limits.per(Dimension.USER).requests(requests);
        return base().limit(over == Over.CALENDAR ? limit.every(Period.DAY) : limit.within(Duration.ofDays(1)))
                .build();
    }

    private Decision ask() {
        return ask("free");
    }

    private Decision ask(String plan) {
        return gate.admit(RideRequest.of("POST", "/chat", "{\"message\":\"hi\"}")
                .user("alice")
                .attribute("plan", plan)
                .build());
    }

    private int admitted(int asked) {
        return admitted("free", asked);
    }

    private int admitted(String plan, int asked) {
        int admitted = 0;
        for (int i = 0; i < asked; i++) {
            if (ask(plan) instanceof Decision.Admitted ride) {
                ride.inference().record("mini", Usage.of(1, 1));
                ride.inference().close();
                admitted++;
            }
        }
        return admitted;
    }

    @Test
    void aRideHasThePricesOfTheTimeAtWhichItCame() {
        LocalDate tomorrow = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC).plusDays(1);
        CostTable costs = CostTable.builder()
                .model("mini", rates -> rates.input("0").output("1"))
                .from(
                        tomorrow,
                        later -> later.model("mini", rates -> rates.input("0").output("5")))
                .build();
        gate.reload(Policy.builder()
                .costs(costs)
                .route("/chat", route -> route.cap(Capped.OUTPUT_TOKENS, 100, 100))
                .build());
        Decision.Admitted late = (Decision.Admitted) ask();
        clock.advance(Duration.between(clock.now(), tomorrow.atStartOfDay(ZoneOffset.UTC)));
        Decision.Admitted early = (Decision.Admitted) ask();
        for (Decision.Admitted ride : List.of(late, early)) {
            ride.inference().record("mini", Usage.of(1, 10));
            ride.inference().close();
        }

        gate.close();
        assertThat(records)
                .extracting(record -> record.costs().settled())
                .containsExactly(Money.of("0.00001"), Money.of("0.00005"));
    }

    @ParameterizedTest
    @EnumSource(Over.class)
    void whatIsUsedStaysUsedWhenALimitIsRaised(Over over) {
        gate.reload(limited(over, 100));
        assertThat(admitted(60)).isEqualTo(60);
        gate.reload(limited(over, 200));
        assertThat(admitted(200)).isEqualTo(140);
    }

    @ParameterizedTest
    @EnumSource(Over.class)
    void whatIsUsedStaysUsedWhenALimitIsLowered(Over over) {
        gate.reload(limited(over, 100));
        assertThat(admitted(60)).isEqualTo(60);
        gate.reload(limited(over, 50));
        assertThat(admitted(1)).isZero();
        gate.reload(limited(over, 70));
        assertThat(admitted(20)).isEqualTo(10);
        gate.reload(limited(over, 100));
        assertThat(admitted(50)).isEqualTo(30);
    }

    private static Policy budget(Over over, String dollars) {
        Limits limit = Limits.per(Dimension.USER).cost(dollars);
        return Policy.builder()
                .costs(price(1))
                .limit(over == Over.CALENDAR ? limit.every(Period.DAY) : limit.within(Duration.ofDays(1)))
                .route("/chat", route -> route.use("mini").cap(Capped.OUTPUT_TOKENS, 100, 100))
                .build();
    }

    /** Each holds a hundred nano-dollars, for as long as it runs. */
    private List<Decision.Admitted> running(int asked) {
        List<Decision.Admitted> running = new ArrayList<>();
        for (int i = 0; i < asked; i++) {
            if (ask() instanceof Decision.Admitted ride) {
                running.add(ride);
            }
        }
        return running;
    }

    private static void end(Decision.Admitted ride, long tokens) {
        ride.inference().record("mini", Usage.of(0, tokens));
        ride.inference().close();
    }

    @ParameterizedTest
    @EnumSource(Over.class)
    void whatRunningRidesHoldStaysHeldWhenABudgetIsRaised(Over over) {
        gate.reload(budget(over, "0.0000003"));
        List<Decision.Admitted> before = running(9);
        assertThat(before).hasSize(3);
        gate.reload(budget(over, "0.0000005"));
        List<Decision.Admitted> after = running(9);
        assertThat(after).hasSize(2);

        before.forEach(ride -> end(ride, 40));
        assertThat(balance().spent()).isEqualTo(120);
        assertThat(balance().held()).isEqualTo(200);
        assertThat(running(9)).as("of 500 - 120 - 200").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Over.class)
    void whatRunningRidesHoldStaysHeldWhenABudgetIsLowered(Over over) {
        gate.reload(budget(over, "0.0000005"));
        List<Decision.Admitted> before = running(9);
        assertThat(before).hasSize(5);
        gate.reload(budget(over, "0.0000003"));
        assertThat(ask()).isInstanceOf(Decision.Refused.class);
        assertThat(balance().free()).isZero();

        before.subList(0, 3).forEach(ride -> end(ride, 10));
        assertThat(balance().spent()).isEqualTo(30);
        assertThat(balance().held()).isEqualTo(200);
        assertThat(ask()).as("300 - 30 - 200 is less than one").isInstanceOf(Decision.Refused.class);
        before.subList(3, 5).forEach(ride -> end(ride, 10));
        assertThat(running(9)).as("of 300 - 50").hasSize(2);
    }

    @Test
    void aDebtIsMeasuredByTheBudgetOfItsDay() {
        gate.reload(base().limit(debt("0.000001")).build());
        running(9).forEach(ride -> end(ride, 100));
        gate.reload(base().limit(debt("0.0000001")).build());
        assertThat(ask()).isInstanceOf(Decision.Refused.class);
        clock.advance(Duration.ofDays(1));
        assertThat(balance().spent()).isZero();
        assertThat(ask()).isInstanceOf(Decision.Admitted.class);
    }

    private static Limits debt(String dollars) {
        return Limits.per(Dimension.USER).cost(dollars).every(Period.DAY).carryDebt();
    }

    @Test
    void aLimitThatIsTakenAwayAndComesBackHasNotForgotten() {
        gate.reload(limited(Over.CALENDAR, 10));
        assertThat(admitted(10)).isEqualTo(10);
        gate.reload(base().build());
        assertThat(admitted(5)).isEqualTo(5);
        gate.reload(limited(Over.CALENDAR, 10));
        assertThat(admitted(1)).isZero();
    }

    @Test
    void aRideKeepsThePriceItWasLetInWith() {
        gate.reload(base().limit(Limits.per(Dimension.USER).cost("1").every(Period.DAY))
                .build());
        Decision.Admitted running = (Decision.Admitted) ask();
        gate.reload(base(1_000)
                .limit(Limits.per(Dimension.USER).cost("1").every(Period.DAY))
                .build());
        running.inference().record("mini", Usage.of(1, 50));
        running.inference().close();
        assertThat(balance().spent()).isEqualTo(50);
        assertThat(balance().held()).isZero();
    }

    @Test
    void aRideThatRunsIsBookedThoughItsRouteIsGone() {
        gate.reload(base().limit(Limits.per(Dimension.USER).cost("1").every(Period.DAY))
                .build());
        Decision.Admitted running = (Decision.Admitted) ask();
        gate.reload(Policy.builder()
                .costs(price(1))
                .limit(Limits.per(Dimension.USER).cost("1").every(Period.DAY))
                .route("/other", route -> {})
                .build());
        running.inference().record("mini", Usage.of(1, 50));
        running.inference().close();
        assertThat(balance().spent()).isEqualTo(50);
    }

    private Balance balance() {
        return gate.balance(ALICE).get(0);
    }

    @Test
    void aPathWhoseRouteIsGoneIsClosedAndNotOpen() {
        Policy without = Policy.builder().route("/other", route -> {}).build();
        gate.reload(without);
        assertThat(((Decision.Refused) ask()).refusal().rule()).isEqualTo("removed");
        gate.reload(without);
        assertThat(ask()).isInstanceOf(Decision.Refused.class);
        gate.reload(base().build());
        assertThat(ask()).isInstanceOf(Decision.Admitted.class);
    }

    @Test
    void aPathThatTheOperatorTurnsOffIsOpen() {
        gate.reload(
                Policy.builder().route("/chat", route -> route.mode(Mode.OFF)).build());
        assertThat(ask()).isInstanceOf(Decision.Unguarded.class);
    }

    @Test
    void aCallerWhosePlanIsGoneIsRefused() {
        gate.reload(base().plan("free", plan -> plan.models("mini")).build());
        assertThat(ask()).isInstanceOf(Decision.Admitted.class);
        gate.reload(base().plan("pro", plan -> plan.models("mini")).build());
        assertThat(((Decision.Refused) ask()).refusal().rule()).isEqualTo("callers.plan");
    }

    @Test
    void aRideKeepsTheRulesItWasLetInWith() {
        gate.reload(Policy.builder()
                .costs(price(1))
                .plan("free", plan -> plan.models("mini"))
                .route("/chat", route -> route.cap(Capped.STEPS, 3, 3).cap(Capped.OUTPUT_TOKENS, 100, 100))
                .build());
        Inference running = ((Decision.Admitted) ask()).inference();
        gate.reload(Policy.builder()
                .costs(price(1))
                .plan("pro", plan -> plan.models("large"))
                .route("/chat", route -> route.cap(Capped.OUTPUT_TOKENS, 7, 7))
                .build());

        for (int step = 0; step < 3; step++) {
            running.step();
        }
        assertThat(running.maxOutputTokens()).isEqualTo(100);
        assertThat(running.model()).isEqualTo("mini");
        assertThat(running.cancellation().isCancelled()).isFalse();
        assertThat(ask()).as("the plan is gone").isInstanceOf(Decision.Refused.class);
        assertThat(((Decision.Admitted) ask("pro")).inference().maxOutputTokens())
                .isEqualTo(7);
    }

    @Test
    void whoChangesPlanKeepsWhatIsUsed() {
        gate.reload(base().plan("free", plan -> plan.limit(daily(5)))
                .plan("pro", plan -> plan.limit(daily(8)))
                .build());
        assertThat(admitted("free", 9)).isEqualTo(5);
        assertThat(admitted("pro", 9)).isEqualTo(3);
        assertThat(ask("free")).isInstanceOf(Decision.Refused.class);
        gate.reload(base().plan("free", plan -> plan.limit(daily(10)))
                .plan("pro", plan -> plan.limit(daily(8)))
                .build());
        assertThat(admitted("free", 9)).isEqualTo(2);
    }

    private static Limits daily(long requests) {
        return Limits.per(Dimension.USER).requests(requests).every(Period.DAY);
    }

    @Test
    void theZoneStays() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        gate.reload(base().zone(ZoneId.of("Europe/Berlin")).build()))
                .withMessageContaining("Europe/Berlin");
    }

    @Test
    void aPolicyFileIsWatched(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("policy.yaml"), yaml(1));
        try (Faregate watched = Faregate.of(PolicySource.of(file))) {
            assertThat(watched.policy().limits().get(0).amount()).isEqualTo(1);
            Files.writeString(file, yaml(7));
            long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (watched.policy().limits().get(0).amount() != 7 && System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            assertThat(watched.policy().limits().get(0).amount()).isEqualTo(7);
        }
    }

    @Test
    void anOperatorMayHaveItReadAtOnce(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("policy.yaml"), yaml(1));
        try (Faregate made =
                Faregate.builder().policy(PolicySource.of(file)).untimed().build()) {
            Files.writeString(file, yaml(7));
            assertThat(new Operations(made).reload()).contains("counts from now on");
            assertThat(made.policy().limits().get(0).amount()).isEqualTo(7);
        }
    }

    @Test
    void aConsoleIsToldOfMistakesByAnExceptionThatItKnows(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("policy.yaml"), yaml(1));
        try (Faregate made =
                Faregate.builder().policy(PolicySource.of(file)).untimed().build()) {
            Files.writeString(file, yaml(7).replace("/chat", "chat"));
            assertThatThrownBy(() -> new Operations(made).reload())
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .hasMessageContainingAll("the one before stays", "routes[0].path", "'chat'");
            assertThat(made.policy().limits().get(0).amount()).isEqualTo(1);
        }
    }

    private static String yaml(int requests) {
        return "faregate: 1\nlimits: [{requests: " + requests + ", every: day}]\n"
                + "routes: [{path: /chat, dialect: none}]\n";
    }
}
