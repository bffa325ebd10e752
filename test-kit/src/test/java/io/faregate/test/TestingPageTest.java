package io.faregate.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.cost.Money;
import io.faregate.policy.Policy;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/testing.md shows of code that rides; the rest is a sample's, samples/jaxrs-app. */
@Timeout(60)
final class TestingPageTest {
    private static final String REPLY = "{\"choices\":[{\"message\":{\"content\":\"Hello\"}}],"
            + "\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":2}}";
    private static final String DELTA = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}";

    private final Policy policy = Policies.CHAT;
    private final RideRequest.Builder question = Policies.chat("{\"message\":\"Hallo\",\"maxOutputTokens\":400}");
    private final HttpClient client = HttpClient.newHttpClient();

    /** The application's. */
    private record Translator(HttpClient client, URI provider) {

        String translate(Inference ride, String word) throws IOException, InterruptedException {
            return ride.call(client, prompt(ride, word), BodyHandlers.ofString())
                    .body()
                    .replaceAll(".*\"content\":\"(\\w+)\".*", "$1");
        }

        Stream<String> stream(Inference ride, String word) throws IOException, InterruptedException {
            HttpResponse<Stream<String>> reply = ride.call(client, prompt(ride, word), BodyHandlers.ofLines());
            return reply.statusCode() == 200 ? reply.body() : stream(ride, word);
        }

        private HttpRequest prompt(Inference ride, String word) {
            return HttpRequest.newBuilder(provider)
                    .POST(BodyPublishers.ofString("{\"model\":\"" + ride.model()
                            + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + word + "\"}]}"))
                    .build();
        }
    }

    @Test
    void whatTheProviderSaidIsWhatTheRideCosts() throws Exception {
        // tag::code[]
        try (TestGate gate = TestGate.of(policy);
                FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(question);

            String answer = new Translator(client, provider.uri("/v1/chat/completions")).translate(ride, "Hallo");

            assertThat(answer).isEqualTo("Hello");
            assertThat(provider.bodies().take()).contains("\"max_completion_tokens\":400");
            assertThat(gate.end(ride).costs().settled()).isEqualTo(Money.of("0.00004"));
        }
        // end::code[]
    }

    @Test
    void aRideThatIsCancelledClosesItsConnection() throws Exception {
        // tag::stopped[]
        try (TestGate gate = TestGate.of(policy);
                FakeProvider provider = new FakeProvider(Reply.json(500, "{}"), Reply.openEvents(DELTA))) {
            Inference ride = gate.admit(question);
            Translator translator = new Translator(client, provider.uri("/v1/chat/completions"));
            translator.stream(ride, "Hallo"); // tries again by itself

            ride.cancellation().cancel(CancelReason.APPLICATION);

            provider.awaitClosedByClient();
            assertThat(ride.guardedCalls()).isEqualTo(2);
        }
        // end::stopped[]
    }
}
