package io.faregate.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.faregate.Inference;
import io.faregate.ride.Interruption;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Another model, each of whose calls is one of a ride. Whichever way a call comes in, it goes on by the same. Thread-safe. */
final class RideChatModel implements ChatModel {
    private final Inference ride;
    private final ChatModel model;

    RideChatModel(Inference ride, ChatModel model) {
        this.ride = ride;
        this.model = model;
    }

    @Override
    public ChatResponse chat(ChatRequest request) {
        return call(request, model::chat);
    }

    @Override
    public ChatResponse chat(ChatRequest request, ChatRequestOptions options) {
        return call(request, asked -> model.chat(asked, options));
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return call(request, model::doChat);
    }

    private ChatResponse call(ChatRequest request, Function<ChatRequest, ChatResponse> asking) {
        RideCall call = RideCall.begin(ride, request, model.defaultRequestParameters());
        Interruption stopping = ride.cancellation().interrupting(Thread.currentThread());
        try {
            ChatResponse response = asking.apply(call.request());
            call.answered(response);
            return response;
        } catch (RuntimeException failure) {
            call.failed(failure);
            throw call.told(failure);
        } finally {
            stopping.close();
            call.ended();
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
