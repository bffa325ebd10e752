package io.faregate.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.faregate.Inference;
import io.faregate.ride.Interruption;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** The same as {@link RideChatModel} for a model that streams. Thread-safe. */
final class RideStreamingChatModel implements StreamingChatModel {
    /** By name, as not every version of LangChain4j has all. Google writes on, and bills it, when nobody listens any more. */
    private static final Set<String> WRITING_ON = Set.of("GOOGLE_AI_GEMINI", "GOOGLE_GENAI", "GOOGLE_VERTEX_AI_GEMINI");

    private final Inference ride;
    private final StreamingChatModel model;

    RideStreamingChatModel(Inference ride, StreamingChatModel model) {
        this.ride = ride;
        this.model = model;
    }

    @Override
    public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
        call(request, handler, model::chat);
    }

    @Override
    public void chat(ChatRequest request, ChatRequestOptions options, StreamingChatResponseHandler handler) {
        call(request, handler, (asked, stream) -> model.chat(asked, options, stream));
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        call(request, handler, model::doChat);
    }

    private void call(
            ChatRequest request,
            StreamingChatResponseHandler handler,
            BiConsumer<ChatRequest, StreamingChatResponseHandler> asking) {
        RideCall call = RideCall.begin(ride, request, model.defaultRequestParameters());
        if (WRITING_ON.contains(model.provider().name())) {
            call.hidden();
        }
        RideStream stream = new RideStream(call, handler);
        // some models stream on the thread that asks
        Interruption stopping = ride.cancellation().interrupting(Thread.currentThread());
        try {
            asking.accept(call.request(), stream);
        } catch (RuntimeException failure) {
            stream.thrown(failure);
            throw call.told(failure);
        } finally {
            stopping.close();
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return model.listeners();
    }

    @Override
    public ModelProvider provider() {
        return model.provider();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return model.supportedCapabilities();
    }
}
