package io.faregate.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.faregate.ride.Caller;
import io.faregate.test.MovedTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KillSwitchTest {
    private static final Restriction NANO = Restriction.NONE.model("nano");

    private final MovedTicker clock = new MovedTicker();
    private final List<Target> ended = new ArrayList<>();
    private final KillSwitch killSwitch = new KillSwitch(clock, KillSwitchTest::lowered, ended::add);

    private static Caller lowered(Caller said) {
        String user = said.userId() == null ? null : said.userId().toLowerCase(Locale.ROOT);
        return new Caller(user, said.principal(), said.plan(), said.network(), said.attributes());
    }

    @Test
    void aSwitchThatNobodyTurnedStopsNobody() {
        assertThat(killSwitch.look(caller("alice"), "/chat")).isSameAs(Verdict.NONE);
        assertThat(killSwitch.look("gpt-5")).isSameAs(Verdict.NONE);
        assertThat(killSwitch.overrides()).isEmpty();
    }

    @Test
    void eachKindOfTargetIsBlockedAndNobodyElse() {
        Caller nobody = new Caller(null, null, null, "192.0.2.1", Map.of());
        killSwitch.block(Target.user("alice"), "x", "ops");
        assertThat(blocked(caller("alice"), "/chat")).isTrue();
        assertThat(blocked(caller("bob"), "/chat")).isFalse();
        killSwitch.lift(Target.user("alice"));

        killSwitch.block(Target.anonymous("192.0.2.1"), "x", "ops");
        assertThat(blocked(nobody, "/chat")).isTrue();
        assertThat(blocked(caller("alice"), "/chat")).as("of the same network").isFalse();
        killSwitch.lift(Target.anonymous("192.0.2.1"));

        killSwitch.block(Target.network("192.0.2.1"), "x", "ops");
        assertThat(blocked(nobody, "/chat")).isTrue();
        assertThat(blocked(caller("alice"), "/chat")).isTrue();
        killSwitch.lift(Target.network("192.0.2.1"));

        killSwitch.block(Target.route("/chat"), "x", "ops");
        assertThat(blocked(nobody, "/chat")).isTrue();
        assertThat(blocked(nobody, "/other")).isFalse();
        killSwitch.lift(Target.route("/chat"));

        killSwitch.block(Target.model("gpt-5"), "x", "ops");
        assertThat(blocked(nobody, "/chat")).isFalse();
        assertThat(killSwitch.look("gpt-5").isBlocked()).isTrue();
        assertThat(killSwitch.look("gpt-5-mini").isBlocked()).isFalse();
        killSwitch.lift(Target.model("gpt-5"));

        killSwitch.block(Target.everything(), "x", "ops");
        assertThat(blocked(nobody, "/other")).isTrue();
        killSwitch.lift(Target.everything());
        assertThat(killSwitch.look(nobody, "/other")).isSameAs(Verdict.NONE);
    }

    @Test
    void aNameIsReadAsTheCallersOfThePolicyAreSpelled() {
        killSwitch.block(Target.user("ALICE"), "x", "ops");

        assertThat(blocked(caller("alice"), "/chat")).isTrue();
        assertThat(ended).containsExactly(Target.user("alice"));
        assertThat(killSwitch.lift(Target.user("Alice"))).isTrue();
        assertThat(blocked(caller("alice"), "/chat")).isFalse();
    }

    @Test
    void aBlockEndsRunningRidesAfterItCountsAndADowngradeEndsNone() {
        List<Boolean> blockedWhenEnded = new ArrayList<>();
        KillSwitch[] self = new KillSwitch[1];
        self[0] = new KillSwitch(
                clock,
                KillSwitchTest::lowered,
                target -> blockedWhenEnded.add(
                        self[0].look(caller("alice"), "/chat").isBlocked()));

        self[0].downgrade(Target.user("alice"), NANO, "x", "ops");
        assertThat(blockedWhenEnded).isEmpty();
        self[0].block(Target.user("alice"), "x", "ops");
        assertThat(blockedWhenEnded).containsExactly(true);
    }

    @Test
    void anEndComesByTheWallClockWithoutASweep() {
        killSwitch.block(Target.user("alice"), "x", "ops", clock.now().plusSeconds(60));

        clock.advance(Duration.ofSeconds(59));
        assertThat(killSwitch.look(caller("alice"), "/chat").retryAfter(clock.now()))
                .contains(Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(blocked(caller("alice"), "/chat")).isFalse();
        assertThat(killSwitch.overrides()).isEmpty();

        clock.jumpTo(clock.now().minusSeconds(30));
        assertThat(blocked(caller("alice"), "/chat")).as("before it is swept").isTrue();
        clock.jumpTo(clock.now().plusSeconds(31));
        killSwitch.sweep();
        assertThat(killSwitch.look(caller("alice"), "/chat")).isSameAs(Verdict.NONE);
    }

    @Test
    void anEndBeyondAllCalendarsIsAnEnd() {
        killSwitch.block(Target.user("alice"), "x", "ops", Instant.MAX);

        assertThat(blocked(caller("alice"), "/chat")).isTrue();
        assertThat(killSwitch.look(caller("alice"), "/chat").retryAfter(clock.now()))
                .isPresent();
    }

    @Test
    void theLastWordOnATargetCounts() {
        killSwitch.block(Target.user("alice"), "x", "ops");
        killSwitch.downgrade(Target.user("alice"), NANO, "calmed down", "ops");

        assertThat(blocked(caller("alice"), "/chat")).isFalse();
        assertThat(killSwitch.look(caller("alice"), "/chat").restriction()).isEqualTo(NANO);
        assertThat(killSwitch.overrides())
                .singleElement()
                .satisfies(only -> assertThat(only.reason()).isEqualTo("calmed down"));
    }

    @Test
    void restrictionsAddUpAndTheNarrowestTargetNamesTheModel() {
        killSwitch.downgrade(Target.everything(), Restriction.NONE.model("mini").output(80), "x", "ops");
        killSwitch.downgrade(Target.user("alice"), NANO.output(90).noTools(), "x", "ops");

        assertThat(killSwitch.look(caller("alice"), "/chat").restriction())
                .isEqualTo(new Restriction("nano", 80, true));
        assertThat(killSwitch.look(caller("bob"), "/chat").restriction()).isEqualTo(new Restriction("mini", 80, false));
    }

    @Test
    void ofSeveralBlocksTheOperatorsGoesFirstThenTheLongest() {
        killSwitch.suspect(automatic(Target.user("alice"), "suspicion[0]", 600));
        killSwitch.suspect(automatic(Target.network("192.0.2.1"), "suspicion[1]", 60));
        assertThat(rule(caller("alice"))).isEqualTo("suspicion[0]");

        killSwitch.block(Target.everything(), "x", "ops", clock.now().plusSeconds(1));
        assertThat(rule(caller("alice"))).isEqualTo("switch");
    }

    @Test
    void liftingATargetEndsWhatSuspicionSaidToo() {
        killSwitch.suspect(automatic(Target.user("alice"), "suspicion[0]", 600));
        killSwitch.suspect(automatic(Target.user("alice"), "suspicion[1]", 600));
        killSwitch.block(Target.user("alice"), "x", "ops");

        assertThat(killSwitch.lift(Target.user("alice"))).isTrue();
        assertThat(killSwitch.overrides()).isEmpty();
        assertThat(killSwitch.lift(Target.user("alice"))).isFalse();
    }

    @Test
    void aNameThatIsCopiedFromTheListIsLifted() {
        killSwitch.suspect(automatic(Target.user("sha256:NOT-AS-PEOPLE-WRITE-IT"), "suspicion[0]", 600));

        assertThat(killSwitch.lift(killSwitch.overrides().get(0).target())).isTrue();
        assertThat(killSwitch.overrides()).isEmpty();
    }

    @Test
    void suspectsReplaceTheOldestSuspectAndNeverWhatWasDoneByHand() {
        killSwitch.block(Target.user("by-hand"), "x", "ops");
        for (int i = 0; i <= Overrides.MOST; i++) {
            killSwitch.suspect(automatic(Target.user("suspect" + i), "suspicion[0]", 600));
        }

        assertThat(killSwitch.overrides()).hasSize(Overrides.MOST + 1);
        assertThat(blocked(caller("by-hand"), "/chat")).isTrue();
        assertThat(blocked(caller("suspect0"), "/chat")).isFalse();
        assertThat(blocked(caller("suspect1"), "/chat")).isTrue();
        killSwitch.block(Target.user("one-more"), "x", "ops");
        assertThat(blocked(caller("one-more"), "/chat")).isTrue();
    }

    @Test
    void tooManyByHandAreRefusedUntilSomeHaveEnded() {
        for (int i = 0; i < Overrides.MOST; i++) {
            killSwitch.block(Target.user("user" + i), "x", "ops", clock.now().plusSeconds(60));
        }

        assertThatIllegalStateException()
                .isThrownBy(() -> killSwitch.block(Target.user("late"), "x", "ops"))
                .withMessageContaining("5000");
        killSwitch.block(Target.user("user7"), "again", "ops", clock.now().plusSeconds(60));
        clock.advance(Duration.ofSeconds(61));
        killSwitch.block(Target.user("late"), "x", "ops");
        assertThat(killSwitch.overrides()).hasSize(1);
    }

    @Test
    void whatNobodyCanMeanIsRefusedAtTheCall() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> killSwitch.block(Target.user(" "), "x", "ops"))
                .withMessageContaining("which user");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> killSwitch.block(Target.user("a\nb"), "x", "ops"))
                .withMessageContaining("control");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> killSwitch.block(Target.user("a"), "x", "ops", clock.now()))
                .withMessageContaining("ended already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> killSwitch.downgrade(Target.user("a"), Restriction.NONE, "x", "ops"));
        assertThat(killSwitch.overrides()).isEmpty();
    }

    @Test
    void aReasonIsOneShortLine() {
        killSwitch.block(Target.user("a"), "one\r\nWARN forged\u2028line" + "x".repeat(500), "ops\n");

        assertThat(killSwitch.overrides().get(0).reason())
                .startsWith("one WARN forged line")
                .hasSize(200);
        assertThat(killSwitch.overrides().get(0).author()).isEqualTo("ops");
    }

    private RuntimeOverride automatic(Target target, String rule, int seconds) {
        return new RuntimeOverride(
                target,
                Effect.BLOCK,
                rule,
                "strikes",
                "suspicion",
                clock.now(),
                clock.now().plusSeconds(seconds));
    }

    private boolean blocked(Caller caller, String route) {
        return killSwitch.look(caller, route).isBlocked();
    }

    private String rule(Caller caller) {
        return killSwitch.look(caller, "/chat").blocking().orElseThrow().rule();
    }

    private static Caller caller(String user) {
        return new Caller(user, user, "free", "192.0.2.1", Map.of());
    }
}
