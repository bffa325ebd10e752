package io.faregate.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Hears a stream for a test. */
class Listener implements StreamingChatResponseHandler {
    final CountDownLatch begun = new CountDownLatch(1);
    final CompletableFuture<String> whole = new CompletableFuture<>();
    final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    final AtomicInteger parts = new AtomicInteger();
    final AtomicInteger ends = new AtomicInteger();

    @Override
    public void onPartialResponse(String part) {
        parts.incrementAndGet();
        begun.countDown();
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        ends.incrementAndGet();
        whole.complete(response.aiMessage().text());
    }

    @Override
    public void onError(Throwable told) {
        ends.incrementAndGet();
        failure.complete(told);
        whole.completeExceptionally(told);
    }
}
