package io.faregate.langchain4j;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import io.faregate.Inference;
import io.faregate.ride.CancelReason;
import io.faregate.test.FakeProvider;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Models of the tests. */
final class Models {
    static final ChatRequest HELLO =
            ChatRequest.builder().messages(UserMessage.from("hello")).build();

    /** By which a ride is over. */
    static final Map<String, Consumer<Inference>> ENDS = Map.of(
            "settled",
            Inference::close,
            "cancelled",
            ride -> ride.cancellation().cancel(CancelReason.KILLED));

    private Models() {}

    /** OpenAI's, with a client of its own. */
    static ChatModel plain(FakeProvider provider) {
        return OpenAiChatModel.builder()
                .baseUrl(provider.url() + "/v1")
                .apiKey("none")
                .modelName("gpt-5-mini")
                .maxRetries(0)
                .build();
    }

    /** One that a test has made, for fifty tokens at most. */
    static ChatModel made(Function<ChatRequest, ChatResponse> model) {
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                return model.apply(request);
            }

            @Override
            public ChatRequestParameters defaultRequestParameters() {
                return DefaultChatRequestParameters.builder()
                        .maxOutputTokens(50)
                        .build();
            }
        };
    }
}
