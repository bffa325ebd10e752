package io.faregate;

import io.faregate.ride.CancellationToken;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Sends a provider call, waits for it, and stops it when the ride is cancelled or the waiting thread interrupted. */
final class ProviderSend {
    private ProviderSend() {}

    static <T> HttpResponse<T> send(
            HttpClient client, ProviderCall call, BodyHandler<T> handler, CancellationToken token)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> reply;
        try {
            reply = client.sendAsync(call.request(), MeteredBody.handler(handler, call, token));
        } catch (RuntimeException refused) {
            call.neverSent();
            throw refused;
        }
        CancellationToken.Registration stop = token.onCancel(() -> reply.cancel(true));
        try {
            return reply.get();
        } catch (InterruptedException interrupted) {
            reply.cancel(true);
            call.ended();
            throw interrupted;
        } catch (CancellationException cancelled) {
            call.ended();
            token.throwIfCancelled();
            throw new IOException("the provider call was cancelled", cancelled);
        } catch (ExecutionException failed) {
            throw failed(call, failed.getCause(), token);
        } finally {
            stop.close();
        }
    }

    private static IOException failed(ProviderCall call, @Nullable Throwable cause, CancellationToken token) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            call.neverSent();
        } else {
            call.ended();
        }
        token.throwIfCancelled();
        if (cause instanceof RuntimeException failure) {
            throw failure;
        }
        // a new exception, so that its trace leads to the caller's own code
        return cause instanceof IOException io && io.getMessage() != null
                ? new IOException(io.getMessage(), io)
                : new IOException("the provider call failed", cause);
    }
}
