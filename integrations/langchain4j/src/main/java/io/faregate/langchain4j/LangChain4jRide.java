package io.faregate.langchain4j;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import io.faregate.Inference;
import java.net.http.HttpClient;
import java.util.Objects;

/**
 * What LangChain4j needs to work inside one ride. Where a model takes an HTTP client, give it {@link #http}: its calls are
 * priced, clamped, metered and stopped then by the bytes that go and come, and nothing else is needed. A model that takes
 * none, as those on a provider's own SDK, goes behind {@link #chatModel} or {@link #streamingChatModel} instead, which know
 * no more of a call than LangChain4j tells. Thread-safe.
 *
 * <pre>{@code
 * LangChain4jRide ride = LangChain4jRide.of(Inference.of(request::getAttribute));
 * OpenAiStreamingChatModel model = OpenAiStreamingChatModel.builder()
 *         .httpClientBuilder(ride.http(shared))
 *         .apiKey(key)
 *         .build();
 * }</pre>
 *
 * <p>Neither way is one of LangChain4j's listeners: what those throw is ignored, so that no listener can refuse a call.
 */
public final class LangChain4jRide {
    private final Inference ride;

    private LangChain4jRide(Inference ride) {
        this.ride = Objects.requireNonNull(ride, "ride");
    }

    /**
     * The parts for one ride.
     *
     * @param ride pays for whatever its models call
     * @return a new object
     */
    public static LangChain4jRide of(Inference ride) {
        return new LangChain4jRide(ride);
    }

    /**
     * HTTP for the models of this ride. What ends the ride comes as a {@link io.faregate.ride.RideOverException}, or has one
     * as its cause; a model that tries again after one does so in vain, and late.
     *
     * @param client sends the requests, with its own time-out of connections; all rides may share it
     * @return for a model's {@code httpClientBuilder}
     */
    public HttpClientBuilder http(HttpClient client) {
        return JdkHttpClient.builder().httpClientBuilder(new BuiltClient(ride.client(client)));
    }

    /**
     * A model whose calls are this ride's, for one that takes no HTTP client; one of {@link #http} must not be put behind
     * it, as it would be paid twice. A call is
     *
     * <ul>
     *   <li>refused, with a {@link io.faregate.ride.RideOverException}, where the ride is over or has no money for it; with
     *       an {@link IllegalArgumentException} where its prompt has sound or films, which nobody can price;
     *   <li>held by the text of its request, and lowered to the output that the ride has left by LangChain4j's {@code
     *       maxOutputTokens};
     *   <li>charged by the usage of its response, else as held; nothing where the provider refuses it;
     *   <li>stopped with the ride by an interrupt of the thread that asks.
     * </ul>
     *
     * <p>What only the model itself knows is not seen: tools of the provider's own, and what it tries again, which is one
     * call, so build it with {@code maxRetries(0)}. OpenAI's newer models refuse {@code maxOutputTokens}, and need {@link
     * #http}.
     *
     * @param model is asked; all rides may share it
     * @return the model to ask, in this ride
     */
    public ChatModel chatModel(ChatModel model) {
        return new RideChatModel(ride, Objects.requireNonNull(model, "model"));
    }

    /**
     * The same for a model that streams. Its listener hears of a ride that ends by {@code onError}, at once; the provider
     * is stopped by the handle that LangChain4j gives with the first part: before that it works on, and is charged as held.
     * What was delivered of a stream that is cut is charged as {@link io.faregate.ToldCall#ended} says, and one of Gemini as
     * held: Google writes on and bills it. What the policy says of a provider ({@code after-abort}, {@code thinking}) goes by
     * its address, which is not told here.
     *
     * @param model is asked; all rides may share it
     * @return the model to ask, in this ride
     */
    public StreamingChatModel streamingChatModel(StreamingChatModel model) {
        return new RideStreamingChatModel(ride, Objects.requireNonNull(model, "model"));
    }
}
