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
import io.faregate.ride.CancellationToken.Registration;
import org.jspecify.annotations.Nullable;

/**
 * Hears a stream before its listener does: counts what comes, and ends it with the ride, by the handle that comes with its
 * first part. The listener hears one end, and nothing behind it. A stream tells one part at a time; the ride may end it
 * meanwhile.
 */
final class RideStream implements StreamingChatResponseHandler {
    private final RideCall call;
    private final StreamingChatResponseHandler listener;
    private final Registration stopping;
    private volatile @Nullable StreamingHandle handle;
    private volatile boolean isStopped;
    private volatile boolean isBegun;
    private volatile boolean isToolTold;
    private @Nullable RuntimeException thrown;
    private boolean isOver;

    RideStream(RideCall call, StreamingChatResponseHandler listener) {
        this.call = call;
        this.listener = listener;
        this.stopping = call.cancellation().onCancel(this::stop);
    }

    /** The provider first: the listener may be the one that blocks. */
    private void stop() {
        cut();
        call.ended();
        over(() -> listener.onError(call.cancellation().stopped()));
    }

    private void cut() {
        isStopped = true;
        StreamingHandle known = handle;
        if (known != null) {
            try {
                known.cancel();
            } catch (RuntimeException unsupported) {
                call.hidden();
            }
        }
    }

    private synchronized void over(Runnable last) {
        if (!isOver) {
            isOver = true;
            last.run();
        }
    }

    @Override
    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
        hear(context.streamingHandle(), part.text(), () -> listener.onPartialResponse(part, context));
    }

    /** Of most models only a part of the thinking is shown, or what it comes to. */
    @Override
    public void onPartialThinking(PartialThinking part, PartialThinkingContext context) {
        call.hidden();
        hear(context.streamingHandle(), part.text(), () -> listener.onPartialThinking(part, context));
    }

    @Override
    public void onPartialToolCall(PartialToolCall part, PartialToolCallContext context) {
        isToolTold = true;
        hear(context.streamingHandle(), part.partialArguments(), () -> listener.onPartialToolCall(part, context));
    }

    // libraries whose streams have no handles tell their parts by these

    @Override
    public void onPartialResponse(String part) {
        hear(null, part, () -> listener.onPartialResponse(part));
    }

    @Override
    public void onPartialThinking(PartialThinking part) {
        call.hidden();
        hear(null, part.text(), () -> listener.onPartialThinking(part));
    }

    @Override
    public void onPartialToolCall(PartialToolCall part) {
        isToolTold = true;
        hear(null, part.partialArguments(), () -> listener.onPartialToolCall(part));
    }

    /** What can not be stopped writes on, behind all that is seen of it. */
    private void hear(@Nullable StreamingHandle with, @Nullable String text, Runnable telling) {
        isBegun = true;
        handle = with;
        if (with == null) {
            call.hidden();
        }
        // whoever comes second of this and cut() sees what the other wrote
        if (isStopped) {
            cut();
            return;
        }
        boolean isPaid = call.delivered(text);
        tell(telling);
        if (!isPaid) {
            // the ride is cancelled by it
            call.ended();
        }
    }

    private synchronized void tell(Runnable telling) {
        if (isOver) {
            return;
        }
        try {
            telling.run();
        } catch (RuntimeException failure) {
            thrown = failure;
            throw failure;
        }
    }

    /** Some tell a call of a tool by its parts before. */
    @Override
    public void onCompleteToolCall(CompleteToolCall complete) {
        String untold = isToolTold ? null : complete.toolExecutionRequest().arguments();
        hear(handle, untold, () -> listener.onCompleteToolCall(complete));
    }

    @Override
    public void onUnmappedRawEvent(Object event) {
        tell(() -> listener.onUnmappedRawEvent(event));
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        call.answered(response);
        end(() -> listener.onCompleteResponse(response));
    }

    /** Told of what the listener itself has thrown, too: the stream goes on then. */
    @Override
    public void onError(Throwable failure) {
        if (isOwn(failure)) {
            tell(() -> listener.onError(failure));
        } else {
            boolean isRides = call.cancellation().isCancelled();
            fail(failure, () -> listener.onError(isRides ? call.cancellation().stopped() : failure));
        }
    }

    /** The model has thrown it to who asked, and tells nothing more. */
    void thrown(RuntimeException failure) {
        fail(failure, () -> {});
    }

    /** Some models stream on behind an error. */
    private void fail(Throwable failure, Runnable last) {
        cut();
        if (!isBegun) {
            call.failed(failure);
        }
        end(last);
    }

    private synchronized boolean isOwn(Throwable failure) {
        return failure == thrown;
    }

    private void end(Runnable last) {
        stopping.close();
        call.ended();
        over(last);
    }
}
