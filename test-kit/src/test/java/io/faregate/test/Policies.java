package io.faregate.test;

import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.RideRequest;

/** A policy with prices that are easy to add up: a dollar for a million tokens in, ten for a million out. */
final class Policies {
    static final Policy CHAT = PolicyFile.read("policy.yaml", """
            faregate: 1
            callers: {plan: session:plan, default-plan: free}
            costs: {unknown-model: {input: 1, output: 10}}
            plans:
              free:
                models: [small, large]
                limits: [{per: user, cost: 0.02, every: day}]
              pro:
                models: [large]
                limits: [{per: user, concurrent: 1}]
            routes:
              - path: /chat
                dialect: app
                caps: {prompt-chars: 100, output-tokens: {max: 400, default: 200}}
                limits: [{per: user, requests: 3, every: day}]
              - path: /agent
                dialect: app
                caps: {steps: {max: 5, default: 3}, retrieved-documents: {max: 6, default: 4}, output-tokens: 100}
              - path: /watched
                dialect: app
                mode: observe
                limits: [{per: user, requests: 0, every: day}]
            """);

    private Policies() {}

    /** A short question of alice, who has no plan of her own. */
    static RideRequest.Builder hello() {
        return chat("{\"message\":\"Hello\"}");
    }

    static RideRequest.Builder chat(String json) {
        return RideRequest.of("POST", "/chat", json).user("Alice");
    }
}
