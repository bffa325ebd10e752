package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.control.KillSwitch;
import io.faregate.control.Restriction;
import io.faregate.control.RuntimeOverride;
import io.faregate.control.Target;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.RideRequest;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/switch.md shows, and that it is true. */
final class SwitchPageTest {
    private static final String HELLO = "{\"message\":\"hi\"}";

    private Faregate faregate;

    @BeforeEach
    void open() throws Exception {
        Policy policy = PolicyFile.read(Path.of("src/test/resources/io/faregate/docs/switch.yaml"));
        faregate = Faregate.builder().policy(policy).name("page").build();
    }

    @AfterEach
    void close() {
        faregate.close();
    }

    @Test
    void theSwitchInJava() {
        // tag::switch[]
        KillSwitch killSwitch = faregate.killSwitch();
        killSwitch.block(Target.user("mallory"), "scripted sign-ups", "ops");
        Instant inAnHour = Instant.now().plus(1, ChronoUnit.HOURS);
        killSwitch.block(Target.network("192.0.2.7"), "flood", "ops", inAnHour);
        killSwitch.downgrade(Target.model("gpt-5"), Restriction.NONE.model("gpt-5-mini"), "too dear today", "ops");
        killSwitch.downgrade(Target.everything(), Restriction.NONE.output(50).noTools(), "budget week", "ops");
        killSwitch.lift(Target.user("mallory"));
        List<RuntimeOverride> now = killSwitch.overrides();
        // end::switch[]
        assertThat(now).hasSize(3);
        assertThat(ask("mallory")).isInstanceOf(Decision.Admitted.class);
    }

    @Test
    void theApplicationsOwnSuspicion() {
        for (int i = 0; i < 12; i++) {
            Inference inference = ((Decision.Admitted) ask("Mallory")).inference();
            // tag::suspect[]
            faregate.suspect(inference.caller(), "many accounts from one card", 5);
            // end::suspect[]
        }

        assertThat(ask("mallory"))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.refusal().rule()).isEqualTo("suspicion[1]"));
    }

    @Test
    void theSwitchInJConsole() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("io.faregate:type=Faregate,name=page");
        Inference running = ((Decision.Admitted) ask("Alice")).inference();
        assertThat(server.getAttribute(name, "RunningRides")).isEqualTo(1);

        server.invoke(name, "block", new Object[] {"user", "ALICE ", "x", 5}, new String[] {
            String.class.getName(), String.class.getName(), String.class.getName(), "int"
        });

        assertThat(running.cancellation().isCancelled()).isTrue();
        assertThat(ask("alice")).isInstanceOf(Decision.Refused.class);
        String[] balance = (String[]) server.invoke(name, "balance", new Object[] {"alice", ""}, new String[] {
            String.class.getName(), String.class.getName()
        });
        assertThat(balance).singleElement().asString().startsWith("limits[0]: cost, spent 0 and held 0 of 5");
        faregate.close();
        assertThat(server.isRegistered(name)).isFalse();
    }

    @Test
    void networksAreWrittenAsPeopleDo() {
        faregate.killSwitch().block(Target.network("2001:DB8:0:0:1:2:3:4"), "x", "ops");

        assertThat(faregate.admit(RideRequest.of("POST", "/chat", HELLO)
                        .user("alice")
                        .peer("2001:db8::ffff")
                        .build()))
                .isInstanceOf(Decision.Refused.class);
    }

    private Decision ask(String user) {
        return faregate.admit(RideRequest.of("POST", "/chat", HELLO).user(user).build());
    }
}
