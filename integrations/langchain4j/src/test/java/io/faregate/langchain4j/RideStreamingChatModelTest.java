package io.faregate.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.faregate.Inference;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.integrations.Gate;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** A streaming model whose HTTP the ride does not see, as {@link RideChatModelTest} has one that does not stream. */
@Timeout(60)
final class RideStreamingChatModelTest {
    private static final ChatRequest HELLO =
            ChatRequest.builder().messages(UserMessage.from("hello")).build();

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
                "request", (model, listener) -> model.chat(HELLO, listener),
                "options", (model, listener) -> model.chat(HELLO, ChatRequestOptions.EMPTY, listener),
                "inner", (model, listener) -> model.doChat(HELLO, listener));
        Map<String, Consumer<Inference>> ends = Map.of(
                "settled",
                Inference::close,
                "cancelled",
                one -> one.cancellation().cancel(CancelReason.KILLED));
        return ends.keySet().stream()
                .flatMap(end -> ways.keySet().stream()
                        .map(way -> DynamicTest.dynamicTest(end + ", " + way, () -> {
                            Inference over = gate.ride();
                            try (FakeProvider provider = FakeProvider.events(Replies.DELTA, "[DONE]")) {
                                StreamingChatModel model =
                                        LangChain4jRide.of(over).streamingChatModel(plain(provider));
                                ends.get(end).accept(over);

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
            assertCharged(UsageSource.PROVIDER, 34);
        }
    }

    @Test
    void outputIsLoweredToWhatTheRideHasLeft() throws Exception {
        try (FakeProvider provider = FakeProvider.events(Replies.DELTA, "[DONE]")) {
            riding(provider).chat(HELLO.toBuilder().maxOutputTokens(5_000).build(), heard);

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
            assertCharged(UsageSource.DELIVERED, "hellohello".length());
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
            assertCharged(UsageSource.HOLD, 800);
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
            assertCharged(UsageSource.DELIVERED, "hello".length());
        }
    }

    @Test
    void aStreamIsStoppedWhenItsRideIsSettled() throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents(Replies.DELTA)) {
            riding(provider).chat("hello", heard);
            assertThat(heard.begun.await(30, TimeUnit.SECONDS)).isTrue();

            assertCharged(UsageSource.DELIVERED, "hello".length());

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
        Listener broken = new Listener() {
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
            assertThat(gateEnded(broken).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(34);
            assertThat(broken.parts).hasValue(2);
        }
    }

    /** Its future is done by the listener's own failure already. */
    private UsageRecord gateEnded(Listener broken) {
        while (broken.ends.get() < 2) {
            Thread.onSpinWait();
        }
        return gate.ended(ride);
    }

    @Test
    void whatTheProviderRefusesCostsNothing() throws Exception {
        try (FakeProvider provider = FakeProvider.json(429, "{}")) {
            riding(provider).chat("hello", heard);

            assertThat(heard.failure.get()).isNotInstanceOf(RideOverException.class);
            assertThat(gate.ended(ride).costs().settled()).isEqualTo(Money.ZERO);
        }
    }

    @Test
    void whatTheModelThrowsIsThrownAndCostsWhatWasHeld() {
        StreamingChatModel broken = told((request, stream) -> {
            throw new IllegalStateException("mine");
        });

        assertThatThrownBy(() ->
                        LangChain4jRide.of(ride).streamingChatModel(broken).chat("hello", heard))
                .hasMessage("mine");

        assertThat(heard.ends).hasValue(0);
        assertCharged(UsageSource.HOLD, 800);
    }

    /** Some stream on the thread that asks, where an interrupt stops them before there is a handle. */
    @Test
    void aModelThatStreamsOnTheThreadThatAsksIsStoppedToo() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        StreamingChatModel waiting = LangChain4jRide.of(ride).streamingChatModel(told((request, stream) -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }));
        CompletableFuture<Throwable> thrown =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> waiting.chat("hello", heard)));
        asked.await();

        ride.cancellation().cancel(CancelReason.DEADLINE);

        assertThat(thrown.get()).isInstanceOf(RideOverException.class);
        assertCharged(UsageSource.HOLD, 800);
    }

    @Test
    void nothingIsHeardBehindAnErrorAndTheProviderIsStopped() {
        CountDownLatch stopped = new CountDownLatch(1);
        LangChain4jRide.of(ride)
                .streamingChatModel(told((request, stream) -> {
                    PartialResponseContext handle = new PartialResponseContext(new Handle(stopped::countDown));
                    stream.onPartialResponse(new PartialResponse("hello"), handle);
                    stream.onError(new IllegalStateException("unreadable"));
                    stream.onPartialResponse(new PartialResponse("and on"), handle);
                    stream.onError(new IllegalStateException("closed"));
                }))
                .chat("hello", heard);

        assertThat(stopped.getCount()).isZero();
        assertThat(heard.failure).isCompletedWithValueMatching(told -> told.getMessage().equals("unreadable"));
        assertThat(heard.parts).hasValue(1);
        assertThat(heard.ends).hasValue(1);
        assertCharged(UsageSource.DELIVERED, "hello".length());
    }

    @Test
    void aStreamWithoutHandlesIsHeardNoMoreAndChargedAsHeld() throws Exception {
        CompletableFuture<StreamingChatResponseHandler> open = new CompletableFuture<>();
        LangChain4jRide.of(ride)
                .streamingChatModel(told((request, stream) -> {
                    stream.onPartialResponse("hello");
                    open.complete(stream);
                }))
                .chat("hello", heard);
        ride.cancellation().cancel(CancelReason.CLIENT_GONE);
        assertThat(heard.failure.get()).isInstanceOf(RideOverException.class);

        open.get().onPartialResponse("and on");

        assertThat(heard.parts).hasValue(1);
        assertCharged(UsageSource.HOLD, 800);
    }

    @Test
    void aHandleThatStopsNothingIsChargedAsHeld() throws Exception {
        LangChain4jRide.of(ride)
                .streamingChatModel(told((request, stream) -> stream.onPartialResponse(
                        new PartialResponse("hello"), new PartialResponseContext(new Handle(() -> {
                            throw new UnsupportedOperationException();
                        })))))
                .chat("hello", heard);
        ride.cancellation().cancel(CancelReason.CLIENT_GONE);

        assertThat(heard.failure.get()).isInstanceOf(RideOverException.class);
        assertCharged(UsageSource.HOLD, 800);
    }

    @Test
    void aStreamThatThoughtIsChargedAsHeldWhenItIsCut() throws Exception {
        LangChain4jRide.of(ride)
                .streamingChatModel(told((request, stream) -> stream.onPartialThinking(
                        new PartialThinking("hm"), new PartialThinkingContext(new Handle(() -> {})))))
                .chat("hello", heard);
        ride.cancellation().cancel(CancelReason.CLIENT_GONE);

        assertThat(heard.failure.get()).isInstanceOf(RideOverException.class);
        assertCharged(UsageSource.HOLD, 800);
    }

    @Test
    void argumentsOfToolsAreDeliveredToo() throws Exception {
        LangChain4jRide.of(ride)
                .streamingChatModel(told((request, stream) -> {
                    stream.onPartialResponse(
                            new PartialResponse("hello"), new PartialResponseContext(new Handle(() -> {})));
                    stream.onCompleteToolCall(new CompleteToolCall(
                            0,
                            ToolExecutionRequest.builder()
                                    .name("search")
                                    .arguments("{\"a\":1}")
                                    .build()));
                }))
                .chat("hello", heard);
        ride.cancellation().cancel(CancelReason.CLIENT_GONE);

        assertThat(heard.failure.get()).isInstanceOf(RideOverException.class);
        assertCharged(UsageSource.DELIVERED, "hello{\"a\":1}".length());
    }

    private void assertCharged(UsageSource source, long output) {
        UsageRecord record = gate.ended(ride);
        assertThat(record.costs().source()).isEqualTo(source);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(output);
        assertThat(record.costs().settled()).isGreaterThan(Money.ZERO);
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

    private static StreamingChatModel told(BiConsumer<ChatRequest, StreamingChatResponseHandler> telling) {
        return new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler stream) {
                telling.accept(request, stream);
            }
        };
    }

    private record Handle(Runnable stopping) implements StreamingHandle {

        @Override
        public void cancel() {
            stopping.run();
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }
}
