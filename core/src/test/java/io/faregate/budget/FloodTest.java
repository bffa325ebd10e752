package io.faregate.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Decision;
import io.faregate.Faregate;
import io.faregate.budget.Window.Period;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.RideRequest;
import io.faregate.test.MovedTicker;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A flood of users, each from a network of its own, through the whole gate. */
class FloodTest {
    private static final int MAXIMUM = 1_000;

    private final MovedTicker clock = new MovedTicker();
    private final LocalBudgetStore store = new LocalBudgetStore(clock, ZoneOffset.UTC, MAXIMUM);
    private final Policy policy = Policy.builder()
            .limit(Limits.per(Dimension.USER).requests(3).every(Period.DAY))
            .limit(Limits.per(Dimension.IP).requests(3).within(Duration.ofHours(20)))
            .route("/chat", route -> route.dialect("none").anyone())
            .build();

    private static Decision ask(Faregate gate, String user, String network) {
        Decision decision = gate.admit(
                RideRequest.of("POST", "/chat", "").user(user).peer(network).build());
        if (decision instanceof Decision.Admitted admitted) {
            admitted.ride().finish(200, null);
        }
        return decision;
    }

    @Test
    void noFloodOfNamesFillsTheStoreOrGivesBackWhatIsSpent() {
        try (Faregate gate =
                Faregate.builder().policy(policy).ticker(clock).store(store).build()) {
            for (int i = 0; i < 4; i++) {
                ask(gate, "alice", "192.0.2.1");
            }
            for (int i = 0; i < 20_000; i++) {
                ask(gate, "user" + i, "10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256);
                if (i % 1_000 == 0) {
                    clock.advance(Duration.ofMinutes(1));
                    assertThat(ask(gate, "alice", "198.51.100.7"))
                            .as("the user")
                            .isInstanceOf(Decision.Refused.class);
                    assertThat(ask(gate, "bob", "192.0.2.1")).as("the network").isInstanceOf(Decision.Refused.class);
                }
            }
        }
        assertThat(store.subjects()).isEqualTo(MAXIMUM);
    }
}
