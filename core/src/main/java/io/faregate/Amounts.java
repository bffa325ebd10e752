package io.faregate;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.LimitResolver;
import io.faregate.ride.Caller;
import io.faregate.ride.Daemons;
import io.faregate.ride.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much a limit gives a caller: what the application says, else the policy. What it said is kept, asked for again now
 * and then without anybody waiting, and counts on while the application can not say. A first answer that is late is not
 * waited for long: the policy's amount counts until it is there. Thread-safe.
 */
final class Amounts implements AutoCloseable {
    static final Duration FRESH = Duration.ofSeconds(30);
    static final Duration UNUSED = Duration.ofHours(1);
    static final long PATIENCE_MILLIS = 200;
    private static final int MOST = 100_000;
    private static final long OF_POLICY = -1;
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    /** One caller's amount of one limit. */
    private record Key(String user, String limit) {}

    /** What was said, and when; whoever finds it old first asks again, as the caller and by the limit of now. */
    private static final class Said {
        final long amount;
        private final long nanos;
        private final AtomicBoolean asking = new AtomicBoolean();

        Said(long amount, long nanos) {
            this.amount = amount;
            this.nanos = nanos;
        }

        boolean isMineToRenew(long now) {
            return now - nanos >= FRESH.toNanos() && asking.compareAndSet(false, true);
        }

        void leave() {
            asking.set(false);
        }
    }

    private final @Nullable LimitResolver resolver;
    private final Ticker ticker;
    private final ScheduledExecutorService timer;
    private final @Nullable ThreadPoolExecutor threads;
    private final @Nullable AsyncCache<Key, Said> said;
    private final Seldom failed = new Seldom();

    Amounts(@Nullable LimitResolver resolver, Ticker ticker, ScheduledExecutorService timer) {
        this.resolver = resolver;
        this.ticker = ticker;
        this.timer = timer;
        this.threads = resolver == null ? null : Threads.resolvers();
        this.said = resolver == null
                ? null
                : Caffeine.newBuilder()
                        .executor(Objects.requireNonNull(threads))
                        .ticker(ticker::nanoTime)
                        .maximumSize(MOST)
                        .expireAfterAccess(UNUSED)
                        .buildAsync();
    }

    /** Whether nobody but the policy is asked. */
    boolean areOfPolicy() {
        return resolver == null;
    }

    long of(Caller caller, Limit limit) {
        String user = caller.userId();
        if (said == null || user == null || !limit.per().contains(Dimension.USER)) {
            return limit.amount();
        }
        Key key = new Key(user, limit.id());
        long amount = said(said, key, caller, limit);
        return amount == OF_POLICY ? limit.amount() : amount;
    }

    private long said(AsyncCache<Key, Said> answers, Key key, Caller caller, Limit limit) {
        Said last;
        try {
            last = answers.get(key, (unknown, executor) -> first(answers, key, caller, limit))
                    .join();
        } catch (RejectedExecutionException tooManyWait) {
            return OF_POLICY;
        }
        if (last.isMineToRenew(ticker.nanoTime())) {
            renew(answers, key, last, caller, limit);
        }
        return last.amount;
    }

    private CompletableFuture<Said> first(AsyncCache<Key, Said> answers, Key key, Caller caller, Limit limit) {
        CompletableFuture<Said> inTime = new CompletableFuture<>();
        threads().execute(() -> {
            Said answer = said(ask(caller, limit, OF_POLICY));
            if (!inTime.complete(answer)) {
                answers.synchronous().put(key, answer);
            }
        });
        // not by the future itself: its timer is the whole JVM's, and would keep the application that used it first
        Future<?> late = timer.schedule(() -> inTime.complete(said(OF_POLICY)), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        return inTime.whenComplete((answer, failure) -> late.cancel(false));
    }

    /** Asks again behind the ride's back; where too many wait, a later ride tries. */
    private void renew(AsyncCache<Key, Said> answers, Key key, Said last, Caller caller, Limit limit) {
        try {
            threads().execute(() -> answers.synchronous().put(key, said(ask(caller, limit, last.amount))));
        } catch (RejectedExecutionException tooManyWait) {
            last.leave();
        }
    }

    private ThreadPoolExecutor threads() {
        return Objects.requireNonNull(threads);
    }

    private Said said(long amount) {
        return new Said(amount, ticker.nanoTime());
    }

    /** How many answers are kept. */
    long kept() {
        if (said == null) {
            return 0;
        }
        said.synchronous().cleanUp();
        return said.synchronous().estimatedSize();
    }

    private long ask(Caller caller, Limit limit, long before) {
        try {
            OptionalLong amount = Objects.requireNonNull(resolver).amount(caller, limit);
            if (amount.isEmpty()) {
                return OF_POLICY;
            }
            if (amount.getAsLong() >= 0) {
                return amount.getAsLong();
            }
            throw new IllegalArgumentException("a limit can not be " + amount.getAsLong());
        } catch (RuntimeException | LinkageError failure) {
            if (failed.isDue()) {
                LOG.warn("The limit resolver failed for {}, {} times so far", limit.rule(), failed.times(), failure);
            }
            return before;
        }
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
            Daemons.awaitEnd(threads);
        }
    }
}
