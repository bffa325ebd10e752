package io.faregate.langchain4j;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.faregate.Inference;
import java.net.http.HttpClient;
import java.util.Objects;

/**
 * What LangChain4j needs to work inside one ride. Where a model takes an HTTP client, give it {@link #http}: its calls are
 * priced, clamped, metered and stopped then, and nothing else is needed. Where it takes none, {@link #stopping} ends its
 * streams with the ride, and {@link #recording} books what they used. Thread-safe.
 *
 * <pre>{@code
 * LangChain4jRide ride = LangChain4jRide.of(Inference.of(request::getAttribute));
 * OpenAiStreamingChatModel model = OpenAiStreamingChatModel.builder()
 *         .httpClientBuilder(ride.http(shared))
 *         .apiKey(key)
 *         .build();
 * }</pre>
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
     * Ends a stream when the ride is cancelled. Before its first part there is no handle by which to stop it: until then
     * the provider works on.
     *
     * @param handler hears the stream
     * @return hears it first
     */
    public StreamingChatResponseHandler stopping(StreamingChatResponseHandler handler) {
        return new StoppingHandler(ride.cancellation(), Objects.requireNonNull(handler, "handler"));
    }

    /**
     * Records what each call of a model used, as the model's library says, unless the ride has seen the call by itself. A
     * model of this listener must not be used at the same time as one of {@link #http}, in one ride.
     *
     * @return for a model's {@code listeners}
     */
    public ChatModelListener recording() {
        return new UsageListener(ride);
    }
}
