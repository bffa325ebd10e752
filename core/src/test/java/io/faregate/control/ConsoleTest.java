package io.faregate.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.ride.Caller;
import io.faregate.test.MovedTicker;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator sees who has JConsole and nothing else. */
final class ConsoleTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private final MovedTicker clock = new MovedTicker();
    private final KillSwitch killSwitch = new KillSwitch(clock, caller -> caller, target -> {});
    private final Console console = Console.open("console-test", killSwitch, clock, new Fake());

    private static final class Fake implements Operable {
        @Override
        public int runningRides() {
            return 3;
        }

        @Override
        public boolean isPriced(String model) {
            return model.equals("nano");
        }

        @Override
        public boolean isKnown(Target target) {
            return !target.equals(Target.route("/nowhere"));
        }

        @Override
        public List<String> balance(String userId, String plan) {
            return List.of(userId + " of " + plan);
        }

        @Override
        public String reload() {
            return "read again";
        }
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void theServerHasItUnderItsName() throws Exception {
        ObjectName name = new ObjectName("io.faregate:type=Faregate,name=console-test");

        assertThat(console.objectName()).isEqualTo(name);
        assertThat(SERVER.getAttribute(name, "RunningRides")).isEqualTo(3);
        assertThat(SERVER.getMBeanInfo(name).getOperations())
                .extracting("name")
                .containsExactlyInAnyOrder("block", "downgrade", "lift", "balance", "reload");
    }

    @Test
    void aUserIsBlockedForMinutesAndLifted() throws Exception {
        assertThat(call("block", "user", "mallory", "scripts", 90))
                .isEqualTo("blocked user mallory until 2026-11-24T10:30:00Z");
        assertThat(killSwitch.look(caller(), "/x").isBlocked()).isTrue();
        assertThat((String[]) SERVER.getAttribute(console.objectName(), "Overrides"))
                .containsExactly("user mallory: block by jmx since 2026-11-24T09:00:00Z until 2026-11-24T10:30:00Z"
                        + " (switch): scripts");

        assertThat(call("lift", "user", "mallory")).isEqualTo("lifted user mallory");
        assertThat(killSwitch.look(caller(), "/x").isBlocked()).isFalse();
        assertThat(call("lift", "user", "mallory")).isEqualTo("nothing was there for user mallory");
    }

    @Test
    void whoBlocksWhatThePolicyDoesNotHaveIsToldSo() throws Exception {
        assertThat(call("block", "route", "/nowhere", "x", 0))
                .isEqualTo("blocked route /nowhere until it is lifted; but the policy has no such route now");
        assertThat(killSwitch.look(caller(), "/nowhere").isBlocked()).isTrue();
    }

    @Test
    void noMinutesAreUntilSomebodyLiftsIt() throws Exception {
        assertThat(call("block", "Everything", "", "fire", 0)).isEqualTo("blocked everything until it is lifted");
        clock.advance(Duration.ofDays(400));

        assertThat(killSwitch.look(caller(), "/x").isBlocked()).isTrue();
    }

    @Test
    void aDowngradeNeedsAModelWithAPrice() throws Exception {
        assertThat(call("downgrade", "user", "mallory", " nano ", "too dear", 5))
                .isEqualTo("downgraded user mallory to nano until 2026-11-24T09:05:00Z");
        assertThat(killSwitch.look(caller(), "/x").restriction().model()).isEqualTo("nano");
        assertThatThrownBy(() -> call("downgrade", "user", "mallory", "nanno", "typo", 5))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasRootCauseMessage("the model 'nanno' has no price");
    }

    @Test
    void whatMakesNoSenseIsSaidInPlainWords() {
        assertThatThrownBy(() -> call("block", "planet", "mars", "x", 5))
                .hasRootCauseMessage("no kind of target: planet; there are [user, anonymous, network, route, model,"
                        + " everything]");
        assertThatThrownBy(() -> call("block", "user", " ", "x", 5)).hasRootCauseMessage("which user?");
        assertThatThrownBy(() -> call("block", "user", "mallory", "x", -1))
                .hasRootCauseMessage("-1 minutes, not 0 (until it is lifted) to 527040 (a year)");
    }

    @Test
    void balancesAndReloadsAreAskedOfTheFaregate() throws Exception {
        assertThat((String[]) call("balance", "alice ", "free")).containsExactly("alice of free");
        assertThat(call("reload")).isEqualTo("read again");
    }

    @Test
    void aNameThatIsTakenGetsANumberAndAnyNameIsPossible() throws Exception {
        try (Console second = Console.open("console-test", killSwitch, clock, new Fake());
                Console odd = Console.open("a,b=*?\"\n", killSwitch, clock, new Fake())) {
            assertThat(second.objectName()).isEqualTo(new ObjectName("io.faregate:type=Faregate,name=console-test-2"));
            assertThat(SERVER.isRegistered(odd.objectName())).isTrue();
        }
        assertThat(SERVER.isRegistered(new ObjectName("io.faregate:type=Faregate,name=console-test-2")))
                .isFalse();
        assertThat(SERVER.isRegistered(console.objectName())).isTrue();
    }

    @Test
    void closingTakesItAwayOnceAndForAll() throws Exception {
        ObjectName name = console.objectName();
        console.close();
        console.close();

        assertThatThrownBy(() -> SERVER.getAttribute(name, "RunningRides"))
                .isInstanceOf(InstanceNotFoundException.class);
        assertThat(console.objectName()).isNull();
    }

    private Object call(String operation, Object... arguments) throws Exception {
        String[] types = new String[arguments.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = arguments[i] instanceof Integer ? "int" : "java.lang.String";
        }
        return SERVER.invoke(console.objectName(), operation, arguments, types);
    }

    private static Caller caller() {
        return new Caller("mallory", "mallory", null, "192.0.2.1", Map.of());
    }
}
