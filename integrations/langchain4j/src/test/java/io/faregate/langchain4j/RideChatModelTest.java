package io.faregate.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import io.faregate.Inference;
import io.faregate.integrations.Gate;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** A model whose HTTP the ride does not see; OpenAI's with a client of its own stands for those that take none. */
@Timeout(60)
final class RideChatModelTest {
    private final Gate gate = new Gate("gpt-5-mini");
    private final Inference ride = gate.ride();

    @AfterEach
    void close() {
        gate.close();
    }

    /** In whichever way a model is asked, and whatever ended its ride. */
    @TestFactory
    Stream<DynamicTest> nothingReachesTheProviderOnceTheRideIsOver() {
        Map<String, Consumer<ChatModel>> ways = Map.of(
                "text", model -> model.chat("hello"),
                "messages", model -> model.chat(UserMessage.from("hello")),
                "request", model -> model.chat(Models.HELLO),
                "options", model -> model.chat(Models.HELLO, ChatRequestOptions.EMPTY),
                "inner", model -> model.doChat(Models.HELLO));
        return Models.ENDS.keySet().stream()
                .flatMap(end -> ways.keySet().stream()
                        .map(way -> DynamicTest.dynamicTest(end + ", " + way, () -> {
                            Inference over = gate.ride();
                            try (FakeProvider provider = FakeProvider.json(200, Replies.WHOLE)) {
                                ChatModel model = LangChain4jRide.of(over).chatModel(Models.plain(provider));
                                Models.ENDS.get(end).accept(over);

                                assertThatThrownBy(() -> ways.get(way).accept(model))
                                        .isInstanceOf(RideOverException.class);

                                assertThat(provider.bodies()).isEmpty();
                                assertThat(over.guardedCalls()).isZero();
                            }
                        })));
    }

    /** They are as many as those of a model that is asked without a ride. */
    @TestFactory
    Stream<DynamicTest> everyWayToAskIsOneCallOfTheRide() {
        Map<String, Consumer<ChatModel>> ways = Map.of(
                "text", model -> model.chat("hello"),
                "request", model -> model.chat(Models.HELLO),
                "options", model -> model.chat(Models.HELLO, ChatRequestOptions.EMPTY));
        return ways.keySet().stream()
                .map(way -> DynamicTest.dynamicTest(way, () -> {
                    Inference one = gate.ride();
                    try (FakeProvider provider = FakeProvider.json(200, Replies.WHOLE)) {
                        ways.get(way).accept(LangChain4jRide.of(one).chatModel(Models.plain(provider)));

                        assertThat(provider.bodies()).hasSize(1);
                        assertThat(one.guardedCalls()).isEqualTo(1);
                    }
                }));
    }

