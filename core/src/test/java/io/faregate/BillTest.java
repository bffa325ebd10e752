package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Prompt;
import io.faregate.cost.TokenEstimator;
import io.faregate.test.FakeProvider;
import io.faregate.usage.UsageSource;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an estimator sees of a prompt, and what it is told of the bill. */
@Timeout(30)
final class BillTest {
    private static final String HELLO = "{\"message\":\"hello\"}";
    private static final String CALL =
            "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]}";
    private static final String REPLY =
            "{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"usage\":{\"prompt_tokens\":12,"
                    + "\"completion_tokens\":34,\"total_tokens\":46,\"prompt_tokens_details\":{\"cached_tokens\":5}}}";

    private final List<String> bills = Collections.synchronizedList(new ArrayList<>());
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TestGate gate = new TestGate();

    /** Counts words, and keeps its bills. */
    private final class Words implements TokenEstimator {
        @Override
        public long promptTokens(String model, Prompt prompt) {
            long words = 0;
            for (var pieces = prompt.pieces(100); pieces.hasNext(); ) {
                words += pieces.next().split(" ").length;
            }
            return words;
        }

        @Override
        public LongConsumer bill(String model, long estimated) {
            return billed -> bills.add(model + " " + estimated + " " + billed);
        }
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void anEstimatorReadsTheWordsAndIsToldTheBillOnceWithWhatTheCacheServed() throws Exception {
        gate.tokens(new Words());
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(HELLO).inference();
            ride.call(client, provider.post(CALL), BodyHandlers.ofString());
            ride.close();
            ride.close();

            assertThat(bills).containsExactly("mini 3 12");
        }
    }

    @Test
    void aReplyWithoutUsageTeachesNothing() throws Exception {
        gate.tokens(new Words());
        try (FakeProvider silent = FakeProvider.json(200, "{\"choices\":[]}");
                FakeProvider broken = FakeProvider.json(500, REPLY)) {
            for (FakeProvider provider : List.of(silent, broken)) {
                try (Inference ride = gate.admit(HELLO).inference()) {
                    ride.call(client, provider.post(CALL), BodyHandlers.ofString());
                }
            }

            assertThat(bills).isEmpty();
        }
    }

    @Test
    void aPromptThatTheProvidersOwnToolsAddToTeachesNothing() throws Exception {
        gate.tokens(new Words());
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(HELLO).inference();
            String searching =
                    CALL.replace("mini", "large").replace("\"messages\"", "\"web_search_options\":{},\"messages\"");
            ride.call(client, provider.post(searching), BodyHandlers.ofString());
            ride.close();

            assertThat(gate.lastRecord(1).costs().source()).isEqualTo(UsageSource.PROVIDER);
            assertThat(bills).isEmpty();
        }
    }

    @Test
    void anEstimatorThatFailsToLearnFailsNoRide() throws Exception {
        gate.tokens(new TokenEstimator() {
            @Override
            public long promptTokens(String model, Prompt prompt) {
                return prompt.utf8Bytes();
            }

            @Override
            public LongConsumer bill(String model, long estimated) {
                return billed -> {
                    throw new IllegalStateException("learns nothing");
                };
            }
        });
        try (FakeProvider provider = FakeProvider.json(200, REPLY)) {
            Inference ride = gate.admit(HELLO).inference();

            assertThat(ride.call(client, provider.post(CALL), BodyHandlers.ofString())
                            .body())
                    .isEqualTo(REPLY);
            ride.close();
            assertThat(gate.lastRecord(1).costs().source()).isEqualTo(UsageSource.PROVIDER);
        }
    }
}
