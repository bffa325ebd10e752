package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.RideRequest;
import io.faregate.test.FakeProvider;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What README.md shows, and that it is true. */
final class ReadmeTest {
    private static final String CALL = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @Test
    void thePolicyLoadsAndGuardsItsRoute() throws Exception {
        Policy policy = PolicyFile.read(Path.of("src/test/resources/io/faregate/docs/readme.yaml"));

        assertThat(policy.findings()).isEmpty();
        try (Faregate faregate = Faregate.of(policy)) {
            assertThat(faregate.admit(RideRequest.of("POST", "/api/chat", "{\"message\":\"hi\"}")
                            .user("alice")
                            .build()))
                    .isInstanceOf(Decision.Admitted.class);
        }
    }

    @Test
    void theServletsTwoLinesCallTheProvider() throws Exception {
        try (TestGate gate = new TestGate();
                FakeProvider provider = FakeProvider.json(200, "{\"choices\":[]}")) {
            Map<String, Object> attributes = Map.of(
                    Inference.ATTRIBUTE, gate.admit("{\"message\":\"hi\"}").inference());
            Attributes request = attributes::get;
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest providerRequest = provider.post(CALL);
            // tag::servlet[]
            Inference inference = Inference.of(request::getAttribute);
            HttpResponse<String> reply = inference.call(client, providerRequest, BodyHandlers.ofString());
            // end::servlet[]
            assertThat(reply.statusCode()).isEqualTo(200);
        }
    }

    private interface Attributes {
        Object getAttribute(String name);
    }
}
