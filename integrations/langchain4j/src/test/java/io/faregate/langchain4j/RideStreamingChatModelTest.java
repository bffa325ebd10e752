package io.faregate.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.faregate.Inference;
import io.faregate.cost.Money;
import io.faregate.integrations.Gate;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** A streaming model whose HTTP the ride does not see, as {@link RideChatModelTest} has one that does not stream. */
@Timeout(60)
final class RideStreamingChatModelTest {
    private final Gate gate = new Gate("gpt-4.1-mini");
    private final Inference ride = gate.ride();
    private final Listener heard = new Listener();

    @AfterEach
    void close() {
        gate.close();
    }

    @TestFactory
    Stream<DynamicTest> nothingReachesTheProviderOnceTheRideIsOver() {
        Map<String, BiConsumer<StreamingChatModel, Listener>> ways = Map.of(
                "text", (model, listener) -> model.chat("hello", listener),
                "request", (model, listener) -> model.chat(Models.HELLO, listener),
                "options", (model, listener) -> model.chat(Models.HELLO, ChatRequestOptions.EMPTY, listener),
                "inner", (model, listener) -> model.doChat(Models.HELLO, listener));
        return Models.ENDS.keySet().stream()
                .flatMap(end -> ways.keySet().stream()
                        .map(way -> DynamicTest.dynamicTest(end + ", " + way, () -> {
                            Inference over = gate.ride();
                            try (FakeProvider provider = FakeProvider.events(Replies.DELTA, "[DONE]")) {
                                StreamingChatModel model =
                                        LangChain4jRide.of(over).streamingChatModel(plain(provider));
                                Models.ENDS.get(end).accept(over);

                                assertThatThrownBy(() -> ways.get(way).accept(model, heard))
                                        .isInstanceOf(RideOverException.class);

                                assertThat(provider.bodies()).isEmpty();
                                assertThat(over.guardedCalls()).isZero();
                            }
                        })));
    }

    @Test
    void aWholeStreamIsHeardWholeAndChargedOnceAsReported() throws Exception {
        try (FakeProvider provider = FakeProvider.events(Replies.DELTA, Replies.DELTA, Replies.USAGE, "[DONE]")) {
            riding(provider).chat("hello", heard);

            assertThat(heard.whole.get()).isEqualTo("hellohello");
            assertThat(heard.parts).hasValue(2);
            assertThat(heard.ends).hasValue(1);
            assertThat(ride.guardedCalls()).isEqualTo(1);
            Charges.assertCharged(gate, ride, UsageSource.PROVIDER, 34);
        }
    }

    @Test
    void outputIsLoweredToWhatTheRideHasLeft() throws Exception {
        try (FakeProvider provider = FakeProvider.events(Replies.DELTA, "[DONE]")) {
            riding(provider)
                    .chat(Models.HELLO.toBuilder().maxOutputTokens(5_000).build(), heard);

            assertThat(provider.bodies().take())
                    .contains("\"max_tokens\" : 800")
                    .doesNotContain("5000");
            heard.whole.get();
        }
    }

    @Test
    void aStreamThatReportsNothingIsChargedByWhatItDelivered() throws Exception {
        try (FakeProvider provider = FakeProvider.events(Replies.DELTA, Replies.DELTA, "[DONE]")) {
            riding(provider).chat("hello", heard);

            heard.whole.get();
            Charges.assertCharged(gate, ride, UsageSource.DELIVERED, "hellohello".length());
        }
    }

    /** There is no handle before the first part: the listener hears at once, the provider is stopped by that part. */
    @Test
    void aStreamIsStoppedBeforeItsFirstToken() throws Exception {
        CountDownLatch thought = new CountDownLatch(1);
        Reply late = out -> {
            await(thought);
            Reply.openEvents(Replies.DELTA).write(out);
        };
        try (FakeProvider provider = new FakeProvider(late)) {
            riding(provider).chat("hello", heard);
            provider.bodies().take();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            assertThat(heard.failure.get()).isInstanceOf(RideOverException.class);
            thought.countDown();
            provider.awaitClosedByClient();
            assertThat(heard.parts).hasValue(0);
            assertThat(heard.ends).hasValue(1);
            Charges.assertCharged(gate, ride, UsageSource.HOLD, 800);
        }
    }

