package io.faregate.ride;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DaemonsTest {
    private final Daemons threads = Daemons.named("faregate-test");
    private final CountDownLatch released = new CountDownLatch(1);

    private void untilReleased() {
        try {
            released.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoWaitsGoesOnWhenAllAreGone() {
        Thread one = threads.newThread(this::untilReleased);
        Thread other = threads.newThread(released::countDown);
        one.start();
        other.start();

        threads.awaitEnd();

        assertThat(one.isAlive()).isFalse();
        assertThat(other.isAlive()).isFalse();
    }

    @Test
    void theThreadsOfAPoolAreGoneAndNotOnlyThePool() throws InterruptedException {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), threads);
        AtomicReference<Thread> worked = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        pool.execute(() -> {
            worked.set(Thread.currentThread());
            begun.countDown();
        });
        begun.await();
        pool.shutdown();

        Daemons.awaitEnd(pool);

        assertThat(worked.get().isAlive()).isFalse();
    }

    @Test
    void oneThatHangsIsLeftBehind() {
        Thread hung = threads.newThread(this::untilReleased);
        hung.start();

        threads.awaitEnd();

        assertThat(hung.isAlive()).isTrue();
        released.countDown();
    }

    @Test
    void oneThatWaitsDoesNotWaitForItself() throws InterruptedException {
        Thread closing = threads.newThread(threads::awaitEnd);
        closing.start();

        closing.join();

        assertThat(closing.isAlive()).isFalse();
    }

    @Test
    void whoIsInterruptedGoesOnAndStaysInterrupted() {
        threads.newThread(this::untilReleased).start();
        Thread.currentThread().interrupt();

        threads.awaitEnd();

        assertThat(Thread.interrupted()).isTrue();
        released.countDown();
    }
}
