package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.budget.Dimension;
import io.faregate.budget.Window.Period;
import io.faregate.cost.CostTable;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideRequest;
import io.faregate.test.MovedTicker;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gate under the platform's MBean server, as JConsole sees it. */
final class ConsoleGateTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();
    private static final String NAME = "io.faregate:type=Faregate,name=console-of-a-gate";

    private final Faregate gate = Faregate.builder()
            .policy(Policy.builder()
                    .costs(CostTable.builder()
                            .model("mini", rates -> rates.input("1").output("1"))
                            .build())
                    .limit(Limits.per(Dimension.USER).requests(5).every(Period.DAY))
                    .route("/chat", route -> route.dialect("none").use("mini"))
                    .build())
            .name("console-of-a-gate")
            .ticker(new MovedTicker())
            .untimed()
            .build();

    @AfterEach
    void close() {
        gate.close();
    }

    private static Object call(String operation, @Nullable Object... arguments) throws Exception {
        String[] types = Arrays.stream(arguments)
                .map(argument -> argument instanceof Integer ? "int" : String.class.getName())
                .toArray(String[]::new);
        return SERVER.invoke(new ObjectName(NAME), operation, arguments, types);
    }

    private Decision ask() {
        return gate.admit(RideRequest.of("POST", "/chat").user("alice").build());
    }

    @Test
    void aBlockStopsTheRidesOfTheGateAndALiftLetsThemIn() throws Exception {
        Inference running = ((Decision.Admitted) ask()).inference();
        assertThat(SERVER.getAttribute(new ObjectName(NAME), "RunningRides")).isEqualTo(1);

        assertThat(call("block", "route", "/chat", "fire", 0)).isEqualTo("blocked route /chat until it is lifted");
        assertThat(running.cancellation().reason()).contains(CancelReason.KILLED);
        assertThat(ask()).isInstanceOf(Decision.Refused.class);

        assertThat(call("lift", "route", "/chat")).isEqualTo("lifted route /chat");
        assertThat(ask()).isInstanceOf(Decision.Admitted.class);
        assertThat((String[]) call("balance", "alice", null)).hasSize(1).allMatch(line -> line.contains("of 5"));
    }

    @ParameterizedTest
    @CsvSource({"route,/chta,false", "route,/chat,true", "model,gpt-root,false", "model,mini,true", "user,nobody,true"})
    void whatThePolicyDoesNotHaveIsBlockedAndSaid(String kind, String value, boolean isKnown) throws Exception {
        String answer = "blocked " + kind + " " + value + " until it is lifted";
        assertThat(call("block", kind, value, "x", 0))
                .isEqualTo(isKnown ? answer : answer + "; but the policy has no such " + kind + " now");
        assertThat(gate.killSwitch().overrides()).hasSize(1);
    }

    @Test
    void whatAConsoleLeavesOutIsEmpty() throws Exception {
        assertThat(call("block", "everything", null, null, 0)).isEqualTo("blocked everything until it is lifted");
        assertThatThrownBy(() -> call("block", null, null, null, 0))
                .isInstanceOf(RuntimeMBeanException.class)
                .hasRootCauseExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> call("block", "user", null, null, 0)).hasRootCauseMessage("which user?");
        assertThatThrownBy(() -> call("lift", "user", null)).hasRootCauseMessage("which user?");
        assertThatThrownBy(() -> call("downgrade", "user", "alice", null, null, 0))
                .hasRootCauseMessage("the model '' has no price");
        assertThatThrownBy(() -> call("balance", null, null)).hasRootCauseMessage("which user?");
    }

    @Test
    void aGateWithoutAFileSaysThatThereIsNothingToRead() {
        assertThatThrownBy(() -> call("reload"))
                .hasRootCauseExactlyInstanceOf(IllegalStateException.class)
                .rootCause()
                .hasMessageContaining("not made of a file");
    }
}
