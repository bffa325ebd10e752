package io.faregate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Collects the bytes that an application gives to its HTTP client, so that they can be priced before they go. */
final class OutgoingBody implements Flow.Subscriber<ByteBuffer> {
    private static final int MOST = 256 * 1024 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    /** The bytes of a publisher; waits for one that publishes from another thread. */
    static byte[] of(BodyPublisher publisher, Duration patience) throws IOException, InterruptedException {
        OutgoingBody body = new OutgoingBody();
        publisher.subscribe(body);
        try {
            return body.whole.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw new IOException("the body of the provider call could not be read", failed.getCause());
        } catch (TimeoutException late) {
            throw new IOException("the body of the provider call did not come in the ride's time", late);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        if (bytes.size() + (long) buffer.remaining() > MOST) {
            whole.completeExceptionally(new IOException("more than " + MOST + " bytes"));
            return;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        bytes.writeBytes(copy);
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        whole.complete(bytes.toByteArray());
    }
}
