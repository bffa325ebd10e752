package io.faregate.budget;

import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entry of a subject. Nothing that is open or spent is ever forgotten: an entry leaves when a new one would be
 * the same, and new ones look for such. Above the maximum, subjects not known yet share a few entries, so no flood of
 * names takes memory without bound or anybody's accounts away. Thread-safe.
 */
final class Entries implements LocalReservation.Owners {
    static final int SHARES = 256;
    private static final int SWEPT_FOR_EACH = 16;
    private static final int SWEPT_AT_ONCE = 256;

    private final int maximum;
    private final ConcurrentHashMap<Subject, Entry> entries = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Entry> pools = new ConcurrentHashMap<>();
    private final Entry[] shares = new Entry[SHARES];
    private final KeyedHash hash = new KeyedHash();
    private final AtomicInteger missed = new AtomicInteger();
    private final ReentrantLock sweeping = new ReentrantLock();
    private Iterator<Entry> sweep = Collections.emptyIterator();

    Entries(int maximum) {
        this.maximum = maximum;
        for (int i = 0; i < SHARES; i++) {
            // names of several parts begin with a part's kind, so none of them is this one
            shares[i] = new Entry(new Subject(Subject.Kind.SEVERAL, "#" + i));
        }
    }

    /** The entry of a subject, made when there is none; that of a pool is found by its limit. */
    @Override
    public Entry find(Subject subject, Limit limit) {
        if (subject.isAll()) {
            return pool(limit);
        }
        Entry known = entries.get(subject);
        return known != null ? known : miss(subject);
    }

    private Entry pool(Limit limit) {
        Entry known = pools.get(limit.id());
        return known != null
                ? known
                : pools.computeIfAbsent(
                        limit.id(), id -> new Entry(new Subject(Subject.Kind.ALL, Rank.ofRefusal(limit) + "|" + id)));
    }

    private Entry miss(Subject subject) {
        missed.getAndIncrement();
        return size() < maximum ? entries.computeIfAbsent(subject, Entry::new) : share(subject);
    }

    private Entry share(Subject subject) {
        return shares[hash.place(subject.name(), SHARES)];
    }

    @Override
    public @Nullable Entry peek(Subject subject, Limit limit) {
        if (subject.isAll()) {
            return pools.get(limit.id());
        }
        Entry known = entries.get(subject);
        return known != null || size() < maximum ? known : share(subject);
    }

    @Override
    public void forget(Entry retired) {
        entries.remove(retired.subject(), retired);
    }

    long size() {
        return entries.mappingCount();
    }

    /**
     * Looks at some entries for each new subject, so that what is over leaves as fast as it comes. Takes the locks of
     * entries, one at a time: not to be called with any of these.
     */
    void sweep(Moment now) {
        if (missed.get() == 0 || !sweeping.tryLock()) {
            return;
        }
        try {
            int count = (int) Math.min(SWEPT_AT_ONCE, (long) SWEPT_FOR_EACH * missed.getAndSet(0));
            if (!sweep.hasNext()) {
                sweep = entries.values().iterator();
            }
            boolean room = size() <= maximum / 2;
            for (int i = 0; i < count && sweep.hasNext(); i++) {
                Entry entry = sweep.next();
                if (entry.retire(now, room)) {
                    forget(entry);
                }
            }
        } finally {
            sweeping.unlock();
        }
    }
}
