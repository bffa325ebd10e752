package io.faregate;

import io.faregate.ride.CancellationToken;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads a provider's response on its way to the application's own subscriber, which gets an item for each that it asks
 * for and never more: what is said at the end comes with the last bytes, or waits until it is asked for. When the ride is
 * cancelled it cancels the subscription, which stops the provider also where the application waits for the next byte, and
 * fails the subscriber.
 *
 * @param <T> the application's body type
 */
final class MeteredBody<T> implements Flow.Subscriber<List<ByteBuffer>> {
    private final BodySubscriber<T> reader;
    private final ProviderCall call;

    /** Held while the reader is told something: signals never overlap. */
    private final ReentrantLock signals = new ReentrantLock();

    /** Items that the reader has asked for and not got. */
    private final AtomicLong asked = new AtomicLong();

    private final PassingBytes bytes;
    private volatile CancellationToken.@Nullable Registration registration;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Ending ending;
    private volatile @Nullable Throwable stopped;
    private volatile boolean done;

    /** What the reader is to be told when the response is over. */
    private record Ending(List<ByteBuffer> last, @Nullable Throwable failure) {}

    private MeteredBody(BodySubscriber<T> reader, ProviderCall call) {
        this.reader = reader;
        this.call = call;
        this.bytes = new PassingBytes(call);
    }

    /** The application's handler reads an answer, and this before it. */
    static <T> MeteredBody<T> of(
            ProviderCall call, HttpResponse<Publisher<List<ByteBuffer>>> answer, BodyHandler<T> handler) {
        call.responded(answer.statusCode(), first(answer, "content-type"), first(answer, "content-encoding"));
        MeteredBody<T> body = new MeteredBody<>(reader(call, answer, handler), call);
        answer.body().subscribe(body);
        return body;
    }

    private static String first(HttpResponse<?> answer, String header) {
        List<String> values = answer.headers().allValues(header);
        return values.isEmpty() ? "" : values.get(0);
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
            if (stopped != null) {
                upstream.cancel();
            }
        } catch (RuntimeException failure) {
            stop(failure);
        } finally {
            signals.unlock();
        }
        tellEnd();
    }

    private Flow.Subscription metered(Flow.Subscription upstream) {
        return new Flow.Subscription() {
            @Override
            public void request(long count) {
                if (count <= 0) {
                    stop(new IllegalArgumentException("asked for " + count + " items"));
                    return;
                }
                asked.accumulateAndGet(count, MeteredBody::sum);
                upstream.request(count);
                tellEnd();
            }

            @Override
            public void cancel() {
                upstream.cancel();
                end();
            }
        };
    }

    private static long sum(long before, long more) {
        return before > Long.MAX_VALUE - more ? Long.MAX_VALUE : before + more;
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.lock();
        try {
            if (!isOver()) {
                pass(buffers);
            }
        } finally {
            signals.unlock();
        }
        tellEnd();
    }

    private boolean isOver() {
        return done || stopped != null || ending != null;
    }

    private void pass(List<ByteBuffer> buffers) {
        if (call.isUnread()) {
            tell(buffers);
            return;
        }
        boolean holdsBack = call.holdsBack();
        boolean goesOn = bytes.read(buffers, holdsBack);
        Flow.Subscription upstream = Objects.requireNonNull(subscription);
        if (!goesOn) {
            upstream.cancel();
            ending = new Ending(List.of(), bytes.complete());
        }
        List<ByteBuffer> item = bytes.taken(holdsBack ? List.of() : buffers);
        if (!item.isEmpty()) {
            tell(item);
        } else if (goesOn) {
            // all was held back: the reader asked for one item and must not wait for it
            upstream.request(1);
        }
    }

    private void tell(List<ByteBuffer> item) {
        asked.decrementAndGet();
        reader.onNext(item);
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
            if (!isOver()) {
                IOException unsaid = bytes.complete();
                ending = new Ending(bytes.taken(List.of()), failure == null ? unsaid : failure);
            }
        } finally {
            signals.unlock();
        }
        tellEnd();
    }

    /** Ends the subscription and fails the reader. */
    void stop() {
        stop(new IOException(call.cancellation()
                .reason()
                .map(why -> "the ride was cancelled: " + why)
                .orElse("the provider call was stopped")));
    }

    private void stop(Throwable why) {
        stopped = stopped == null ? why : stopped;
        Flow.Subscription upstream = subscription;
        if (upstream != null) {
            upstream.cancel();
        }
        tellEnd();
    }

    /** Tells the end as soon as it may be told. A reader in the midst of a signal hears of it when it comes out of it. */
    private void tellEnd() {
        while (isEndDue() && !signals.isHeldByCurrentThread() && signals.tryLock()) {
            try {
                if (isEndDue()) {
                    tellEndNow();
                }
            } finally {
                signals.unlock();
            }
        }
    }

    private boolean isEndDue() {
        Ending rest = ending;
        boolean isAsked = rest != null && (rest.last.isEmpty() || asked.get() > 0);
        return !done && subscription != null && (stopped != null || isAsked);
    }

    private void tellEndNow() {
        done = true;
        Throwable failure = stopped;
        Ending rest = ending;
        try {
            if (failure == null && rest != null) {
                if (!rest.last.isEmpty()) {
                    tell(rest.last);
                }
                failure = rest.failure;
            }
            if (failure == null) {
                reader.onComplete();
            } else {
                reader.onError(failure);
            }
        } finally {
            // behind the reader: who reads to the end of the money is not stopped before
            end();
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
