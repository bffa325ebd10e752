package io.faregate;

import io.faregate.body.ResponseMeter;
import io.faregate.ride.CancellationToken;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
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
    private final BodyHandler<T> handler;
    private final CancellationToken token;

    ProviderSend(ProviderCall call, BodyHandler<T> handler, CancellationToken token) {
        this.call = call;
        this.handler = handler;
        this.token = token;
    }

    HttpResponse<T> by(HttpClient client) throws IOException, InterruptedException {
        Stopper stopper = new Stopper();
        CancellationToken.Registration registration = token.onCancel(stopper::stop);
        try {
            return read(answer(client));
        } catch (InterruptedException interrupted) {
            if (stopper.isOurs()) {
                token.throwIfCancelled();
            }
            throw interrupted;
        } catch (IOException failure) {
            token.throwIfCancelled();
            throw failure;
        } finally {
            registration.close();
            stopper.retire();
        }
    }

    /** The answer with its bytes still to come. */
    private HttpResponse<Publisher<List<ByteBuffer>>> answer(HttpClient client)
            throws IOException, InterruptedException {
        try {
            // sendAsync, or a subscriber that is not the client's own, would hand over to other threads: decision 011
            return client.send(call.request(), BodyHandlers.ofPublisher());
        } catch (ConnectException | HttpConnectTimeoutException | IllegalArgumentException unsent) {
            call.neverSent();
            throw unsent;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            call.ended();
            throw failure;
        }
    }

    private HttpResponse<T> read(HttpResponse<Publisher<List<ByteBuffer>>> answer)
            throws IOException, InterruptedException {
        String type = answer.headers().firstValue("content-type").orElse("");
        ResponseMeter meter = call.responded(answer.statusCode(), type);
        MeteredBody<T> body = new MeteredBody<>(reader(answer), call, meter, token);
        answer.body().subscribe(body);
        try {
            return new ProviderResponse<>(answer, body.read());
        } catch (InterruptedException interrupted) {
            body.stop();
            throw interrupted;
        } catch (ExecutionException failed) {
            throw failure(failed.getCause());
        }
    }

    private BodySubscriber<T> reader(HttpResponse<Publisher<List<ByteBuffer>>> answer) {
        try {
            return handler.apply(ProviderResponse.info(answer));
        } catch (RuntimeException | Error failure) {
            MeteredBody<?> unread = new MeteredBody<>(BodySubscribers.discarding(), call, null, token);
            answer.body().subscribe(unread);
            unread.stop();
            throw failure;
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
