package io.faregate;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The few threads of one Faregate: daemons, that carry no context class loader of an application. */
final class Threads {
    private static final int CALLBACKS = 8;

    private Threads() {}

    static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(Threads.class.getClassLoader());
            return thread;
        };
    }

    /** Runs callbacks: a few threads that end when idle. One that blocks holds up no other while fewer than all do. */
    static ThreadPoolExecutor callbacks() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                CALLBACKS, CALLBACKS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("faregate-callback"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Runs what is timed. */
    static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons("faregate-timer"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
