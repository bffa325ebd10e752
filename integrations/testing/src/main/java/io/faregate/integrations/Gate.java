package io.faregate.integrations;

import io.faregate.Inference;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.RideRequest;
import io.faregate.test.TestGate;
import io.faregate.usage.UsageRecord;

/** A gate with one route, and rides of it. */
public final class Gate implements AutoCloseable {
    private static final String POLICY = """
            faregate: 1
            costs: {tables: [built-in]}
            providers: {127.0.0.1/v1/chat/completions: {dialect: openai-chat, thinking: shown}}
            plans:
              free: {models: [%s], limits: [{per: user, cost: 10, every: day}]}
            callers: {default-plan: free}
            routes:
              - {path: /chat, dialect: app, caps: {output-tokens: {max: 800, default: 800}}}
            """;

    private final TestGate gate;

    /** A gate whose rides may call one model. */
    public Gate(String model) {
        gate = TestGate.of(PolicyFile.read("policy.yaml", POLICY.formatted(model)));
    }

    /** Lets a ride in. */
    public Inference ride() {
        return gate.admit(
                RideRequest.of("POST", "/chat", "{\"message\":\"hello\"}").user("alice"));
    }

    /** Ends a ride, and waits for its record. */
    public UsageRecord ended(Inference ride) {
        return gate.end(ride);
    }

    @Override
    public void close() {
        gate.close();
    }
}
