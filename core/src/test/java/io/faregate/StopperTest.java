package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StopperTest {
    private final Stopper stopper = new Stopper();

    @AfterEach
    void leaveNoInterrupt() {
        Thread.interrupted();
    }

    @Test
    void anInterruptThatNobodyNoticedGoesWithTheStopper() {
        stopper.stop();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        stopper.retire();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptThatEndedTheWaitingIsOurs() {
        stopper.stop();
        assertThat(isEndedByInterrupt()).isTrue();

        assertThat(stopper.isOurs()).isTrue();
    }

    @Test
    void whoHasRetiredIsNotInterrupted() {
        stopper.retire();

        stopper.stop();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void theInterruptOfSomebodyElseStaysTheirs() {
        Thread.currentThread().interrupt();
        stopper.stop();
        assertThat(stopper.isOurs()).isFalse();

        stopper.retire();

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void aSecondInterruptIsSomebodyElses() {
        stopper.stop();
        assertThat(isEndedByInterrupt()).isTrue();
        Thread.currentThread().interrupt();

        assertThat(stopper.isOurs()).isFalse();
    }

    @Test
    void aThreadThatGoesOnIsNeverInterruptedAfterwards() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            Stopper raced = new Stopper();
            CountDownLatch ready = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(1);
            Thread other = new Thread(() -> {
                ready.countDown();
                raced.stop();
                done.countDown();
            });
            other.start();
            while (ready.getCount() > 0) {
                Thread.onSpinWait();
            }
            raced.retire();

            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
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
