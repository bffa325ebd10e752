package io.faregate;

import io.faregate.ride.Daemons;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands records to sinks, each on a thread of its own behind a bounded queue, so that one that throws or hangs delays
 * nobody. A sink that falls ten thousand records behind loses the newest, and the log says how many. Where no thread can
 * be started, records wait for the next one. Thread-safe.
 */
final class Records implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final int BEHIND = 10_000;
    private static final long LINGER_NANOS = 10_000_000;
    private static final long PATIENCE_SECONDS = 5;
    private static final int MOST_WARNINGS = 1_000;

    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private final StrippedFields stripped = new StrippedFields();
    private final List<Lane> lanes = new ArrayList<>();

    Records(List<UsageSink> sinks) {
        this(sinks, () -> Daemons.named("faregate-records"));
    }

    /** With threads of another kind for each sink. */
    Records(List<UsageSink> sinks, Supplier<ThreadFactory> threads) {
        sinks.forEach(sink -> lanes.add(new Lane(sink, threads.get())));
    }

    void add(UsageRecord record) {
        lanes.forEach(lane -> lane.add(record));
    }

    /** What was taken out of requests. */
    StrippedFields stripped() {
        return stripped;
    }

    /** Says once a route that its rides are charged as held, since nobody reports what they use. */
    void warnOfHold(String route) {
        if (warned.size() < MOST_WARNINGS && warned.add(route)) {
            LOG.warn(
                    "A ride on {} was charged with all it held: nobody reported what it used. Call the provider with"
                            + " inference.call(...), or record the usage with inference.record(...).",
                    route);
        }
    }

    /** Says once a model and tier that its calls are charged as held, since the tier has no price; empty says nothing. */
    void warnOfTier(String modelAndTier) {
        if (!modelAndTier.isEmpty() && warned.size() < MOST_WARNINGS && warned.add(modelAndTier)) {
            LOG.warn(
                    "A call was served at a service tier without a price, and charged with all it held: {}. Give the"
                            + " tier a row in the price table.",
                    modelAndTier);
        }
    }

    /** Waits a few seconds for the sinks to take what is queued. */
    @Override
    public void close() {
        lanes.forEach(Lane::shutdown);
        lanes.forEach(Lane::await);
    }

    private static final class Lane {
        private final UsageSink sink;
        private final Seldom lost = new Seldom();
        private final Seldom failed = new Seldom();
        private final Seldom unstarted = new Seldom();
        private final BlockingQueue<UsageRecord> waiting = new ArrayBlockingQueue<>(BEHIND);
        private final AtomicBoolean awake = new AtomicBoolean();
        private final ThreadPoolExecutor thread;

        Lane(UsageSink sink, ThreadFactory threads) {
            this.sink = sink;
            thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
            thread.allowCoreThreadTimeOut(true);
        }

        void add(UsageRecord record) {
            boolean ended = thread.isShutdown();
            if (ended || !waiting.offer(record)) {
                lose();
            }
            if (!ended) {
                wake();
            }
        }

        private void wake() {
            if (!awake.get() && awake.compareAndSet(false, true)) {
                start();
            }
        }

        private void start() {
            try {
                thread.execute(this::deliver);
            } catch (RuntimeException | Error noThread) {
                // the next record tries again
                awake.set(false);
                waitOrLose(noThread);
            }
        }

        private void waitOrLose(Throwable noThread) {
            if (thread.isShutdown()) {
                lose();
            } else if (unstarted.isDue()) {
                LOG.error(
                        "No thread can be started for a usage sink, {} times so far; {} records wait for the next: {}",
                        unstarted.times(),
                        waiting.size(),
                        sink,
                        noThread);
            }
        }

        private void deliver() {
            do {
                deliverUntilQuiet();
            } while (!waiting.isEmpty() && awake.compareAndSet(false, true));
        }

        /** Who adds meanwhile need not wake this thread: that would cost a ride more than its record does. */
        private void deliverUntilQuiet() {
            try {
                while (deliverWaiting()) {
                    LockSupport.parkNanos(LINGER_NANOS);
                }
            } finally {
                awake.set(false);
            }
        }

        private boolean deliverWaiting() {
            UsageRecord record = waiting.poll();
            boolean any = record != null;
            while (record != null) {
                deliver(record);
                record = waiting.poll();
            }
            return any;
        }

        private void deliver(UsageRecord record) {
            try {
                sink.record(record);
            } catch (RuntimeException | Error failure) {
                // whatever it was, those that wait are still to be delivered
                if (failed.isDue()) {
                    LOG.warn("A usage sink failed, {} times so far: {}", failed.times(), sink, failure);
                }
            }
        }

        private void lose() {
            if (thread.isShutdown()) {
                LOG.error("A ride ended after its Faregate was closed; its record is lost to {}", sink);
            } else if (lost.isDue()) {
                LOG.error(
                        "A usage sink is {} records behind; {} records are lost to it: {}", BEHIND, lost.times(), sink);
            }
        }

        /** What waited for a thread gets it now or never. */
        void shutdown() {
            if (!waiting.isEmpty()) {
                wake();
            }
            thread.shutdown();
        }

        void await() {
            try {
                if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS) || !waiting.isEmpty()) {
                    LOG.error("A usage sink did not take {} records in time: {}", waiting.size(), sink);
                    waiting.clear();
                    thread.shutdownNow();
                }
                Daemons.awaitEnd(thread);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
