package io.faregate.budget;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entry of a subject. Nothing that is open or spent is ever forgotten: an entry leaves the cache some time
 * after it came, and is kept aside, to come back when it is looked for, unless a new one would be the same. Above the
 * maximum, subjects not known yet share a few entries, so no flood of names takes memory without bound or anybody's
 * accounts away. Thread-safe.
 *
 * <p>The cache expires after writing and not after reading: a look-up then has nothing to record.
 */
final class Entries {
    static final int SHARES = 256;
    static final Duration AWAKE = Duration.ofMinutes(10);
    private static final int SWEPT_AT_ONCE = 16;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Clock clock;
    private final int maximum;
    private final Cache<Subject, Entry> awake;
    private final ConcurrentHashMap<Subject, Entry> asleep = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Entry> pools = new ConcurrentHashMap<>();
    private final Entry[] shares = new Entry[SHARES];
    private final KeyedHash hash = new KeyedHash();
    private final AtomicLong created = new AtomicLong();
    private final ReentrantLock sweeping = new ReentrantLock();
    private Iterator<Subject> sweep = Collections.emptyIterator();
    private final AtomicLong cleaned = new AtomicLong();
    private volatile long second;

    Entries(Clock clock, int maximum) {
        this.clock = clock;
        this.maximum = maximum;
        this.awake = Caffeine.newBuilder()
                .ticker(() -> second)
                .expireAfterWrite(AWAKE)
                .evictionListener(this::evicted)
                .build();
        for (int i = 0; i < SHARES; i++) {
            shares[i] = new Entry(order(Rank.SHARES));
        }
    }

    /** The entry of a charge's subject, made when there is none. */
    Entry find(Charge charge, Moment now) {
        tick(now.nanos());
        Subject subject = charge.subject();
        if (subject.isAll()) {
            return pool(charge.limit().id());
        }
        Entry known = awake.getIfPresent(subject);
        return known != null ? known : miss(charge, now);
    }

    /** The entry of a charge's subject, or null when it has none yet. */
    @Nullable
    Entry peek(Charge charge) {
        Subject subject = charge.subject();
        if (subject.isAll()) {
            return pools.get(charge.limit().id());
        }
        Entry known = awake.getIfPresent(subject);
        if (known == null) {
            known = awake.get(subject, asleep::remove);
        }
        return known != null || size() < maximum ? known : share(subject);
    }

    long size() {
        return awake.estimatedSize() + asleep.mappingCount();
    }

    /** The cache needs no finer clock than seconds, and so none of its own. */
    private void tick(long nanos) {
        if (nanos - second >= SECOND) {
            second = nanos;
        }
    }

    private Entry pool(String limit) {
        Entry known = pools.get(limit);
        return known != null ? known : pools.computeIfAbsent(limit, id -> new Entry(order(Rank.POOL)));
    }

    private Entry miss(Charge charge, Moment now) {
        sweep(now);
        if (size() >= maximum) {
            cleanUp();
        }
        Entry entry = awake.get(charge.subject(), subject -> wakeOrMake(subject, charge.limit()));
        return entry != null ? entry : share(charge.subject());
    }

    /** Once a second at most, and not by a request: much may be over at once. */
    private void cleanUp() {
        long then = cleaned.get();
        if (second - then >= SECOND && cleaned.compareAndSet(then, second)) {
            ForkJoinPool.commonPool().execute(awake::cleanUp);
        }
    }

    private @Nullable Entry wakeOrMake(Subject subject, Limit limit) {
        Entry woken = asleep.remove(subject);
        if (woken != null) {
            return woken;
        }
        return size() < maximum ? new Entry(order(Rank.of(limit))) : null;
    }

    private Entry share(Subject subject) {
        return shares[hash.place(subject.name(), SHARES)];
    }

    /** Personal entries are locked first and so longest, what all share last. */
    private long order(int rank) {
        return ((long) rank << 56) + created.incrementAndGet();
    }

    /** Runs inside the cache's own step for this key, so that nobody can find or make the subject meanwhile. */
    private void evicted(@Nullable Subject subject, @Nullable Entry entry, RemovalCause cause) {
        if (subject != null && entry != null && !entry.retire(clock.now())) {
            asleep.put(subject, entry);
        }
    }

    /** Looks at a few that sleep for each new one, so that what is over leaves as fast as it comes. */
    private void sweep(Moment now) {
        if (asleep.isEmpty() || !sweeping.tryLock()) {
            return;
        }
        try {
            if (!sweep.hasNext()) {
                sweep = asleep.keySet().iterator();
            }
            for (int i = 0; i < SWEPT_AT_ONCE && sweep.hasNext(); i++) {
                asleep.computeIfPresent(sweep.next(), (subject, entry) -> entry.retire(now) ? null : entry);
            }
        } finally {
            sweeping.unlock();
        }
    }
}
