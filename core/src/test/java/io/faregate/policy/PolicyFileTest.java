package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** The policy of the design, exactly as written there. */
class PolicyFileTest {
    private final Policy policy = TestPolicies.design();

    @Test
    void theDesignsPolicyLoadsAsWritten() {
        assertThat(policy.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(policy.defaultPlan()).isEqualTo("anonymous");
        assertThat(policy.refuseUnlisted()).isFalse();
        assertThat(policy.plans()).containsOnlyKeys("anonymous", "free", "pro");
        assertThat(policy.plans().get("pro").models()).containsExactly("gpt-5-mini", "gpt-5", "o3");
        assertThat(policy.providers().get("api.openai.com/v1/chat/completions").name())
                .isEqualTo("openai-chat");
        assertThat(policy.findings())
                .containsExactly(
                        "suspicion: read, but not acted on in this version",
                        "alerts: read, but not acted on in this version");
    }
}
