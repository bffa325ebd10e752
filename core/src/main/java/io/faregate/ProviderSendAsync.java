package io.faregate;

import io.faregate.ride.CancellationToken.Registration;
import io.faregate.ride.RideOverException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow.Publisher;
import org.jspecify.annotations.Nullable;

/**
 * Sends a provider call for which nobody waits. It stops when the ride is cancelled or its future is, whether the
 * provider has begun to answer or not. Used once; its callbacks come on threads of the client.
 *
 * @param <T> the application's body type
 */
final class ProviderSendAsync<T> {
    private final Inference ride;
    private final HttpRequest request;
    private final BodyHandler<T> handler;
    private final StoppableFuture<HttpResponse<T>> result = new StoppableFuture<>(this::stop);

    /** What stops the part of the work that runs now; a part that was stopped completes the result by itself. */
    private Runnable stopper = () -> failed(new CancellationException("the provider call was stopped"));

    private boolean stopped;

    ProviderSendAsync(Inference ride, HttpRequest request, BodyHandler<T> handler) {
        this.ride = ride;
        this.request = request;
        this.handler = handler;
    }

    CompletableFuture<HttpResponse<T>> by(HttpClient client) {
        Registration registration = ride.cancellation().onCancel(this::stop);
        try {
            OutgoingBody.of(ride, request)
                    .thenAccept(body -> send(client, body))
                    .exceptionally(this::failed);
        } catch (RuntimeException failure) {
            failed(failure);
        }
        var unused = result.whenComplete((answer, failure) -> registration.close());
        return result;
    }

    private void send(HttpClient client, byte @Nullable [] body) {
        if (result.isDone()) {
            return;
        }
        ProviderCall call = ProviderCall.begin(ride, request.uri(), body);
        CompletableFuture<HttpResponse<Publisher<List<ByteBuffer>>>> sending = sent(client, call);
        // of the client's own future: one that was derived from it may stop nothing
        stopWith(() -> sending.cancel(true));
        var unused = sending.whenComplete((answer, failure) -> {
            if (failure == null) {
                read(call, answer);
            } else {
                call.failed(cause(failure));
                failed(failure);
            }
        });
    }

    private CompletableFuture<HttpResponse<Publisher<List<ByteBuffer>>>> sent(HttpClient client, ProviderCall call) {
        try {
            return client.sendAsync(OutgoingBody.priced(request, call), BodyHandlers.ofPublisher());
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private void read(ProviderCall call, HttpResponse<Publisher<List<ByteBuffer>>> answer) {
        try {
            MeteredBody<T> body = MeteredBody.of(call, answer, handler);
            // also when it is stopped already: only who subscribes to an answer can leave it
            stopWith(body::stop);
            body.body().whenComplete((read, failure) -> {
                if (failure == null) {
                    result.complete(new ProviderResponse<>(answer, read));
                } else {
                    failed(failure);
                }
            });
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    private void stopWith(Runnable next) {
        synchronized (this) {
            stopper = next;
            if (!stopped) {
                return;
            }
        }
        next.run();
    }

    private void stop() {
        Runnable running;
        synchronized (this) {
            stopped = true;
            running = stopper;
        }
        running.run();
    }

    private @Nullable Void failed(Throwable failure) {
        result.completeExceptionally(told(failure));
        return null;
    }

    private Throwable told(Throwable failure) {
        try {
            ride.cancellation().throwIfCancelled();
            return cause(failure);
        } catch (RideOverException over) {
            return over;
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
