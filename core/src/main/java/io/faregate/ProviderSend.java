package io.faregate;

import io.faregate.body.ResponseMeter;
import io.faregate.ride.CancellationToken;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
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
    /** A reply of so many bytes comes in one piece or a few. */
    private static final long SHORT = 64 * 1024;

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
            HttpResponse<?> answer = answer(client);
            return read(answer, bytes(answer.body()));
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

    /** The answer with its bytes still to come, or already there where they are few. */
    private HttpResponse<?> answer(HttpClient client) throws IOException, InterruptedException {
        try {
            // sendAsync, or a subscriber that is not the client's own, would hand over to other threads: decision 011
            return client.send(call.request(), ProviderSend::arriving);
        } catch (ConnectException | HttpConnectTimeoutException | IllegalArgumentException unsent) {
            call.neverSent();
            throw unsent;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            call.ended();
            throw failure;
        }
    }

    /** Each hand-over of bytes from the client's threads to this one costs more than reading a short reply does. */
    @SuppressWarnings("unchecked") // whatever a subscriber makes is an object
    private static BodySubscriber<Object> arriving(ResponseInfo info) {
        BodySubscriber<?> own = isShort(info) ? BodySubscribers.ofByteArray() : BodySubscribers.ofPublisher();
        return (BodySubscriber<Object>) own;
    }

    /** Whether it is all there as soon as it begins: no stream, and no failure, whose head alone decides what it costs. */
    private static boolean isShort(ResponseInfo info) {
        long length = info.headers().firstValueAsLong("content-length").orElse(Long.MAX_VALUE);
        return info.statusCode() < 400
                && length <= SHORT
                && type(info.headers()).startsWith("application/json");
    }

    @SuppressWarnings("unchecked") // what the client's own publisher publishes
    private static Publisher<List<ByteBuffer>> bytes(Object arrived) {
        return arrived instanceof byte[] whole ? new WholeBody(whole) : (Publisher<List<ByteBuffer>>) arrived;
    }

    private HttpResponse<T> read(HttpResponse<?> answer, Publisher<List<ByteBuffer>> bytes)
            throws IOException, InterruptedException {
        ResponseMeter meter = call.responded(answer.statusCode(), type(answer.headers()));
        MeteredBody<T> body = new MeteredBody<>(reader(answer, bytes), call, meter, token);
        bytes.subscribe(body);
        try {
            return new ProviderResponse<>(answer, body.read());
        } catch (InterruptedException interrupted) {
            body.stop();
            throw interrupted;
        } catch (ExecutionException failed) {
            throw failure(failed.getCause());
        }
    }

    private BodySubscriber<T> reader(HttpResponse<?> answer, Publisher<List<ByteBuffer>> bytes) {
        try {
            return handler.apply(ProviderResponse.info(answer));
        } catch (RuntimeException | Error failure) {
            MeteredBody<?> unread = new MeteredBody<>(BodySubscribers.discarding(), call, null, token);
            bytes.subscribe(unread);
            unread.stop();
            throw failure;
        }
    }

    private static String type(HttpHeaders headers) {
        return headers.firstValue("content-type").orElse("");
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
