package io.faregate;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Publisher;
import org.jspecify.annotations.Nullable;

/**
 * Asks a client for the bytes of an answer. An interrupt may come just when the answer does: then its thread never sees
 * it, and its connection, which the client takes for one that somebody reads, would stay open for ever. The client's own
 * threads call this, and the one that waits for the answer.
 */
final class UnreadAnswer implements BodyHandler<Publisher<List<ByteBuffer>>> {
    private volatile @Nullable BodySubscriber<Publisher<List<ByteBuffer>>> begun;

    @Override
    public BodySubscriber<Publisher<List<ByteBuffer>>> apply(ResponseInfo info) {
        BodySubscriber<Publisher<List<ByteBuffer>>> made = BodySubscribers.ofPublisher();
        begun = made;
        return made;
    }

    /** Nobody will read the answer, if there is one: only who subscribes to it can leave it. */
    void leave() {
        BodySubscriber<Publisher<List<ByteBuffer>>> answer = begun;
        if (answer != null) {
            answer.getBody().thenAccept(bytes -> bytes.subscribe(new Leaving()));
        }
    }

    private static final class Leaving implements Flow.Subscriber<List<ByteBuffer>> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> bytes) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }
}