    @Test
    void outputIsLoweredToWhatTheRideHasLeft() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, Replies.WHOLE)) {
            riding(provider)
                    .chat(Models.HELLO.toBuilder().maxOutputTokens(5_000).build());
            assertThat(provider.bodies().take())
                    .contains("\"max_tokens\" : 800")
                    .doesNotContain("5000");

            riding(provider).chat(Models.HELLO);
            assertThat(provider.bodies().take()).contains("\"max_tokens\" : 766");

            riding(provider).chat(Models.HELLO.toBuilder().maxOutputTokens(50).build());
            assertThat(provider.bodies().take()).contains("\"max_tokens\" : 50").doesNotContain("732");
        }
    }

    @Test
    void whatTheModelIsBuiltWithIsKept() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, Replies.WHOLE)) {
            OpenAiChatModel built = OpenAiChatModel.builder()
                    .baseUrl(provider.url() + "/v1")
                    .apiKey("none")
                    .modelName("gpt-5-mini")
                    .temperature(0.25)
                    .user("alice")
                    .listeners(List.of(new ChatModelListener() {}))
                    .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                    .build();
            ChatModel model = LangChain4jRide.of(ride).chatModel(built);
            model.chat("hello");

            assertThat(provider.bodies().take()).contains("0.25", "alice", "gpt-5-mini", "800");
            assertThat(model.listeners()).isSameAs(built.listeners()).isNotEmpty();
            assertThat(model.supportedCapabilities()).containsExactly(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
            assertThat(model.provider()).isEqualTo(ModelProvider.OPEN_AI);
            assertThat(model.defaultRequestParameters()).isSameAs(built.defaultRequestParameters());
        }
    }

    @Test
    void listenersOfTheModelHearOfEachCallOnceWithTheOptionsOfItsCaller() throws Exception {
        List<Map<Object, Object>> heard = Collections.synchronizedList(new ArrayList<>());
        ChatModelListener listener = new ChatModelListener() {
            @Override
            public void onRequest(ChatModelRequestContext context) {
                heard.add(context.attributes());
            }
        };
        try (FakeProvider provider = FakeProvider.json(200, Replies.WHOLE)) {
            ChatModel model = LangChain4jRide.of(ride)
                    .chatModel(OpenAiChatModel.builder()
                            .baseUrl(provider.url() + "/v1")
                            .apiKey("none")
                            .modelName("gpt-5-mini")
                            .listeners(List.of(listener))
                            .build());
            model.chat(
                    Models.HELLO,
                    ChatRequestOptions.builder()
                            .listenerAttributes(Map.of("trace", "7"))
                            .build());

            assertThat(heard).singleElement().satisfies(one -> assertThat(one).containsEntry("trace", "7"));
        }
    }

    @Test
    void aCallThatWaitsIsStoppedWithItsRide() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<Throwable> told = CompletableFuture.supplyAsync(() -> {
                Throwable failure = catchThrowable(() -> riding(provider).chat("hello"));
                return Thread.currentThread().isInterrupted() ? new AssertionError("still interrupted") : failure;
            });
            provider.bodies().take();

            ride.cancellation().cancel(CancelReason.CLIENT_GONE);

            provider.awaitClosedByClient();
            assertThat(told.get()).isInstanceOf(RideOverException.class);
            assertThat(provider.bodies()).as("tried again").isEmpty();
            Charges.assertCharged(gate, ride, UsageSource.HOLD, 800);
        }
    }

    @Test
    void aCallThatWaitsIsStoppedWhenItsRideIsSettled() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            CompletableFuture<Throwable> told = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> riding(provider).chat("hello")));
            provider.bodies().take();

            Charges.assertCharged(gate, ride, UsageSource.HOLD, 800);

            provider.awaitClosedByClient();
            assertThat(told.get()).isInstanceOf(RideOverException.class);
        }
    }

    /** Its own maximum is as good as one of the request. */
    @Test
    void isAskedForNoMoreThanItIsBuiltFor() {
        List<Integer> asked = new ArrayList<>();
        riding(request -> {
                    asked.add(request.maxOutputTokens());
                    return ChatResponse.builder()
                            .aiMessage(AiMessage.from("hi"))
                            .build();
                })
                .chat("hello");

        assertThat(asked).containsExactly(50);
        Charges.assertCharged(gate, ride, UsageSource.HOLD, 50);
    }

    @Test
    void aModelThatHasNoPriceIsNotAsked() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, Replies.WHOLE)) {
            ChatModel model = LangChain4jRide.of(ride).chatModel(Models.plain(provider));

            assertThatThrownBy(() -> model.chat(
                            Models.HELLO.toBuilder().modelName("nobody-knows").build()))
                    .isInstanceOf(RideOverException.class);

            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void soundIsNotSent() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, Replies.WHOLE)) {
            UserMessage sung =
                    UserMessage.from(TextContent.from("what is this?"), AudioContent.from("aGk=", "audio/mp3"));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> riding(provider).chat(sung));

            assertThat(provider.bodies()).isEmpty();
            assertThat(ride.guardedCalls()).isZero();
        }
    }

    @Test
    void thePageIsRight() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, Replies.WHOLE)) {
            Inference inference = ride;
            ChatModel bedrock = Models.plain(provider);
            // tag::langchain4j-model[]
            ChatModel guarded = LangChain4jRide.of(inference).chatModel(bedrock);
            // end::langchain4j-model[]

            guarded.chat("hello");
            assertThat(gate.ended(ride).costs().source()).isEqualTo(UsageSource.PROVIDER);
        }
    }

    private ChatModel riding(FakeProvider provider) {
        return LangChain4jRide.of(ride).chatModel(Models.plain(provider));
    }

    private ChatModel riding(Function<ChatRequest, ChatResponse> model) {
        return LangChain4jRide.of(ride).chatModel(Models.made(model));
    }
}
