package io.faregate;

import io.faregate.body.ResponseMeter;
import io.faregate.ride.CancellationToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
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
    private final @Nullable ResponseMeter meter;
    private final CancellationToken token;
    private final ReentrantLock signals = new ReentrantLock();
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private byte[] read = {};
    private volatile CancellationToken.@Nullable Registration registration;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean cancelled;
    private boolean done;

    MeteredBody(BodySubscriber<T> reader, ProviderCall call, @Nullable ResponseMeter meter, CancellationToken token) {
        this.reader = reader;
        this.call = call;
        this.meter = meter;
        this.token = token;
    }

    /** The body as soon as the application's reader has it, which for a stream is before its first byte. */
    T read() throws ExecutionException, InterruptedException {
        return reader.getBody().toCompletableFuture().get();
    }

    @Override
    public void onSubscribe(Flow.Subscription upstream) {
        signals.lock();
        try {
            subscription = upstream;
            // before the reader asks for bytes: all of them may come while it does
            registration = token.onCancel(this::stop);
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
        if (meter == null) {
            reader.onNext(buffers);
            return;
        }
        passed.reset();
        OutputStream out = meter.holdsBack() ? passed : OutputStream.nullOutputStream();
        for (ByteBuffer buffer : buffers) {
            read(meter, buffer.duplicate(), out);
        }
        if (!meter.holdsBack()) {
            reader.onNext(buffers);
        } else if (passed.size() > 0) {
            reader.onNext(List.of(ByteBuffer.wrap(passed.toByteArray()).asReadOnlyBuffer()));
        } else if (subscription != null) {
            // all was held back: the reader asked for one item and must not wait for it
            subscription.request(1);
        }
    }

    /** The client's buffers do not show their arrays. */
    private void read(ResponseMeter into, ByteBuffer buffer, OutputStream out) {
        int length = buffer.remaining();
        if (read.length < length) {
            read = new byte[length];
        }
        buffer.get(read, 0, length);
        try {
            into.pass(read, 0, length, out);
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
            flush();
            end();
            if (failure == null) {
                reader.onComplete();
            } else {
                reader.onError(failure);
            }
        } finally {
            signals.unlock();
        }
    }

    private void flush() {
        if (meter == null) {
            return;
        }
        passed.reset();
        try {
            meter.end(passed);
        } catch (IOException impossible) {
            throw new IllegalStateException("memory does not fail", impossible);
        }
        if (passed.size() > 0) {
            reader.onNext(List.of(ByteBuffer.wrap(passed.toByteArray()).asReadOnlyBuffer()));
        }
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
                    reader.onError(new IOException(token.reason()
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
