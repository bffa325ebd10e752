package io.faregate.estimators;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Prompt;
import io.faregate.cost.TokenEstimator;
import io.faregate.cost.TokenEstimator.PromptSize;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

final class CalibratedEstimatorTest {
    private static final Prompt THOUSAND = new PromptSize(1_000, 1, 0);

    private final TokenEstimator estimator = TokenEstimators.calibrated((model, prompt) -> prompt.utf8Bytes());

    private long estimate(String model) {
        return estimator.promptTokens(model, THOUSAND);
    }

    /** One call after another, each estimated before it is billed. */
    private void bill(String model, int times, long tokens) {
        for (int i = 0; i < times; i++) {
            estimator.bill(model, estimate(model)).accept(tokens);
        }
    }

    @Test
    void nothingIsRaisedBeforeABillTeachesIt() {
        assertThat(estimate("m")).isEqualTo(1_000);
        assertThat(estimator.promptTokens("m", new PromptSize(Long.MAX_VALUE, 1, 0)))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void estimatesRiseToWhatIsBilled() {
        bill("m", 60, 1_500);

        assertThat(estimate("m")).isBetween(1_490L, 1_500L);
        assertThat(estimate("other")).isEqualTo(1_000);
    }

    @Test
    void estimatesNeverSinkBelowTheirOwn() {
        bill("m", 1_000, 10);

        assertThat(estimate("m")).isEqualTo(1_000);
    }

    @Test
    void theySinkAgainSlowlyWhenBillsDo() {
        bill("m", 60, 2_000);
        bill("m", 20, 1_000);
        assertThat(estimate("m")).isBetween(1_600L, 1_900L);

        bill("m", 1_000, 1_000);
        assertThat(estimate("m")).isLessThanOrEqualTo(1_002);
    }

    @Test
    void ofUnevenBillsFewAreAboveTheEstimate() {
        for (int i = 0; i < 500; i++) {
            bill("m", 1, i % 2 == 0 ? 1_300 : 1_000);
        }

        assertThat(estimate("m")).isGreaterThan(1_230);
    }

    @Test
    void callsThatWereEstimatedBeforeAnyWasBilledDoNotRaiseEachOther() {
        List<LongConsumer> running = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            running.add(estimator.bill("m", estimate("m")));
        }
        running.forEach(bill -> bill.accept(1_350));

        assertThat(estimate("m")).isBetween(1_340L, 1_350L);
    }

    @Test
    void anAbsurdBillRaisesToFourTimesAtMost() {
        bill("m", 1_000, Long.MAX_VALUE);
        assertThat(estimate("m")).isEqualTo(1_000);

        bill("m", 1_000, 1_000_000_000);
        assertThat(estimate("m")).isBetween(3_990L, 4_000L);
        bill("m", 10, -5);
        bill("m", 10, 0);
        assertThat(estimate("m")).isBetween(3_990L, 4_000L);
    }

    @Test
    void aShortPromptTeachesNothing() {
        for (int i = 0; i < 100; i++) {
            estimator.bill("m", 15).accept(45);
        }

        assertThat(estimate("m")).isEqualTo(1_000);
    }

    @Test
    void aFloodOfNamesTakesNoMoreMemoryAndForgetsNothing() {
        bill("m", 60, 1_500);
        for (int i = 0; i < 100_000; i++) {
            assertThat(estimate("flood-" + i)).isEqualTo(1_000);
        }
        assertThat(estimate("m")).isGreaterThan(1_490);

        bill("flood-99999", 60, 2_000);
        assertThat(estimate("one more")).isGreaterThan(1_990);
    }

    @Test
    void theEstimatorInsideLearnsWhatItSaid() {
        List<String> told = new ArrayList<>();
        TokenEstimator inner = new TokenEstimator() {
            @Override
            public long promptTokens(String model, Prompt prompt) {
                return prompt.utf8Bytes();
            }

            @Override
            public LongConsumer bill(String model, long estimated) {
                return billed -> told.add(model + " " + estimated + " " + billed);
            }
        };
        TokenEstimator outer = TokenEstimators.calibrated(inner);
        for (int i = 0; i < 60; i++) {
            outer.bill("m", outer.promptTokens("m", THOUSAND)).accept(1_500);
        }

        assertThat(told).hasSize(60).containsOnly("m 1000 1500");
    }

    @Test
    void threadsMayShareIt() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
                bill("m", 5_000, 1_500);
            }));
        }
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(estimate("m")).isBetween(1_490L, 1_510L);
    }
}
