package io.faregate;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Collects the bytes that an application gives to its HTTP client, so that they can be priced before they go. */
final class OutgoingBody implements Flow.Subscriber<ByteBuffer> {
    private static final int MOST = 256 * 1024 * 1024;

    private final List<byte[]> pieces = new ArrayList<>();
    private long length;
    private final CompletableFuture<byte @Nullable []> whole = new CompletableFuture<>();

    /** The bytes of a request whose calls are priced by them, else null. */
    static CompletableFuture<byte @Nullable []> of(Inference ride, HttpRequest request) {
        if (request.bodyPublisher().isEmpty() || !ProviderCall.reads(ride, request.uri())) {
            return CompletableFuture.completedFuture(null);
        }
        OutgoingBody body = new OutgoingBody();
        request.bodyPublisher().get().subscribe(body);
        return body.whole;
    }

    /** The same for a thread that waits for a publisher which publishes from another one. */
    static byte @Nullable [] await(Inference ride, HttpRequest request) throws IOException, InterruptedException {
        try {
            return of(ride, request).get(ride.cancellation().remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw new IOException("the body of the provider call could not be read", failed.getCause());
        } catch (TimeoutException late) {
            throw new IOException("the body of the provider call did not come in the ride's time", late);
        }
    }

    /** The request as it goes out: a copy, as a view of it would hide the options that requests of newer Javas have. */
    static HttpRequest priced(HttpRequest request, ProviderCall call) {
        byte[] body = call.body();
        return body == null
                ? request
                : HttpRequest.newBuilder(request, (name, value) -> true)
                        .method(request.method(), BodyPublishers.ofByteArray(body))
                        .build();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        length += buffer.remaining();
        if (length > MOST) {
            pieces.clear();
            whole.completeExceptionally(new IOException("more than " + MOST + " bytes"));
            return;
        }
        byte[] piece = new byte[buffer.remaining()];
        buffer.get(piece);
        pieces.add(piece);
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        if (length <= MOST) {
            whole.complete(pieces.size() == 1 ? pieces.get(0) : joined());
        }
    }

    private byte[] joined() {
        ByteBuffer all = ByteBuffer.allocate((int) length);
        pieces.forEach(all::put);
        return all.array();
    }
}
