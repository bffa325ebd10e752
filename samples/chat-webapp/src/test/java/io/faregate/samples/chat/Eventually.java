package io.faregate.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks again until something that another thread does has happened. */
public final class Eventually {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private Eventually() {}

    /** Fails with the last thing seen when it never happens. */
    public static <T> T see(Supplier<T> look, Predicate<T> wanted) {
        long end = System.nanoTime() + LONGEST.toNanos();
        T seen = look.get();
        while (!wanted.test(seen) && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
            seen = look.get();
        }
        assertThat(seen).matches(wanted);
        return seen;
    }
}
