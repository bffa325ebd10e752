package io.faregate.ride;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.test.MovedTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CancellationTokenTest {
    private final List<String> ran = new ArrayList<>();
    private final CancellationToken token =
            new CancellationToken(Runnable::run, Ticker.system(), Duration.ofMinutes(1));

    @Test
    void theFirstReasonWins() {
        assertThat(token.cancel(CancelReason.CLIENT_GONE)).isTrue();
        assertThat(token.cancel(CancelReason.DEADLINE)).isFalse();

        assertThat(token.reason()).contains(CancelReason.CLIENT_GONE);
    }

    @Test
    void eachCallbackRunsOnce() {
        token.onCancel(() -> ran.add("a"));
        token.onCancel(() -> ran.add("b"));

        token.cancel(CancelReason.KILLED);
        token.cancel(CancelReason.KILLED);

        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void aLateCallbackRunsAtOnce() {
        token.cancel(CancelReason.KILLED);

        token.onCancel(() -> ran.add("late"));

        assertThat(ran).containsExactly("late");
    }

    @Test
    void aCallbackThatWasTakenBackDoesNotRun() {
        token.onCancel(() -> ran.add("a")).close();
        token.onCancel(() -> ran.add("b"));

        token.cancel(CancelReason.KILLED);

        assertThat(ran).containsExactly("b");
    }

    @Test
    void workStopsOnceCancelled() {
        token.throwIfCancelled();
        token.cancel(CancelReason.DEADLINE);

        assertThatThrownBy(token::throwIfCancelled)
                .isInstanceOfSatisfying(
                        RideOverException.class,
                        over -> assertThat(over.reason()).isEqualTo(Reason.RIDE_ENDED))
                .hasMessageContaining("DEADLINE");
    }

    @Test
    void callbacksThatRaceWithTheCancellationAllRunOnce() throws InterruptedException {
        for (int round = 0; round < 500; round++) {
            AtomicInteger count = new AtomicInteger();
            CancellationToken raced = new CancellationToken(Runnable::run, Ticker.system(), Duration.ofMinutes(1));
            CountDownLatch start = new CountDownLatch(1);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            for (int thread = 0; thread < 3; thread++) {
                threads.execute(() -> {
                    await(start);
                    raced.onCancel(count::incrementAndGet);
                });
            }
            threads.execute(() -> {
                await(start);
                raced.cancel(CancelReason.KILLED);
            });
            start.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertThat(count).hasValue(3);
        }
    }

    @Test
    void aRegistrationClosedTwiceTakesNoOtherBack() {
        Runnable callback = () -> ran.add("again");
        CancellationToken.Registration first = token.onCancel(callback);
        token.onCancel(callback);
        first.close();
        first.close();

        token.cancel(CancelReason.KILLED);

        assertThat(ran).containsExactly("again");
    }

    @Test
    void whatIsOpenIsClosedAndWhatIsComputedIsCancelled() {
        CompletableFuture<String> future = new CompletableFuture<>();
        token.closing(() -> ran.add("closed"));
        token.closing(() -> ran.add("taken back")).close();
        token.cancelling(future);

        token.cancel(CancelReason.CLIENT_GONE);

        assertThat(ran).containsExactly("closed");
        assertThat(future).isCancelled();
    }

    @Test
    void whatCanNotBeClosedIsTold() {
        token.closing(() -> {
            throw new IOException("planted");
        });

        assertThatThrownBy(() -> token.cancel(CancelReason.CLIENT_GONE)).hasRootCauseMessage("planted");
    }

    @Test
    void whatRemainsShrinksToZeroAndNotBelow() {
        MovedTicker clock = new MovedTicker();
        CancellationToken timed = new CancellationToken(Runnable::run, clock, Duration.ofSeconds(5));

        clock.advance(Duration.ofSeconds(2));
        assertThat(timed.remaining()).isEqualTo(Duration.ofSeconds(3));
        clock.advance(Duration.ofSeconds(9));
        assertThat(timed.remaining()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void aCallbackThatTheExecutorDoesNotTakeLosesNoOther() {
        CancellationToken full = new CancellationToken(
                callback -> {
                    if (ran.isEmpty()) {
                        ran.add("refused");
                        throw new OutOfMemoryError("planted");
                    }
                    callback.run();
                },
                Ticker.system(),
                Duration.ofMinutes(1));
        full.onCancel(() -> ran.add("a"));
        full.onCancel(() -> ran.add("b"));

        assertThatThrownBy(() -> full.cancel(CancelReason.KILLED)).hasRootCauseInstanceOf(OutOfMemoryError.class);

        assertThat(ran).containsExactly("refused", "b");
    }
}
