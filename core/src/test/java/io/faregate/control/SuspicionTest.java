package io.faregate.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.faregate.budget.Dimension;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Reason;
import io.faregate.test.MovedTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SuspicionTest {
    private static final Restriction NANO = Restriction.NONE.model("nano");
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final MovedTicker clock = new MovedTicker();
    private final List<Target> ended = new ArrayList<>();
    private final KillSwitch killSwitch = new KillSwitch(clock, caller -> caller, ended::add);
    private final Suspicion suspicion = new Suspicion(killSwitch, clock);

    private void rules(SuspicionRule... rules) {
        suspicion.rules(IntStream.range(0, rules.length)
                .mapToObj(i -> rules[i].at("suspicion[" + i + "]"))
                .toList());
    }

    @Test
    void aSuspectIsDowngradedThenBlockedThenFree() {
        rules(
                SuspicionRule.per(Dimension.USER, 20, TEN_MINUTES, NANO),
                SuspicionRule.per(Dimension.USER, 30, TEN_MINUTES, Effect.BLOCK).lasting(Duration.ofHours(1)));
        Caller mallory = caller("mallory", "192.0.2.1");

        strike(mallory, 19);
        assertThat(look(mallory)).isEqualTo(Verdict.NONE);
        strike(mallory, 1);
        assertThat(look(mallory)).isEqualTo(new Verdict(null, NANO));
        assertThat(ended).isEmpty();
        strike(mallory, 10);
        assertThat(look(mallory).blocking().orElseThrow().rule()).isEqualTo("suspicion[1]");
        assertThat(ended).containsExactly(Target.user("mallory"));

        clock.advance(Duration.ofMinutes(12));
        assertThat(look(mallory).restriction()).as("as long as they count").isEqualTo(Restriction.NONE);
        assertThat(look(mallory).isBlocked()).isTrue();
        clock.advance(Duration.ofMinutes(48));
        assertThat(look(mallory)).isEqualTo(Verdict.NONE);
    }

    @Test
    void strikesBeyondTheWindowDoNotAddUp() {
        rules(SuspicionRule.per(Dimension.USER, 20, TEN_MINUTES, Effect.BLOCK));
        Caller clumsy = caller("clumsy", "192.0.2.1");
        for (int i = 0; i < 500; i++) {
            strike(clumsy, 1);
            clock.advance(Duration.ofSeconds(36));
        }

        assertThat(look(clumsy)).isEqualTo(Verdict.NONE);
    }

    @Test
    void slowStrikesAtTheThresholdDoAddUp() {
        rules(SuspicionRule.per(Dimension.USER, 20, TEN_MINUTES, Effect.BLOCK));
        Caller steady = caller("steady", "192.0.2.1");
        for (int i = 0; i < 20; i++) {
            assertThat(look(steady).isBlocked()).isFalse();
            strike(steady, 1);
            clock.advance(Duration.ofSeconds(30));
        }

        assertThat(look(steady).isBlocked()).isTrue();
    }

    @Test
    void whoStrikesOnStaysDowngraded() {
        rules(SuspicionRule.per(Dimension.USER, 2, TEN_MINUTES, NANO).lasting(Duration.ofMinutes(5)));
        Caller mallory = caller("mallory", "192.0.2.1");
        strike(mallory, 2);
        clock.advance(Duration.ofMinutes(4));
        strike(mallory, 1);
        clock.advance(Duration.ofMinutes(4));

        assertThat(look(mallory).restriction()).isEqualTo(NANO);
        clock.advance(Duration.ofMinutes(1));
        assertThat(look(mallory)).isEqualTo(Verdict.NONE);
    }

    @Test
    void theNetworkIsBlockedWithAllItsUsersAndTheUserAlone() {
        rules(
                SuspicionRule.per(Dimension.USER, 5, TEN_MINUTES, Effect.BLOCK),
                SuspicionRule.per(Dimension.IP, 8, TEN_MINUTES, Effect.BLOCK));
        strike(caller("a", "192.0.2.1"), 5);
        assertThat(look(caller("a", "198.51.100.1")).isBlocked()).isTrue();
        assertThat(look(caller("b", "192.0.2.1")).isBlocked()).isFalse();

        strike(caller("b", "192.0.2.1"), 3);
        assertThat(look(caller("c", "192.0.2.1")).blocking().orElseThrow().rule())
                .isEqualTo("suspicion[1]");
        assertThat(look(caller("c", "198.51.100.1")).isBlocked()).isFalse();
    }

    @Test
    void strikesOfNobodyBlockNobodyWithAName() {
        rules(SuspicionRule.per(Dimension.USER, 5, TEN_MINUTES, Effect.BLOCK));
        Caller nobody = caller(null, "192.0.2.1");
        strike(nobody, 5);

        assertThat(look(nobody).isBlocked()).isTrue();
        assertThat(look(caller("alice", "192.0.2.1")).isBlocked()).isFalse();
        assertThat(look(caller(null, "192.0.2.2")).isBlocked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {
                "USER_REQUIRED",
                "PLAN_NOT_ALLOWED",
                "MODEL_NOT_PRICED",
                "RIDE_SPENT",
                "BLOCKED",
                "METHOD_NOT_ALLOWED",
                "BODY_TIMEOUT",
                "RATE_LIMITED",
                "TOO_MANY_AT_ONCE",
                "QUOTA_SPENT",
                "BUDGET_SPENT",
                "RIDE_ENDED",
                "UNAVAILABLE"
            })
    void whatANormalUserMeetsIsNoStrike(Reason reason) {
        rules(SuspicionRule.per(Dimension.USER, 1, TEN_MINUTES, Effect.BLOCK));

        suspicion.refused(caller("alice", "192.0.2.1"), reason);

        assertThat(look(caller("alice", "192.0.2.1"))).isEqualTo(Verdict.NONE);
    }

    @Test
    void theApplicationsOwnSuspicionWeighsWhatItSays() {
        rules(SuspicionRule.per(Dimension.USER, 20, TEN_MINUTES, Effect.BLOCK));
        Caller mallory = caller("mallory", "192.0.2.1");
        suspicion.suspect(mallory, "many accounts from one card", 19);
        assertThat(look(mallory).isBlocked()).isFalse();
        suspicion.suspect(mallory, "many accounts\nfrom one card", 1);

        assertThat(look(mallory).blocking().orElseThrow().reason())
                .isEqualTo("20 strikes, the last: many accounts from one card");
        assertThatIllegalArgumentException().isThrownBy(() -> suspicion.suspect(mallory, "x", 0));
    }

    @Test
    void anOperatorsPardonForgetsTheStrikes() {
        rules(SuspicionRule.per(Dimension.USER, 5, TEN_MINUTES, Effect.BLOCK));
        Caller alice = caller("alice", "192.0.2.1");
        strike(alice, 5);
        killSwitch.lift(Target.user("alice"));
        strike(alice, 4);

        assertThat(look(alice).isBlocked()).isFalse();
        strike(alice, 1);
        assertThat(look(alice).isBlocked()).isTrue();
    }

    @Test
    void aReloadKeepsStrikesAndWhatTheyLedTo() {
        rules(SuspicionRule.per(Dimension.USER, 5, TEN_MINUTES, Effect.BLOCK));
        strike(caller("blocked", "192.0.2.1"), 5);
        strike(caller("alice", "192.0.2.1"), 3);
        rules(SuspicionRule.per(Dimension.USER, 4, TEN_MINUTES, Effect.BLOCK).lasting(Duration.ofHours(1)));

        assertThat(look(caller("blocked", "192.0.2.1")).isBlocked()).isTrue();
        strike(caller("alice", "192.0.2.1"), 1);
        assertThat(look(caller("alice", "192.0.2.1")).isBlocked()).isTrue();
    }

    @Test
    void withoutARuleNothingIsCounted() {
        strike(caller("alice", "192.0.2.1"), 100);
        suspicion.seen(caller("alice", "192.0.2.1"));
        suspicion.ended(caller("alice", "192.0.2.1"), CancelReason.CLIENT_GONE);

        assertThat(suspicion.size()).isZero();
    }

    @Test
    void aFloodOfAMillionNamesFreesNoSuspectAndTakesNoMemory() {
        rules(
                SuspicionRule.per(Dimension.USER, 20, Duration.ofHours(1), Effect.BLOCK),
                SuspicionRule.per(Dimension.IP, 100, Duration.ofHours(1), Effect.BLOCK));
        Caller blocked = caller("blocked", "192.0.2.1");
        Caller counted = caller("counted", "192.0.2.2");
        strike(blocked, 20);
        strike(counted, 19);
        for (int i = 0; i < 1_000_000; i++) {
            Caller fake = caller("fake" + i, "2001:db8:" + (i >> 16) + ":" + (i & 0xffff) + "::/64");
            suspicion.refused(fake, Reason.MALFORMED);
            if (i % 10 == 0) {
                suspicion.seen(fake);
                suspicion.ended(fake, null);
            }
        }

        assertThat(suspicion.size()).isLessThanOrEqualTo(2 * Suspicion.COUNTED + 3 * Signals.WATCHED);
        assertThat(look(blocked).isBlocked()).isTrue();
        assertThat(killSwitch.overrides()).hasSize(1);
        strike(counted, 1);
        assertThat(look(counted).isBlocked())
                .as("its strikes are still counted")
                .isTrue();
    }

    @Test
    void aFloodOfSuspectsIsBoundedAndAStrikeBringsBackWhoWasPushedOut() {
        rules(SuspicionRule.per(Dimension.USER, 20, Duration.ofHours(1), Effect.BLOCK));
        Caller first = caller("first", "192.0.2.1");
        strike(first, 20);
        for (int i = 0; i < Overrides.MOST; i++) {
            suspicion.suspect(caller("fake" + i, "192.0.2.1"), "x", 20);
        }

        assertThat(killSwitch.overrides()).hasSize(Overrides.MOST);
        assertThat(look(first).isBlocked()).isFalse();
        strike(first, 1);
        assertThat(look(first).isBlocked()).isTrue();
    }

    private void strike(Caller caller, int times) {
        for (int i = 0; i < times; i++) {
            suspicion.refused(caller, Reason.MALFORMED);
        }
    }

    private Verdict look(Caller caller) {
        return killSwitch.look(caller, "/chat");
    }

    private static Caller caller(String user, String network) {
        return new Caller(user, user, "free", network, Map.of());
    }
}
