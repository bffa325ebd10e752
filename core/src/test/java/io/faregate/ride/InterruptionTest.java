package io.faregate.ride;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class InterruptionTest {
    private final CancellationToken token = token();
    private final Interruption interruption = token.interrupting(Thread.currentThread());

    private static CancellationToken token() {
        return new CancellationToken(Runnable::run, Ticker.system(), Duration.ofMinutes(1));
    }

    @AfterEach
    void leaveNoInterrupt() {
        Thread.interrupted();
    }

    @Test
    void anInterruptThatNobodyNoticedGoesWithItsRegistration() {
        token.cancel(CancelReason.CLIENT_GONE);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        interruption.close();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptThatEndedTheWaitingIsOurs() {
        token.cancel(CancelReason.CLIENT_GONE);
        assertThat(isEndedByInterrupt()).isTrue();

        assertThat(interruption.isOurs()).isTrue();
    }

    @Test
    void whoHasClosedIsNotInterrupted() {
        interruption.close();

        token.cancel(CancelReason.CLIENT_GONE);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void theInterruptOfSomebodyElseStaysTheirs() {
        Thread.currentThread().interrupt();
        token.cancel(CancelReason.CLIENT_GONE);
        assertThat(interruption.isOurs()).isFalse();

        interruption.close();

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void aSecondInterruptIsSomebodyElses() {
        token.cancel(CancelReason.CLIENT_GONE);
        assertThat(isEndedByInterrupt()).isTrue();
        Thread.currentThread().interrupt();

        assertThat(interruption.isOurs()).isFalse();
    }

    @Test
    void aThreadThatGoesOnIsNeverInterruptedAfterwards() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            CancellationToken cancelled = token();
            Interruption raced = cancelled.interrupting(Thread.currentThread());
            CountDownLatch ready = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(1);
            Thread other = new Thread(() -> {
                ready.countDown();
                cancelled.cancel(CancelReason.CLIENT_GONE);
                done.countDown();
            });
            other.start();
            while (ready.getCount() > 0) {
                Thread.onSpinWait();
            }
            raced.close();

            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void whoRegistersLateIsInterruptedAtOnce() {
        token.cancel(CancelReason.CLIENT_GONE);
        Thread.interrupted();

        try (Interruption late = token.interrupting(Thread.currentThread())) {
            assertThat(isEndedByInterrupt()).isTrue();
            assertThat(late.isOurs()).isTrue();
        }
    }

    @Test
    void anotherThreadIsInterruptedOnlyUntilItsRegistrationIsClosed() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Thread worker = new Thread(() -> {
            if (isEndedByInterrupt()) {
                ended.countDown();
            }
        });
        worker.start();
        CancellationToken closed = token();
        closed.interrupting(worker).close();
        closed.cancel(CancelReason.KILLED);
        assertThat(worker.isInterrupted()).isFalse();

        CancellationToken open = token();
        open.interrupting(worker);
        open.cancel(CancelReason.KILLED);

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean isEndedByInterrupt() {
        try {
            new CountDownLatch(1).await();
            return false;
        } catch (InterruptedException ended) {
            return true;
        }
    }
}
