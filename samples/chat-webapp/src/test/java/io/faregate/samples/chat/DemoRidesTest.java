package io.faregate.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.samples.chat.provider.ProviderStats;
import io.faregate.samples.chat.provider.StandInProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What rides of the running demo cost, and how they end. */
final class DemoRidesTest {
    private DemoServer demo;
    private StandInProvider provider;

    @BeforeEach
    void start() {
        demo = DemoServer.start(DemoOptions.onFreePort());
        provider = demo.provider().orElseThrow();
    }

    @AfterEach
    void stop() {
        demo.close();
    }

    @Test
    void theRideOfBobCostsWhatTheTableSaysToTheNanoDollar() throws Exception {
        try (UsageLines log = new UsageLines()) {
            JsonNode reply = Visitor.named(demo, "bob").ride("/api/chat/pro", "{\"message\": \"hi #tokens=321\"}");

            // $1.25 and $10 for a million tokens
            long nanos = 1_250 * reply.path("usage").path("prompt_tokens").longValue() + 10_000 * 321L;
            JsonNode line = log.of(reply.path("rideId").stringValue());
            assertThat(reply.path("model").stringValue()).isEqualTo("gpt-5");
            assertThat(line.path("settledCost").decimalValue().movePointRight(9))
                    .isEqualByComparingTo("" + nanos);
            assertThat(reply.path("cost").decimalValue().movePointRight(9)).isEqualByComparingTo("" + nanos);
            assertThat(line.path("usageSource").stringValue()).isEqualTo("provider");
            assertThat(line.path("heldCost").decimalValue())
                    .isGreaterThan(line.path("settledCost").decimalValue());
        }
    }

    /** Five steps, of which each reads the documents, the replies and the results of tools before it. */
    @Test
    void oneHoldCoversAWholeRunOfTheAgent() throws Exception {
        try (UsageLines log = new UsageLines()) {
            JsonNode reply = Visitor.named(demo, "bob").ride("/api/agent/run", """
                            {"message": "#tools=20 #tokens=800", "maxSteps": 5, "maxOutputTokens": 800}""");

            JsonNode line = log.of(reply.path("rideId").stringValue());
            long input = 5 * 2_000 + 10 * 800 + 4 * 5 * 1_000;
            long nanos = 250 * input + 2_000 * (5 * 800) + 3 * 2_000_000;
            assertThat(line.path("steps").intValue()).isEqualTo(5);
            assertThat(line.path("heldCost").decimalValue().movePointRight(9))
                    .isGreaterThan(BigDecimal.valueOf(nanos))
                    .isEqualByComparingTo(
                            line.path("estimatedCostCents").decimalValue().movePointRight(7));
        }
    }

    @Test
    void aStreamThatItsReaderClosesIsCancelledAtTheProvider() throws Exception {
        try (UsageLines log = new UsageLines()) {
            HttpResponse<InputStream> stream = Visitor.named(demo, "bob").stream(
                    "/api/chat/pro", "{\"message\": \"#tokens=100000\", \"maxOutputTokens\": 4000}");
            try (InputStream body = stream.body()) {
                assertThat(body.read()).isEqualTo('d');
            }

            ProviderStats stats = Eventually.see(provider::stats, seen -> seen.cancelled() == 1);
            assertThat(stats.inFlight()).isZero();
            JsonNode line =
                    log.of(stream.headers().firstValue("Faregate-Ride-Id").orElseThrow());
            assertThat(line.path("status").stringValue()).isEqualTo("cancelled");
            assertThat(line.path("settledCost").decimalValue())
                    .isPositive()
                    .isLessThan(line.path("heldCost").decimalValue());
        }
    }

    @Test
    void aStreamTellsItsTextAndThenItsCost() throws Exception {
        HttpResponse<InputStream> stream =
                Visitor.named(demo, "alice").stream("/api/chat/free", "{\"message\": \"#tokens=7 #delay=0\"}");

        List<String> lines = lines(stream);

        assertThat(lines)
                .filteredOn(line -> line.startsWith("data: {\"delta\":"))
                .hasSize(7);
        assertThat(lines).contains("event: cost");
        JsonNode cost = JsonMapper.shared()
                .readTree(lines.get(lines.indexOf("event: cost") + 1).substring(6));
        long nanos = 250 * cost.path("usage").path("prompt_tokens").longValue() + 2_000 * 7L;
        assertThat(cost.path("cost").decimalValue().movePointRight(9)).isEqualByComparingTo("" + nanos);
    }

    @Test
    void aFailureOfTheProviderIsNoFailureOfTheDemo() throws Exception {
        Visitor alice = Visitor.named(demo, "alice");

        assertThat(alice.post("/api/chat/free", "{\"message\": \"#error=429\"}").statusCode())
                .isEqualTo(502);
        List<String> broken = lines(alice.stream("/api/chat/free", "{\"message\": \"#error=mid #delay=0\"}"));
        assertThat(broken).contains("event: error").doesNotContain("event: cost");
    }

    private static List<String> lines(HttpResponse<InputStream> stream) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
