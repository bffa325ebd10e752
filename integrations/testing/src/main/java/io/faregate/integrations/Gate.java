package io.faregate.integrations;

import io.faregate.Decision.Admitted;
import io.faregate.Faregate;
import io.faregate.Inference;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

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

    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private final Faregate faregate;

    /** A gate whose rides may call one model. */
    public Gate(String model) {
        faregate = Faregate.builder()
                .policy(PolicyFile.read("policy.yaml", POLICY.formatted(model)))
                .sink(records::add)
                .build();
    }

    /** Lets a ride in. */
    public Inference ride() {
        RideRequest request = RideRequest.of("POST", "/chat", "{\"message\":\"hello\"}")
                .user("alice")
                .build();
        if (faregate.admit(request) instanceof Admitted admitted) {
            return admitted.inference();
        }
        throw new AssertionError("refused");
    }

    /** Ends a ride, and waits for its record. */
    public UsageRecord ended(Inference ride) throws InterruptedException {
        ride.close();
        return records.take();
    }

    @Override
    public void close() {
        faregate.close();
    }
}
