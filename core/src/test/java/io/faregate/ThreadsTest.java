package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.Ticker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ThreadsTest {
    private final ThreadPoolExecutor pool = Threads.callbacks();
    private final Semaphore released = new Semaphore(0);
    private final CancellationToken token =
            new CancellationToken(Threads.guarded(pool), Ticker.system(), Duration.ofMinutes(1));

    @AfterEach
    void release() {
        released.release(10_000);
        pool.shutdown();
    }

    @Test
    void aHundredCallbacksThatBlockHoldUpNoOther() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(100);
        CountDownLatch ran = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            token.onCancel(() -> block(blocked));
        }
        token.onCancel(ran::countDown);

        token.cancel(CancelReason.CLIENT_GONE);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callbacksThatThrowHoldUpNoOther() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            token.onCancel(() -> {
                throw new NoClassDefFoundError("planted");
            });
        }
        token.onCancel(ran::countDown);

        token.cancel(CancelReason.CLIENT_GONE);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void ofVeryManyThatBlockTheRestWaitAndNoneIsLost() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(pool.getMaximumPoolSize());
        CountDownLatch ran = new CountDownLatch(1_000);
        for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
            pool.execute(() -> block(blocked));
        }
        assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 1_000; i++) {
            pool.execute(ran::countDown);
        }
        assertThat(ran.getCount()).isEqualTo(1_000);

        released.release();

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatComesAfterTheEndRunsToo() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        pool.shutdown();

        pool.execute(ran::countDown);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void block(CountDownLatch blocked) {
        blocked.countDown();
        released.acquireUninterruptibly();
    }

    @Test
    void aCallbackForWhichNoThreadCanBeStartedWaitsForOneThatIsFree() throws InterruptedException {
        AtomicInteger started = new AtomicInteger();
        ThreadPoolExecutor few = Threads.callbacks(work -> {
            if (started.incrementAndGet() > 1) {
                throw new OutOfMemoryError("planted");
            }
            return new Thread(work);
        });
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(1);
        few.execute(() -> block(blocked));
        blocked.await();

        few.execute(ran::countDown);
        released.release(1);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        few.shutdown();
    }
}
