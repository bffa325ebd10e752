package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Faregate;
import io.faregate.ride.Caller;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContainerNeedsTest {
    private static final String NEEDY = """
            faregate: 1
            callers: {user: 'session:userId', plan: 'session:plan', trusted-proxies: [10.0.0.7], default-plan: free}
            costs: {tables: [built-in]}
            limits:
              - {cost: 5, every: day}
              - {per: ip, requests: 120, within: 1m}
            plans:
              free: {models: [gpt-5-mini], limits: [{per: [subnet, model], cost: 1, every: day}]}
            routes:
              - {path: /chat, dialect: app, limits: [{per: user, requests: 3, every: day}]}
            suspicion:
              - {per: ip, strikes: 100, within: 1h, then: block, for: 1h}
            """;

    @Test
    void addressesAndSessionsAreNamedByTheirRules() {
        assertThat(PolicyFile.read("policy.yaml", NEEDY).containerNeeds())
                .containsExactly(
                        "callers.user: session:userId",
                        "callers.plan: session:plan",
                        "callers.trusted-proxies",
                        "limits[1]: per: ip",
                        "plans.free.limits[0]: per: subnet",
                        "suspicion[0]: per: ip");
    }

    @Test
    void aResolverOfTheApplicationNeedsNothing() {
        Caller alice = new Caller("alice", "alice", "free", "10.1.2.3", Map.of());
        try (Faregate faregate = Faregate.builder()
                .policy(PolicyFile.read("policy.yaml", NEEDY))
                .callers(head -> alice)
                .build()) {
            assertThat(faregate.containerNeeds()).isEmpty();
        }
    }
}
