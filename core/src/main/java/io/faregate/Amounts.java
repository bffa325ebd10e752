package io.faregate;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.LimitResolver;
import io.faregate.ride.Caller;
import io.faregate.ride.Daemons;
import io.faregate.ride.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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

    /** One caller's amount of one limit; what is asked for is no part of its identity. */
    private record Key(String user, String limit, Question question) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && user.equals(key.user) && limit.equals(key.limit);
        }

        @Override
        public int hashCode() {
            return Objects.hash(user, limit);
        }
    }

    private record Question(Caller caller, Limit limit) {}

    private final @Nullable LimitResolver resolver;
    private final ScheduledExecutorService timer;
    private final @Nullable ThreadPoolExecutor threads;
    private final @Nullable AsyncLoadingCache<Key, Long> said;
    private final Seldom failed = new Seldom();

    Amounts(@Nullable LimitResolver resolver, Ticker ticker, ScheduledExecutorService timer) {
        this.resolver = resolver;
        this.timer = timer;
        this.threads = resolver == null ? null : Threads.resolvers();
        this.said = resolver == null
                ? null
                : Caffeine.newBuilder()
                        .executor(Objects.requireNonNull(threads))
                        .ticker(ticker::nanoTime)
                        .maximumSize(MOST)
                        .refreshAfterWrite(FRESH)
                        .expireAfterAccess(UNUSED)
                        .buildAsync(new Asking());
    }

    long of(Caller caller, Limit limit) {
        String user = caller.userId();
        if (said == null || user == null || !limit.per().contains(Dimension.USER)) {
            return limit.amount();
        }
        long amount = said(said, new Key(user, limit.id(), new Question(caller, limit)));
        return amount == OF_POLICY ? limit.amount() : amount;
    }

    private static long said(AsyncLoadingCache<Key, Long> answers, Key key) {
        try {
            return answers.get(key).join();
        } catch (RejectedExecutionException tooManyWait) {
            return OF_POLICY;
        }
    }

    private long ask(Question question, long before) {
        try {
            long amount = Objects.requireNonNull(resolver)
                    .amount(question.caller(), question.limit())
                    .orElse(OF_POLICY);
            if (amount >= OF_POLICY) {
                return amount;
            }
            throw new IllegalArgumentException("a limit can not be " + amount);
        } catch (RuntimeException | LinkageError failure) {
            if (failed.isDue()) {
                LOG.warn(
                        "The limit resolver failed for {}, {} times so far",
                        question.limit().rule(),
                        failed.times(),
                        failure);
            }
            return before;
        }
    }

    private final class Asking implements AsyncCacheLoader<Key, Long> {
        @Override
        public CompletableFuture<Long> asyncLoad(Key key, Executor executor) {
            CompletableFuture<Long> inTime = new CompletableFuture<>();
            executor.execute(() -> {
                long amount = ask(key.question(), OF_POLICY);
                if (!inTime.complete(amount)) {
                    Objects.requireNonNull(said).synchronous().put(key, amount);
                }
            });
            // not by the future itself: its timer is the whole JVM's, and would keep the application that used it first
            Future<?> late = timer.schedule(() -> inTime.complete(OF_POLICY), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return inTime.whenComplete((amount, failure) -> late.cancel(false));
        }

        @Override
        public CompletableFuture<Long> asyncReload(Key key, Long before, Executor executor) {
            return CompletableFuture.supplyAsync(() -> ask(key.question(), before), executor);
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
