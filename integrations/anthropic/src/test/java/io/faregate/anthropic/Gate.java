package io.faregate.anthropic;

import io.faregate.Decision.Admitted;
import io.faregate.Faregate;
import io.faregate.Inference;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A gate with one route, and rides of it. */
final class Gate implements AutoCloseable {
    private static final String POLICY = """
            faregate: 1
            costs: {tables: [built-in]}
            plans:
              free: {models: [claude-haiku-4-5], limits: [{per: user, cost: 10, every: day}]}
            callers: {default-plan: free}
            routes:
              - {path: /chat, dialect: app, caps: {output-tokens: {max: 800, default: 800}}}
            """;

    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private final Faregate faregate = Faregate.builder()
            .policy(PolicyFile.read("policy.yaml", POLICY))
            .sink(records::add)
            .build();

    Inference ride() {
        RideRequest request = RideRequest.of("POST", "/chat", "{\"message\":\"hello\"}")
                .user("alice")
                .build();
        if (faregate.admit(request) instanceof Admitted admitted) {
            return admitted.inference();
        }
        throw new AssertionError("refused");
    }

    /** Ends a ride, and waits for its record. */
    UsageRecord ended(Inference ride) throws InterruptedException {
        ride.close();
        return records.take();
    }

    @Override
    public void close() {
        faregate.close();
    }
}
