package io.faregate.langchain4j;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.faregate.Inference;
import io.faregate.ToldCall;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.RideOverException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One call of a model in LangChain4j's words. Thread-safe, as the call is. */
final class RideCall {
    private final ToldCall call;
    private final ChatRequest request;

    private RideCall(ToldCall call, ChatRequest request) {
        this.call = call;
        this.request = request;
    }

    /**
     * Takes the fare of a request, as the model would send it: with its own parameters where the request says nothing.
     *
     * @throws RideOverException when the ride is over, or has too little left
     * @throws IllegalArgumentException when the request can not be priced
     */
    static RideCall begin(Inference ride, ChatRequest request, ChatRequestParameters ofModel) {
        ChatRequestParameters asked = ofModel.overrideWith(request.parameters());
        Integer most = asked.maxOutputTokens();
        OptionalLong output = most == null ? OptionalLong.empty() : OptionalLong.of(most);
        ToldCall call = ToldCall.begin(ride, asked.modelName(), Prompts.of(request.messages(), asked), output);
        boolean isClamped = most == null || most > call.maxOutputTokens();
        return new RideCall(call, isClamped ? clamped(request, call.maxOutputTokens()) : request);
    }

    private static ChatRequest clamped(ChatRequest request, long output) {
        ChatRequestParameters most = DefaultChatRequestParameters.builder()
                .maxOutputTokens((int) Math.min(output, Integer.MAX_VALUE))
                .build();
        return ChatRequest.builder()
                .messages(request.messages())
                .parameters(request.parameters().overrideWith(most))
                .build();
    }

    /** What goes on to the model. */
    ChatRequest request() {
        return request;
    }

    CancellationToken cancellation() {
        return call.cancellation();
    }

    /** A part of a stream has come; false when no more of it is paid for. */
    boolean delivered(@Nullable String part) {
        return part == null || call.delivered(part);
    }

    /** The model thinks, or goes on whoever leaves. */
    void hidden() {
        call.hidden();
    }

    /** The reply is whole. */
    void answered(ChatResponse response) {
        TokenUsages.usage(response.tokenUsage()).ifPresent(call::reported);
    }

    /** Nothing has come of the call: whom the provider refuses is not charged. */
    void failed(Throwable failure) {
        if (isRefused(failure)) {
            call.refused();
        } else {
            call.failed(failure);
        }
    }

    /** A reply that is filtered has been written, and looks as a request that is, but for its status. */
    private static boolean isRefused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean isInvalid =
                    cause instanceof InvalidRequestException && !(cause instanceof ContentFilteredException);
            if (isInvalid
                    || (cause instanceof HttpException answer && answer.statusCode() >= 400)
                    || cause instanceof AuthenticationException
                    || cause instanceof ModelNotFoundException
                    || cause instanceof RateLimitException
                    || cause instanceof InternalServerException
                    || cause instanceof UnsupportedFeatureException) {
                return true;
            }
        }
        return false;
    }

    /** What a cancelled ride made of a call is told as that. */
    RuntimeException told(RuntimeException failure) {
        if (!call.cancellation().isCancelled()) {
            return failure;
        }
        RideOverException over = call.cancellation().stopped();
        over.addSuppressed(failure);
        return over;
    }

    void ended() {
        call.ended();
    }
}
