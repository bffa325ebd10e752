package io.faregate;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A reader that asks when a test says so, and notes each signal that the rules of reactive streams forbid. */
final class StrictReader implements BodySubscriber<String> {
    final Queue<String> broken = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<String> body = new CompletableFuture<>();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicInteger inside = new AtomicInteger();
    private final List<byte[]> items = new ArrayList<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean left;

    /** As many items as it asks for by itself whenever it got one; the first time when it is subscribed. */
    private final long greed;

    StrictReader(long greed) {
        this.greed = greed;
    }

    void ask(long count) {
        Flow.Subscription asked = subscription;
        if (asked != null) {
            unanswered.addAndGet(count);
            asked.request(count);
        }
    }

    void leave() {
        Flow.Subscription asked = subscription;
        if (asked != null) {
            left = true;
            asked.cancel();
        }
    }

    boolean hasLeft() {
        return left;
    }

    boolean isDone() {
        return body.isDone();
    }

    /** What came, whether the end did or not. */
    synchronized String text() {
        StringBuilder text = new StringBuilder();
        items.forEach(item -> text.append(new String(item, StandardCharsets.UTF_8)));
        return text.toString();
    }

    @Override
    public CompletionStage<String> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription upstream) {
        alone("onSubscribe", () -> {
            check(subscription == null, "2.12: subscribed twice");
            subscription = upstream;
            if (greed > 0) {
                ask(greed);
            }
        });
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        alone("onNext", () -> {
            check(unanswered.decrementAndGet() >= 0, "1.1: more than was asked for");
            check(item.stream().anyMatch(ByteBuffer::hasRemaining), "an item of nothing");
            keep(item);
            if (greed > 0) {
                ask(greed);
            }
        });
    }

    private synchronized void keep(List<ByteBuffer> item) {
        for (ByteBuffer buffer : item) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            items.add(bytes);
        }
    }

    @Override
    public void onError(Throwable failure) {
        alone("onError", () -> check(body.completeExceptionally(failure) || left, "1.7: a second end"));
    }

    @Override
    public void onComplete() {
        alone("onComplete", () -> check(body.complete(text()) || left, "1.7: a second end"));
    }

    private void alone(String signal, Runnable reaction) {
        check(subscription != null || signal.equals("onSubscribe"), "1.9: " + signal + " before onSubscribe");
        check(!body.isDone(), "1.7: " + signal + " behind the end");
        check(inside.getAndIncrement() == 0, "1.3: " + signal + " within another signal");
        reaction.run();
        inside.decrementAndGet();
    }

    private void check(boolean holds, String rule) {
        if (!holds) {
            broken.add(rule);
        }
    }
}
