package io.faregate;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** An answer whose items come as the reader asks for them, on the thread that asks; then it ends, fails or goes on. */
final class ScriptedAnswer implements HttpResponse<Publisher<List<ByteBuffer>>>, Flow.Subscription {
    private final String[] items;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicInteger working = new AtomicInteger();
    private volatile boolean cancelled;
    private volatile boolean ends = true;
    private volatile @Nullable Throwable failure;
    private Flow.@Nullable Subscriber<? super List<ByteBuffer>> reader;
    private int next;
    private boolean ended;

    ScriptedAnswer(String... items) {
        this.items = items;
    }

    ScriptedAnswer staysOpen() {
        ends = false;
        return this;
    }

    ScriptedAnswer fails(Throwable with) {
        failure = with;
        return this;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** How many items it gave. */
    int given() {
        return next;
    }

    @Override
    public Publisher<List<ByteBuffer>> body() {
        return subscriber -> {
            reader = subscriber;
            // no item comes within the reader's first signal
            working.incrementAndGet();
            subscriber.onSubscribe(this);
            rest();
        };
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            throw new IllegalArgumentException("asked for " + count);
        }
        asked.accumulateAndGet(count, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        work();
    }

    private void work() {
        if (working.getAndIncrement() == 0) {
            rest();
        }
    }

    private void rest() {
        do {
            emit();
        } while (working.decrementAndGet() > 0);
    }

    private void emit() {
        Flow.Subscriber<? super List<ByteBuffer>> to = reader;
        while (to != null && !cancelled && next < items.length && asked.get() > 0) {
            asked.decrementAndGet();
            to.onNext(List.of(ByteBuffer.wrap(items[next++].getBytes(StandardCharsets.UTF_8))));
        }
        if (to != null && !cancelled && next == items.length && ends && !ended) {
            ended = true;
            end(to);
        }
    }

    private void end(Flow.Subscriber<? super List<ByteBuffer>> to) {
        Throwable why = failure;
        if (why == null) {
            to.onComplete();
        } else {
            to.onError(why);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public int statusCode() {
        return 200;
    }

    @Override
    public HttpHeaders headers() {
        return HttpHeaders.of(Map.of("content-type", List.of("text/event-stream")), (name, value) -> true);
    }

    @Override
    public HttpRequest request() {
        return HttpRequest.newBuilder(uri()).build();
    }

    @Override
    public URI uri() {
        return URI.create("http://127.0.0.1:1/v1/chat/completions");
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<HttpResponse<Publisher<List<ByteBuffer>>>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.empty();
    }
}
