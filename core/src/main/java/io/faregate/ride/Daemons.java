package io.faregate.ride;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads of Faregate and its adapters: no JVM waits for them, and none carries an application's class loader. */
public final class Daemons {
    private Daemons() {}

    /**
     * Makes threads with a common name.
     *
     * @param name what each is called, before its number
     * @return a factory, thread-safe
     */
    public static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(Daemons.class.getClassLoader());
            return thread;
        };
    }
}
