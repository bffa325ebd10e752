package io.faregate;

import io.faregate.ride.CancellationToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads a provider's response on its way to the application's own subscriber. When the ride is cancelled it cancels the
 * subscription, which stops the provider also where the application waits for the next byte, and fails the subscriber.
 *
 * @param <T> the application's body type
 */
final class MeteredBody<T> implements Flow.Subscriber<List<ByteBuffer>> {
    private final BodySubscriber<T> reader;
    private final ProviderCall call;
    private final ReentrantLock signals = new ReentrantLock();
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private byte[] read = {};
    private volatile CancellationToken.@Nullable Registration registration;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean cancelled;
    private boolean done;

    private MeteredBody(BodySubscriber<T> reader, ProviderCall call) {
        this.reader = reader;
        this.call = call;
    }

    /** The application's handler reads an answer, and this before it. */
    static <T> MeteredBody<T> of(
            ProviderCall call, HttpResponse<Publisher<List<ByteBuffer>>> answer, BodyHandler<T> handler) {
        call.responded(
                answer.statusCode(), answer.headers().firstValue("content-type").orElse(""));
        MeteredBody<T> body = new MeteredBody<>(reader(call, answer, handler), call);
        answer.body().subscribe(body);
        return body;
    }

    private static <T> BodySubscriber<T> reader(
            ProviderCall call, HttpResponse<Publisher<List<ByteBuffer>>> answer, BodyHandler<T> handler) {
        try {
            return handler.apply(ProviderResponse.info(answer));
        } catch (RuntimeException | Error failure) {
            MeteredBody<?> unread = new MeteredBody<>(BodySubscribers.discarding(), call);
            answer.body().subscribe(unread);
            unread.stop();
            throw failure;
        }
    }

    /** The body as soon as the application's reader has it, which for a stream is before its first byte. */
    CompletionStage<T> body() {
        return reader.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription upstream) {
        signals.lock();
        try {
            subscription = upstream;
            // before the reader asks for bytes: all of them may come while it does
            registration = call.cancellation().onCancel(this::stop);
            reader.onSubscribe(metered(upstream));
        } catch (RuntimeException failure) {
            upstream.cancel();
            finish(failure);
        } finally {
            signals.unlock();
        }
        failIfCancelled();
    }

    private Flow.Subscription metered(Flow.Subscription upstream) {
        return new Flow.Subscription() {
            @Override
            public void request(long count) {
                upstream.request(count);
            }

            @Override
            public void cancel() {
                upstream.cancel();
                end();
            }
        };
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.lock();
        try {
            if (!done && !cancelled) {
                pass(buffers);
            }
        } finally {
            signals.unlock();
        }
        failIfCancelled();
    }

    private void pass(List<ByteBuffer> buffers) {
        if (call.isUnread()) {
            reader.onNext(buffers);
            return;
        }
        passed.reset();
        OutputStream out = call.holdsBack() ? passed : OutputStream.nullOutputStream();
        boolean goesOn = true;
        for (ByteBuffer buffer : buffers) {
            goesOn = read(buffer.duplicate(), out);
        }
        if (!call.holdsBack()) {
            reader.onNext(buffers);
        } else if (passed.size() > 0) {
            reader.onNext(List.of(ByteBuffer.wrap(passed.toByteArray()).asReadOnlyBuffer()));
        } else if (goesOn && subscription != null) {
            // all was held back: the reader asked for one item and must not wait for it
            subscription.request(1);
        }
        if (!goesOn && subscription != null) {
            subscription.cancel();
            finish(null);
        }
    }

    /** The client's buffers do not show their arrays. */
    private boolean read(ByteBuffer buffer, OutputStream out) {
        int length = buffer.remaining();
        if (read.length < length) {
            read = new byte[length];
        }
        buffer.get(read, 0, length);
        try {
            return call.pass(read, 0, length, out);
        } catch (IOException impossible) {
            throw new IllegalStateException("memory does not fail", impossible);
        }
    }

    @Override
    public void onComplete() {
        finish(null);
    }

    @Override
    public void onError(Throwable failure) {
        finish(failure);
    }

    private void finish(@Nullable Throwable failure) {
        signals.lock();
        try {
            if (done) {
                return;
            }
            done = true;
            IOException cutShort = flush();
            Throwable told = failure == null ? cutShort : failure;
            if (told == null) {
                reader.onComplete();
            } else {
                reader.onError(told);
            }
        } finally {
            // behind the reader: who reads to the end of the money is not stopped before
            end();
            signals.unlock();
        }
    }

    /** Passes on what is left to say; what can not be said is the failure. */
    private @Nullable IOException flush() {
        passed.reset();
        IOException failure = null;
        try {
            call.complete(passed);
        } catch (IOException unsaid) {
            failure = unsaid;
        }
        if (passed.size() > 0) {
            reader.onNext(List.of(ByteBuffer.wrap(passed.toByteArray()).asReadOnlyBuffer()));
        }
        return failure;
    }

    /** Ends the subscription and fails the reader. */
    void stop() {
        cancelled = true;
        Flow.Subscription upstream = subscription;
        if (upstream != null) {
            upstream.cancel();
        }
        failIfCancelled();
    }

    /** A reader that is in the middle of a signal fails when it comes out of it: signals never overlap. */
    private void failIfCancelled() {
        if (cancelled && signals.tryLock()) {
            try {
                if (!done) {
                    done = true;
                    end();
                    reader.onError(new IOException(call.cancellation()
                            .reason()
                            .map(why -> "the ride was cancelled: " + why)
                            .orElse("the provider call was stopped")));
                }
            } finally {
                signals.unlock();
            }
        }
    }

    private void end() {
        CancellationToken.Registration taken = registration;
        if (taken != null) {
            taken.close();
        }
        call.ended();
    }
}
