package io.faregate;

import io.faregate.ride.CancellationToken;
import io.faregate.ride.Interruption;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Publisher;
import org.jspecify.annotations.Nullable;

/**
 * Sends a provider call and reads its response for the thread that asks, and stops when the ride is cancelled or that
 * thread is interrupted. One thread uses it, once.
 *
 * @param <T> the application's body type
 */
final class ProviderSend<T> {
    private final ProviderCall call;
    private final HttpRequest request;
    private final BodyHandler<T> handler;

    private ProviderSend(ProviderCall call, HttpRequest request, BodyHandler<T> handler) {
        this.call = call;
        this.request = request;
        this.handler = handler;
    }

    /** Prices the request; throws when the ride has not enough left for it. */
    static <T> ProviderSend<T> begin(Inference ride, HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        ride.cancellation().throwIfCancelled();
        byte[] body = OutgoingBody.await(ride, request);
        return new ProviderSend<>(ProviderCall.begin(ride, request.uri(), body), request, handler);
    }

    HttpResponse<T> by(HttpClient client) throws IOException, InterruptedException {
        CancellationToken token = call.cancellation();
        // by hand: a resource would be closed before it is asked whose interrupt it was
        Interruption interruption = token.interrupting(Thread.currentThread());
        try {
            return read(answer(client));
        } catch (InterruptedException interrupted) {
            if (interruption.isOurs()) {
                token.throwIfCancelled();
            }
            throw interrupted;
        } catch (IOException failure) {
            token.throwIfCancelled();
            throw failure;
        } finally {
            interruption.close();
        }
    }

    /** The answer with its bytes still to come. */
    private HttpResponse<Publisher<List<ByteBuffer>>> answer(HttpClient client)
            throws IOException, InterruptedException {
        UnreadAnswer unread = new UnreadAnswer();
        try {
            // sendAsync, or a subscriber that is not the client's own, would hand over to other threads: decision 011
            return client.send(OutgoingBody.priced(request, call), unread);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            unread.leave();
            call.failed(failure);
            throw failure;
        }
    }

    private HttpResponse<T> read(HttpResponse<Publisher<List<ByteBuffer>>> answer)
            throws IOException, InterruptedException {
        MeteredBody<T> body = MeteredBody.of(call, answer, handler);
        try {
            return new ProviderResponse<>(
                    answer, body.body().toCompletableFuture().get());
        } catch (InterruptedException interrupted) {
            body.stop();
            throw interrupted;
        } catch (ExecutionException failed) {
            throw failure(failed.getCause());
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException failure) {
            throw failure;
        }
        // a new exception, so that its trace leads to the caller's own code
        return cause instanceof IOException io && io.getMessage() != null
                ? new IOException(io.getMessage(), io)
                : new IOException("the provider call failed", cause);
    }
}
