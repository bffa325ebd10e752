package io.faregate.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.CancellationToken.Registration;
import org.jspecify.annotations.Nullable;

/** Takes the handle of a stream from its first part, and lets the ride stop it. A stream tells one part at a time. */
final class StoppingHandler implements StreamingChatResponseHandler {
    private final CancellationToken token;
    private final StreamingChatResponseHandler handler;
    private @Nullable Registration stopping;

    StoppingHandler(CancellationToken token, StreamingChatResponseHandler handler) {
        this.token = token;
        this.handler = handler;
    }

    @Override
    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
        stopBy(context.streamingHandle());
        handler.onPartialResponse(part, context);
    }

    @Override
    public void onPartialThinking(PartialThinking part, PartialThinkingContext context) {
        stopBy(context.streamingHandle());
        handler.onPartialThinking(part, context);
    }

    @Override
    public void onPartialToolCall(PartialToolCall part, PartialToolCallContext context) {
        stopBy(context.streamingHandle());
        handler.onPartialToolCall(part, context);
    }

    private void stopBy(@Nullable StreamingHandle handle) {
        if (stopping == null && handle != null) {
            stopping = token.onCancel(handle::cancel);
        }
    }

    // libraries whose streams have no handles tell their parts by these

    @Override
    public void onPartialResponse(String part) {
        handler.onPartialResponse(part);
    }

    @Override
    public void onPartialThinking(PartialThinking part) {
        handler.onPartialThinking(part);
    }

    @Override
    public void onPartialToolCall(PartialToolCall part) {
        handler.onPartialToolCall(part);
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
        handler.onCompleteToolCall(call);
    }

    @Override
    public void onUnmappedRawEvent(Object event) {
        handler.onUnmappedRawEvent(event);
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        done();
        handler.onCompleteResponse(response);
    }

    @Override
    public void onError(Throwable failure) {
        done();
        handler.onError(failure);
    }

    private void done() {
        Registration registered = stopping;
        if (registered != null) {
            registered.close();
        }
    }
}
