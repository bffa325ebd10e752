package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Mode;
import io.faregate.budget.Window.Period;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.Caller;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an application shows its users of their accounts. */
class BalanceTest {
    private static final Caller ALICE = new Caller("alice", "alice", null, "127.0.0.1", Map.of());

    @ParameterizedTest
    @CsvSource({"ENFORCE,OBSERVE", "OBSERVE,ENFORCE"})
    void aLimitThatOneRouteOnlyObservesIsThereOnce(Mode first, Mode second) {
        Policy policy = Policy.builder()
                .limit(Limits.per(Dimension.USER).requests(10).every(Period.DAY))
                .limit(Limits.pool().requests(100).every(Period.DAY))
                .route("/one", route -> route.dialect("none").mode(first))
                .route(
                        "/two",
                        route -> route.dialect("none")
                                .mode(second)
                                .limit(Limits.per(Dimension.USER).requests(10).every(Period.DAY)))
                .build();
        try (Faregate gate = Faregate.of(policy)) {
            List<Balance> balances = gate.balance(ALICE);

            assertThat(balances)
                    .extracting((Function<Balance, String>)
                            balance -> balance.limit().rule())
                    .containsExactly("limits[0]", "limits[1]", "routes[1].limits[0]");
            assertThat(balances.subList(0, 2))
                    .allMatch(balance -> balance.limit().mode() == Mode.ENFORCE);
        }
    }
}
