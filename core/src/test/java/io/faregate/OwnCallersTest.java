package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Decision.Admitted;
import io.faregate.Decision.Refused;
import io.faregate.budget.Dimension;
import io.faregate.budget.Mode;
import io.faregate.budget.Window.Period;
import io.faregate.control.Effect;
import io.faregate.control.SuspicionRule;
import io.faregate.control.Target;
import io.faregate.policy.Callers;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyBuilder;
import io.faregate.ride.Caller;
import io.faregate.ride.CallerResolver;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import io.faregate.ride.UnusableUserIdException;
import io.faregate.usage.UsageRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** User ids that the application's own resolver says, through the whole gate. */
class OwnCallersTest {
    /** As an application would write it, of names that its users may choose. */
    private static final CallerResolver OWN = head -> {
        String user = head.header("X-User").orElse(null);
        return new Caller(user, user, null, "192.0.2.1", Map.of());
    };

    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();

    private static PolicyBuilder once() {
        return Policy.builder()
                .limit(Limits.per(Dimension.USER).requests(1).every(Period.DAY))
                .route("/chat", route -> route.dialect("none"));
    }

    static Stream<FaregateBuilder> gates() {
        return Stream.of(
                Faregate.builder().policy(once().callers(OWN).build()),
                Faregate.builder().policy(once().build()).callers(OWN),
                Faregate.builder()
                        .policy(once().callers(new Callers().user("session:x")).build())
                        .callers(OWN));
    }

    private Faregate gate(Policy policy) {
        return Faregate.builder().policy(policy).callers(OWN).sink(records::add).build();
    }

    private static Decision ask(Faregate gate, String user) {
        return gate.admit(
                RideRequest.of("POST", "/chat", "").header("X-User", user).build());
    }

    private UsageRecord record() throws InterruptedException {
        return records.poll(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @MethodSource("gates")
    void oneUserIsOneUserHoweverTheNameIsSpelled(FaregateBuilder builder) throws Exception {
        try (Faregate gate = builder.sink(records::add).build()) {
            Admitted first = (Admitted) ask(gate, "Alice ");
            assertThat(first.inference().caller())
                    .isEqualTo(new Caller("alice", "Alice ", null, "192.0.2.1", Map.of()));
            first.inference().close();
            assertThat(record().user()).isEqualTo("Alice ");
            for (String name : List.of("alice", "ALICE", "alice ", "\u00a0alice", "\uff41lice")) {
                assertThat(ask(gate, name)).as(name).isInstanceOf(Refused.class);
            }
            assertThat(ask(gate, "bob")).isInstanceOf(Admitted.class);
        }
    }

    @ParameterizedTest
    @MethodSource("gates")
    void aBlockMeansTheNameHoweverItIsSpelled(FaregateBuilder builder) {
        try (Faregate gate = builder.build()) {
            gate.killSwitch().block(Target.user("ALICE"), "x", "ops");
            assertThat(((Refused) ask(gate, "Alice")).refusal().reason()).isEqualTo(Reason.BLOCKED);
        }
    }

    @ParameterizedTest
    @MethodSource("gates")
    void aReloadChangesNothingOfThat(FaregateBuilder builder) {
        try (Faregate gate = builder.build()) {
            gate.reload(once().callers(OWN).build());
            assertThat(ask(gate, "alice")).isInstanceOf(Admitted.class);
            assertThat(ask(gate, "Alice")).isInstanceOf(Refused.class);
        }
    }

    @Test
    void idsStayAsTheyAreWhereThePolicySaysSo() {
        Policy asIs = once().callers(new Callers().userIdsAsIs()).build();
        try (Faregate gate = gate(asIs)) {
            assertThat(ask(gate, "alice")).isInstanceOf(Admitted.class);
            assertThat(ask(gate, "Alice")).isInstanceOf(Admitted.class);
            assertThat(ask(gate, "alice")).isInstanceOf(Refused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00a0"})
    void aBlankIdIsNobody(String name) {
        try (Faregate gate = gate(once().build())) {
            assertThat(((Refused) ask(gate, name)).refusal().rule()).isEqualTo("routes[0].require");
        }
    }

    static Stream<String> impossible() {
        return Stream.of("alice\u0000", "ali\nce", "al\u2028ice", "a".repeat(1_000_000));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void anIdThatNobodyCanHaveIsTheClientsFaultAndNoStrike(String name) throws Exception {
        Policy policy = once().suspicion(SuspicionRule.per(Dimension.IP, 1, Duration.ofMinutes(10), Effect.BLOCK))
                .build();
        try (Faregate gate = gate(policy)) {
            Refused refused = (Refused) ask(gate, name);
            assertThat(refused.answer().status()).isEqualTo(401);
            assertThat(refused.answer().headers()).containsEntry("x-should-retry", "false");
            assertThat(refused.refusal().rule()).isEqualTo("callers.user");
            assertThat(refused.answer().body()).doesNotContain("ali", "aaaa");
            UsageRecord record = record();
            assertThat(record.user()).isNull();
            assertThat(record.network()).isEqualTo("127.0.0.1");
            assertThat(record.outcome().reason()).isEqualTo("user_required");
            assertThat(ask(gate, "bob")).isInstanceOf(Admitted.class);
        }
    }

    @Test
    void theSameHoldsForThePrincipalAndForWhatTheResolverItselfRefuses() {
        CallerResolver strict = head -> {
            throw new UnusableUserIdException("No such account.");
        };
        try (Faregate gate = Faregate.of(once().build());
                Faregate own = Faregate.builder()
                        .policy(once().build())
                        .callers(strict)
                        .build()) {
            RideRequest asked =
                    RideRequest.of("POST", "/chat", "").user("al\u0000ice").build();
            assertThat(((Refused) gate.admit(asked)).answer().status()).isEqualTo(401);
            assertThat(((Refused) own.admit(asked)).answer().body()).contains("No such account.");
        }
    }

    @Test
    void aRouteThatObservesLetsItInAndNotesIt() throws Exception {
        Policy policy = Policy.builder()
                .route("/chat", route -> route.dialect("none").mode(Mode.OBSERVE))
                .build();
        try (Faregate gate = gate(policy)) {
            ((Admitted) ask(gate, "al\u0000ice")).inference().close();
            assertThat(record().outcome().rule()).isEqualTo("callers.user");
        }
    }
}
