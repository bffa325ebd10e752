package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.budget.Measure;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ProviderCallTest {
    private static final String HELLO = "{\"message\":\"hello\"}";
    private static final String CALL = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String STREAM =
            "{\"model\":\"mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String REPLY =
            "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"hi\"}}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";
    private static final String DELTA = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"}}]}";
    private static final String USAGE =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";
    /** 12 tokens in and 34 out of mini. */
    private static final Money PRICE = new Money(12 * 250 + 34 * 2_000);

    private final TestGate gate = new TestGate();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aRideCostsWhatTheProviderReports() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(HELLO).inference();

            HttpResponse<String> reply = ride.call(client, provider.post(CALL), BodyHandlers.ofString());

            assertThat(reply.body()).isEqualTo(REPLY);
            assertThat(ended(ride).costs().settled()).isEqualTo(PRICE);
            assertThat(gate.lastRecord(1).costs().source()).isEqualTo(UsageSource.PROVIDER);
        }
    }

    @Test
    void outputIsInsertedWhereTheApplicationNamesNone() throws Exception {
        gate.cap(Capped.OUTPUT_TOKENS, 800, 500);
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            gate.admit(HELLO).inference().call(client, provider.post(CALL), BodyHandlers.ofString());

            assertThat(provider.bodies().take()).contains("\"max_completion_tokens\":500");
        }
    }

    @Test
    void outputBeyondTheRidesIsClamped() throws Exception {
        gate.cap(Capped.OUTPUT_TOKENS, 800, 500);
        String greedy = CALL.replace("{\"model\"", "{\"max_tokens\":10000,\"model\"");
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            gate.admit("{\"message\":\"hi\",\"maxOutputTokens\":9999}")
                    .inference()
                    .call(client, provider.post(greedy), BodyHandlers.ofString());

            assertThat(provider.bodies().take()).contains("\"max_tokens\":800").doesNotContain("10000");
        }
    }

    @Test
    void repliesBeyondTheCapAreLoweredAndTheRestShareTheOutputThatIsLeft() throws Exception {
        gate.cap(Capped.OUTPUT_TOKENS, 800, 800).cap(Capped.CHOICES, 2, 1);
        String many = CALL.replace("{\"model\"", "{\"n\":100,\"model\"");
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(HELLO).inference();
            ride.call(client, provider.post(many), BodyHandlers.ofString());

            assertThat(provider.bodies().take()).contains("\"n\":2,").contains("\"max_completion_tokens\":400");
            ended(ride);
        }
    }

    @Test
    void severalPromptsOfACallShareTheCapOnRepliesAndTheOutputThatIsLeft() throws Exception {
        gate.cap(Capped.OUTPUT_TOKENS, 800, 800).cap(Capped.CHOICES, 4, 1);
        String prompts = "{\"model\":\"mini\",\"n\":9,\"prompt\":[%s]}";
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(HELLO).inference();
            HttpRequest two = provider.post("/v1/completions", prompts.formatted("\"a\",\"b\""));
            ride.call(client, two, BodyHandlers.ofString());

            assertThat(provider.bodies().take()).contains("\"n\":2,").contains("\"max_tokens\":200");
            HttpRequest five = provider.post("/v1/completions", prompts.formatted("[1],[2],[3],[4],[5]"));
            assertThatThrownBy(() -> ride.call(client, five, BodyHandlers.ofString()))
                    .isInstanceOfSatisfying(
                            RideOverException.class,
                            over -> assertThat(over.rule()).isEqualTo("caps.choices"));
            assertThat(provider.bodies()).isEmpty();
            ended(ride);
        }
    }

    @Test
    void aRideIsTheSumOfItsCallsAndASecondOneGetsTheOutputThatIsLeft() throws Exception {
        gate.cap(Capped.OUTPUT_TOKENS, 100, 100);
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(HELLO).inference();
            ride.call(client, provider.post(CALL), BodyHandlers.ofString());
            ride.call(client, provider.post(CALL), BodyHandlers.ofString());
            ride.call(client, provider.post(CALL), BodyHandlers.ofString());
            provider.bodies().take();

            assertThat(provider.bodies().take()).contains("\"max_completion_tokens\":66");
            assertThat(provider.bodies().take()).contains("\"max_completion_tokens\":32");
            assertThatThrownBy(() -> ride.call(client, provider.post(CALL), BodyHandlers.ofString()))
                    .isInstanceOfSatisfying(
                            RideOverException.class,
                            over -> assertThat(over.rule()).isEqualTo("caps.output-tokens"));
            assertThat(ended(ride).costs().settled()).isEqualTo(PRICE.times(3));
        }
    }

    @Test
    void usageOfAStreamIsForcedAndItsChunkKeptFromWhoDidNotAsk() throws Exception {
        try (FakeProvider provider = FakeProvider.events(DELTA, USAGE, "[DONE]")) {
            Inference ride = gate.admit(HELLO).inference();

            HttpResponse<String> reply = ride.call(client, provider.post(STREAM), BodyHandlers.ofString());

            assertThat(provider.bodies().take()).contains("\"stream_options\":{\"include_usage\":true}");
            assertThat(reply.body()).isEqualTo("data: " + DELTA + "\n\ndata: [DONE]\n\n");
            assertThat(ended(ride).costs().settled()).isEqualTo(PRICE);
        }
    }

    @Test
    void aStreamThatEndsWithoutUsageIsChargedByWhatWasDelivered() throws Exception {
        try (FakeProvider provider = FakeProvider.events(DELTA, DELTA)) {
            Inference ride = gate.admit(HELLO).inference();
            ride.call(client, provider.post(STREAM), BodyHandlers.ofString());

            UsageRecord record = ended(ride);

            assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(10);
            assertThat(record.usage().get(Unit.INPUT_TOKENS)).isPositive();
        }
    }

    @Test
    void anUnstreamedReplyWithoutUsageIsChargedTheHold() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, "{\"choices\":[]}")) {
            Inference ride = gate.admit(HELLO).inference();
            ride.call(client, provider.post(CALL), BodyHandlers.ofString());

            UsageRecord record = ended(ride);

            assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(800);
        }
    }

    @Test
    void anErrorOfTheProviderCostsNothing() throws Exception {
        gate.perDay(Measure.COST, 10_000_000);
        try (FakeProvider provider = FakeProvider.json(429, "{\"error\":{\"message\":\"slow down\"}}")) {
            Inference ride = gate.admit(HELLO).inference();
            ride.call(client, provider.post(CALL), BodyHandlers.ofString());

            assertThat(ended(ride).costs().settled()).isEqualTo(Money.ZERO);
        }
    }

    @Test
    void aProviderThatIsNotThereCostsNothing() throws Exception {
        FakeProvider gone = FakeProvider.json(200, REPLY);
        HttpRequest request = gone.post(CALL);
        gone.close();
        Inference ride = gate.admit(HELLO).inference();

        assertThatThrownBy(() -> ride.call(client, request, BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);

        assertThat(ended(ride).costs().settled()).isEqualTo(Money.ZERO);
    }

    @Test
    void aCallThatNoDialectReadsIsChargedTheHoldUnlessTheApplicationRecordsIt() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            HttpRequest foreign = HttpRequest.newBuilder(provider.uri("/unknown/api"))
                    .POST(BodyPublishers.ofString("x"))
                    .build();
            Inference silent = gate.admit(HELLO).inference();
            silent.call(client, foreign, BodyHandlers.ofString());
            assertThat(ended(silent).costs().source()).isEqualTo(UsageSource.HOLD);

            Inference honest = gate.admit(HELLO).inference();
            honest.call(client, foreign, BodyHandlers.ofString());
            honest.record("mini", Usage.of(12, 34));
            honest.close();

            assertThat(gate.lastRecord(2).costs().settled()).isEqualTo(PRICE);
            assertThat(gate.lastRecord(2).costs().source()).isEqualTo(UsageSource.APP);
        }
    }

    @Test
    void aPromptBeyondTheHoldIsToppedUpOrRefused() throws Exception {
        gate.perDay(Measure.COST, 2_500_000).cap(Capped.OUTPUT_TOKENS, 800, 800);
        String longer = CALL.replace("hello", "x".repeat(2_000));
        String tooLong = CALL.replace("hello", "x".repeat(20_000));
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(HELLO).inference();

            assertThatThrownBy(() -> ride.call(client, provider.post(tooLong), BodyHandlers.ofString()))
                    .isInstanceOfSatisfying(
                            RideOverException.class,
                            over -> assertThat(over.reason()).isEqualTo(Reason.BUDGET_SPENT));
            assertThat(provider.bodies()).isEmpty();
            ride.call(client, provider.post(longer), BodyHandlers.ofString());
            assertThat(ended(ride).costs().settled()).isEqualTo(PRICE);
        }
    }

    @Test
    void aModelWithoutAPriceIsNotCalled() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(HELLO).inference();

            assertThatThrownBy(() ->
                            ride.call(client, provider.post(CALL.replace("mini", "secret")), BodyHandlers.ofString()))
                    .isInstanceOf(RideOverException.class);
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void aCallThatCanNotBePricedIsNotSent() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(HELLO).inference();
            String unclampable = CALL.replace("{\"model\"", "{\"max_tokens\":\"5000\",\"model\"");

            assertThatThrownBy(() -> ride.call(client, provider.post(unclampable), BodyHandlers.ofString()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("max_tokens");
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void aCancelledRideStopsTheProviderInTheMiddleOfAStream() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA)) {
            Inference ride = gate.admit(HELLO).inference();
            HttpResponse<InputStream> reply = ride.call(client, provider.post(STREAM), BodyHandlers.ofInputStream());
            reply.body().readNBytes(5);

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThatThrownBy(() -> reply.body().readAllBytes()).isInstanceOf(IOException.class);
            UsageRecord record = ended(ride);
            assertThat(record.outcome().status()).isEqualTo("cancelled");
            assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(5);
        }
    }

    @Test
    void aCancelledRideStopsTheProviderBeforeItsFirstByte() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            Inference ride = gate.admit(HELLO).inference();
            Thread canceller = new Thread(() -> {
                try {
                    provider.bodies().take();
                    ride.cancellation().cancel(CancelReason.CLIENT_GONE);
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            });
            canceller.start();

            assertThatThrownBy(() -> ride.call(client, provider.post(CALL), BodyHandlers.ofString()))
                    .isInstanceOf(RideOverException.class);

            provider.awaitClosedByClient();
            assertThat(ended(ride).costs().source()).isEqualTo(UsageSource.HOLD);
        }
    }

    @Test
    void aStreamThatTheApplicationClosesStopsTheProvider() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA)) {
            Inference ride = gate.admit(HELLO).inference();
            try (Stream<String> lines = ride.call(client, provider.post(STREAM), BodyHandlers.ofLines())
                    .body()) {
                assertThat(lines.findFirst()).contains("data: " + DELTA);
            }

            provider.awaitClosedByClient();
            assertThat(ended(ride).costs().source()).isEqualTo(UsageSource.DELIVERED);
        }
    }

    @Test
    void aCallLeftRunningIsStoppedWhenTheRideEnds() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(DELTA)) {
            Inference ride = gate.admit(HELLO).inference();
            HttpResponse<InputStream> reply = ride.call(client, provider.post(STREAM), BodyHandlers.ofInputStream());
            assertThat(new String(reply.body().readNBytes(5), StandardCharsets.UTF_8))
                    .isEqualTo("data:");

            ride.close();

            provider.awaitClosedByClient();
            assertThat(gate.lastRecord(1).costs().settled().nanos()).isPositive();
        }
    }

    @Test
    void noTicketNoTrain() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(HELLO).inference();
            ride.close();

            assertThatThrownBy(() -> ride.call(client, provider.post(CALL), BodyHandlers.ofString()))
                    .isInstanceOf(RideOverException.class);
            assertThatThrownBy(ride::step).isInstanceOf(RideOverException.class);
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void aRequestWithoutABodyToAnUnknownPlaceIsCountedToo() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            Inference ride = gate.admit(HELLO).inference();
            URI models = provider.uri("/v1/models");

            ride.call(client, HttpRequest.newBuilder(models).GET().build(), BodyHandlers.ofString());

            assertThat(ended(ride).costs().source()).isEqualTo(UsageSource.HOLD);
        }
    }

    private UsageRecord ended(Inference ride) {
        ride.close();
        return gate.lastRecord(1);
    }
}
