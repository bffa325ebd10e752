package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Measure;
import io.faregate.control.Restriction;
import io.faregate.control.Target;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Answer;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import io.faregate.test.FakeProvider;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rides and provider calls of dialects whose usage and refusals differ from a chat's. */
@Timeout(30)
final class DialectRidesTest {
    private static final String HELLO = "{\"message\":\"hello\"}";
    private static final String MESSAGE =
            "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String START =
            "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":12,\"cache_read_input_tokens\":5,\"output_tokens\":1}}}";
    private static final String DELTA = "{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"hello\"}}";
    private static final String END = "{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"output_tokens\":34}}";

    private final TestGate gate = new TestGate();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aStreamOfAnthropicIsChargedByBothOfItsReports() throws Exception {
        UsageRecord record = called("{\"stream\":true," + MESSAGE.substring(1), START, DELTA, END);

        assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
        assertThat(used(record)).isEqualTo(Usage.of(12, 34).with(Unit.CACHE_READ_TOKENS, 5));
    }

    @Test
    void aStreamThatIsCutIsChargedThePromptThatWasSaidAndTheTextThatCame() throws Exception {
        UsageRecord record = called("{\"stream\":true," + MESSAGE.substring(1), START, DELTA, DELTA);

        assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
        assertThat(used(record)).isEqualTo(Usage.of(12, 10).with(Unit.CACHE_READ_TOKENS, 5));
    }

    @Test
    void aStreamThatIsCutBeforeItsTextIsChargedTheHold() throws Exception {
        UsageRecord record = called("{\"stream\":true," + MESSAGE.substring(1), START);

        assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(800);
    }

    private UsageRecord called(String body, String... events) throws Exception {
        try (FakeProvider provider = FakeProvider.events(events)) {
            Inference ride = gate.admit(HELLO).inference();
            HttpResponse<String> reply =
                    ride.call(client, provider.post("/v1/messages", body), BodyHandlers.ofString());

            assertThat(reply.body()).isEqualTo("data: " + String.join("\n\ndata: ", events) + "\n\n");
            assertThat(provider.bodies().take()).contains("\"max_tokens\":800");
            ride.close();
            return gate.lastRecord(1);
        }
    }

    private static Usage used(UsageRecord record) {
        return record.usage().with(Unit.REQUESTS, 0);
    }

    @Test
    void spentMoneyAndAHeaderThatCostsAreSaidAsAnthropicSaysThem() {
        gate.dialect("anthropic").perDay(Measure.COST, 1_000);

        Answer spent = gate.refuse(MESSAGE).answer();
        Decision beta = gate.faregate()
                .admit(TestGate.request(MESSAGE)
                        .header("anthropic-beta", "context-1m-2025-08-07")
                        .build());

        assertThat(spent.status()).isEqualTo(402);
        assertThat(spent.body()).contains("\"billing_error\"");
        assertThat(beta)
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED));
    }

    @Test
    void aModelThatThePathNamesIsNeverExchanged() throws Exception {
        gate.dialect("gemini").path("/models/*");
        String body = "{\"contents\":[{\"parts\":[{\"text\":\"hello\"}]}]}";
        Decision asked = ask("/models/mini:generateContent", body);
        Decision other = ask("/models/secret:generateContent", body);
        gate.faregate().killSwitch().downgrade(Target.user("alice"), Restriction.NONE.model("mini"), "too dear", "ops");
        Decision exchanged = ask("/models/large:generateContent", body);

        assertThat(asked).isInstanceOf(Decision.Admitted.class);
        assertThat(reason(other)).isEqualTo(Reason.MODEL_NOT_ALLOWED);
        assertThat(reason(exchanged)).isEqualTo(Reason.BLOCKED);
        assertThat(gate.lastRecord(2).costs().settled()).isEqualTo(Money.ZERO);
    }

    private Decision ask(String path, String body) {
        return gate.faregate()
                .admit(RideRequest.of("POST", path, body).user("alice").build());
    }

    private static Reason reason(Decision decision) {
        return ((Decision.Refused) decision).refusal().reason();
    }

    @Test
    void embeddingsHoldAndCostTheirPromptAlone() throws Exception {
        gate.dialect("openai-embeddings");
        String body = "{\"model\":\"mini\",\"input\":[\"hello\"]}";
        try (FakeProvider provider = FakeProvider.json(200, "{\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}")) {
            Decision.Admitted admitted = gate.admit(body);
            HttpResponse<String> reply =
                    admitted.inference().call(client, provider.post("/v1/embeddings", body), BodyHandlers.ofString());
            admitted.inference().close();

            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(provider.bodies().take()).isEqualTo(body);
            assertThat(used(gate.lastRecord(1))).isEqualTo(Usage.of(2, 0));
            assertThat(gate.lastRecord(1).costs().held().nanos()).isEqualTo(("hello".length() + 2 * 16) * 250L);
        }
    }
}
