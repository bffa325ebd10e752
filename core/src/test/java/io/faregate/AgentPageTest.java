package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import io.faregate.policy.PolicyResources;
import io.faregate.ride.RideRequest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of docs/policy.md, run with the policy that is there too. */
final class AgentPageTest {
    @Test
    void anAgentAsksBeforeEachThingItDoes() throws IOException {
        Policy policy = PolicyFile.read("classpath:io/faregate/policy/agents.yaml", PolicyResources.standard());
        try (Faregate faregate = Faregate.of(policy)) {
            Decision decision = faregate.admit(RideRequest.of("POST", "/api/agent/run", "{\"message\":\"trams?\"}")
                    .user("alice")
                    .build());
            Inference inference = ((Decision.Admitted) decision).inference();

            assertThat(turn(inference, List.of("one", "two"), "{\"query\":\"trams\"}"))
                    .isEqualTo("three trams");
            assertThat(turn(inference, List.of(), "{\"query\":\"trams\",\"url\":\"x\"}"))
                    .contains("url");
        }
    }

    private static String turn(Inference inference, List<String> documents, String arguments) {
        int chars = documents.stream().mapToInt(String::length).sum();
        // tag::turn[]
        inference.retrieved(documents.size(), chars);
        inference.step();
        ToolCall call = inference.tool("search", arguments);
        if (!call.allowed()) {
            return call.message(); // the model may answer without it; call.orThrow() ends the run instead
        }
        String result = search(arguments);
        inference.toolResult(result.length());
        return result;
        // end::turn[]
    }

    private static String search(String arguments) {
        return arguments.contains("trams") ? "three trams" : "nothing";
    }
}
