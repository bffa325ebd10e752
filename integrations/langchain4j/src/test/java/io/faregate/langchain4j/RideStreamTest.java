package io.faregate.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.faregate.Inference;
import io.faregate.cost.Money;
import io.faregate.integrations.Gate;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a stream tells that a test has made, and in whatever order. */
@Timeout(60)
final class RideStreamTest {
    private final Gate gate = new Gate("gpt-4.1-mini");
    private final Inference ride = gate.ride();
    private final Listener heard = new Listener();

    @AfterEach
    void close() {
        gate.close();
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
        Charges.assertCharged(gate, ride, UsageSource.HOLD, 800);
    }

    @Test
    void whatTheModelItselfRefusesCostsNothing() {
        StreamingChatModel refusing = told((request, stream) -> {
            throw new UnsupportedFeatureException("no topK");
        });

        assertThatThrownBy(() ->
                        LangChain4jRide.of(ride).streamingChatModel(refusing).chat("hello", heard))
                .isInstanceOf(UnsupportedFeatureException.class);

        assertThat(gate.ended(ride).costs().settled()).isEqualTo(Money.ZERO);
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
        Charges.assertCharged(gate, ride, UsageSource.HOLD, 800);
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
        assertThat(heard.failure)
                .isCompletedWithValueMatching(told -> told.getMessage().equals("unreadable"));
        assertThat(heard.parts).hasValue(1);
        assertThat(heard.ends).hasValue(1);
        Charges.assertCharged(gate, ride, UsageSource.DELIVERED, "hello".length());
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
        Charges.assertCharged(gate, ride, UsageSource.HOLD, 800);
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
        Charges.assertCharged(gate, ride, UsageSource.HOLD, 800);
    }

    @Test
    void whatGoogleWritesOnIsChargedAsHeld() throws Exception {
        BiConsumer<ChatRequest, StreamingChatResponseHandler> telling = (request, stream) -> stream.onPartialResponse(
                new PartialResponse("hello"), new PartialResponseContext(new Handle(() -> {})));
        LangChain4jRide.of(ride)
                .streamingChatModel(told(ModelProvider.GOOGLE_AI_GEMINI, telling))
                .chat("hello", heard);
        ride.cancellation().cancel(CancelReason.CLIENT_GONE);

        assertThat(heard.failure.get()).isInstanceOf(RideOverException.class);
        Charges.assertCharged(gate, ride, UsageSource.HOLD, 800);
    }

    @Test
    void aStreamThatThoughtIsChargedAsHeldWhenItIsCut() throws Exception {
        LangChain4jRide.of(ride)
                .streamingChatModel(told((request, stream) -> stream.onPartialThinking(
                        new PartialThinking("hm"), new PartialThinkingContext(new Handle(() -> {})))))
                .chat("hello", heard);
        ride.cancellation().cancel(CancelReason.CLIENT_GONE);

        assertThat(heard.failure.get()).isInstanceOf(RideOverException.class);
        Charges.assertCharged(gate, ride, UsageSource.HOLD, 800);
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
        Charges.assertCharged(gate, ride, UsageSource.DELIVERED, "hello{\"a\":1}".length());
    }

    private static StreamingChatModel told(BiConsumer<ChatRequest, StreamingChatResponseHandler> telling) {
        return told(ModelProvider.OTHER, telling);
    }

    private static StreamingChatModel told(
            ModelProvider provider, BiConsumer<ChatRequest, StreamingChatResponseHandler> telling) {
        return new StreamingChatModel() {
            @Override
            public ModelProvider provider() {
                return provider;
            }

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
