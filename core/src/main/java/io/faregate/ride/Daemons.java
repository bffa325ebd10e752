package io.faregate.ride;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of Faregate and its adapters: no JVM waits for them, and none carries the class loader of an application that
 * Faregate does not belong to. Thread-safe.
 */
public final class Daemons implements ThreadFactory {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final String name;
    private final AtomicInteger count = new AtomicInteger();
    private final Set<Thread> made = ConcurrentHashMap.newKeySet();

    private Daemons(String name) {
        this.name = name;
    }

    /**
     * Makes threads with a common name.
     *
     * @param name what each is called, before its number
     * @return a factory
     */
    public static Daemons named(String name) {
        return new Daemons(name);
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        thread.setContextClassLoader(Daemons.class.getClassLoader());
        made.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
        made.add(thread);
        return thread;
    }

    /**
     * Waits for the threads of a pool that was shut down, as {@link #awaitEnd()} does.
     *
     * @param pool a pool; nothing happens when its threads are not made here
     */
    public static void awaitEnd(ThreadPoolExecutor pool) {
        if (pool.getThreadFactory() instanceof Daemons threads) {
            threads.awaitEnd();
        }
    }

    /**
     * Waits until those are gone that were told to end: a container that stops an application looks for its threads at
     * once, and takes each that it still sees for a leak. Those that hang are left behind after three seconds.
     */
    public void awaitEnd() {
        Ticker clock = Ticker.system();
        long begin = clock.nanoTime();
        try {
            for (Thread thread : made) {
                long left = PATIENCE.toMillis()
                        - Duration.ofNanos(clock.nanoTime() - begin).toMillis();
                if (left > 0 && thread != Thread.currentThread()) {
                    thread.join(left);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