    @Test
    void aStreamIsStoppedInTheMiddle() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(Replies.DELTA)) {
            riding(provider).chat("hello", heard);
            assertThat(heard.begun.await(30, TimeUnit.SECONDS)).isTrue();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThat(heard.failure.get()).isInstanceOf(RideOverException.class);
            Charges.assertCharged(gate, ride, UsageSource.DELIVERED, "hello".length());
        }
    }

    @Test
    void aStreamIsStoppedWhenItsRideIsSettled() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(Replies.DELTA)) {
            riding(provider).chat("hello", heard);
            assertThat(heard.begun.await(30, TimeUnit.SECONDS)).isTrue();

            Charges.assertCharged(gate, ride, UsageSource.DELIVERED, "hello".length());

            provider.awaitClosedByClient();
            assertThat(heard.failure.get()).isInstanceOf(RideOverException.class);
        }
    }

    @Test
    void theProviderIsStoppedThoughTheListenerBlocks() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        Listener stalled = new Listener() {
            @Override
            public void onPartialResponse(String part) {
                super.onPartialResponse(part);
                await(blocked);
            }
        };
        try (FakeProvider provider = FakeProvider.openEvents(Replies.DELTA)) {
            riding(provider).chat("hello", stalled);
            assertThat(stalled.begun.await(30, TimeUnit.SECONDS)).isTrue();

            ride.cancellation().cancel(CancelReason.CLIENT_STALLED);

            provider.awaitClosedByClient();
            assertThat(stalled.failure).isNotDone();
            blocked.countDown();
            assertThat(stalled.failure.get()).isInstanceOf(RideOverException.class);
        }
    }

    @Test
    void aStreamThatHeedsNoMaximumIsEndedAtTwiceOfIt() throws Exception {
        String kilobyte = Replies.DELTA.replace("hello", "x".repeat(1_000));
        String[] runaway = new String[20];
        Arrays.fill(runaway, kilobyte);
        try (FakeProvider provider = FakeProvider.openEvents(runaway)) {
            riding(provider).chat("hello", heard);

            assertThat(heard.failure.get())
                    .isInstanceOf(RideOverException.class)
                    .hasMessageContaining("twice");
            provider.awaitClosedByClient();
            assertThat(ride.cancellation().reason()).contains(CancelReason.BUDGET_SPENT);
            assertThat(heard.ends).hasValue(1);
        }
    }

    @Test
    void whatTheListenerThrowsEndsNothing() throws Exception {
        CompletableFuture<ChatResponse> completed = new CompletableFuture<>();
        Listener broken = new Listener() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                completed.complete(response);
            }

            @Override
            public void onPartialResponse(String part) {
                super.onPartialResponse(part);
                if (parts.get() == 1) {
                    throw new IllegalStateException("mine");
                }
            }
        };
        try (FakeProvider provider = FakeProvider.events(Replies.DELTA, Replies.DELTA, Replies.USAGE, "[DONE]")) {
            riding(provider).chat("hello", broken);

            assertThat(broken.failure.get()).hasMessage("mine");
            completed.get(30, TimeUnit.SECONDS);
            Charges.assertCharged(gate, ride, UsageSource.PROVIDER, 34);
            assertThat(broken.parts).hasValue(2);
        }
    }

    @Test
    void whatTheProviderRefusesCostsNothing() throws Exception {
        try (FakeProvider provider = FakeProvider.json(429, "{}")) {
            riding(provider).chat("hello", heard);

            assertThat(heard.failure.get()).isNotInstanceOf(RideOverException.class);
            assertThat(gate.ended(ride).costs().settled()).isEqualTo(Money.ZERO);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private StreamingChatModel riding(FakeProvider provider) {
        return LangChain4jRide.of(ride).streamingChatModel(plain(provider));
    }

    private static StreamingChatModel plain(FakeProvider provider) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(provider.url() + "/v1")
                .apiKey("none")
                .modelName("gpt-4.1-mini")
                .build();
    }
}
