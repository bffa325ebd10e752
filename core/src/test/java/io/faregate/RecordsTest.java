package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageRecord.Costs;
import io.faregate.usage.UsageRecord.ModelChoice;
import io.faregate.usage.UsageRecord.Outcome;
import io.faregate.usage.UsageSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class RecordsTest {
    private final List<String> taken = new CopyOnWriteArrayList<>();

    @Test
    void keepsTheOrderOfDecisions() {
        try (Records records = new Records(List.of(record -> taken.add(record.rideId())))) {
            for (int i = 0; i < 100; i++) {
                records.add(record("ride" + i));
            }
        }

        assertThat(taken).hasSize(100).startsWith("ride0", "ride1").endsWith("ride99");
    }

    @Test
    void aSinkThatThrowsIsAskedAgainAndHoldsUpNoOther() {
        Records records = new Records(List.of(
                record -> {
                    throw new IllegalStateException("planted");
                },
                record -> taken.add(record.rideId())));

        records.add(record("a"));
        records.add(record("b"));
        records.close();

        assertThat(taken).containsExactly("a", "b");
    }

    @Test
    void evenAnErrorOfASinkLosesNoOtherRecord() throws InterruptedException {
        CountDownLatch second = new CountDownLatch(1);
        Records records = new Records(List.of(record -> {
            if (record.rideId().equals("a")) {
                throw new AssertionError("planted");
            }
            second.countDown();
        }));

        records.add(record("a"));
        records.add(record("b"));

        assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
        records.close();
    }

    @Test
    void noRecordWaitsForTheNextWhereverTheThreadOfItsSinkIs() throws InterruptedException {
        AtomicInteger delivered = new AtomicInteger();
        Records records = new Records(List.of(record -> delivered.incrementAndGet()));
        Random random = new Random(7);

        for (int i = 1; i <= 200; i++) {
            records.add(record("ride" + i));
            // from while it delivers until long after it has begun to sleep
            long until = System.nanoTime() + random.nextInt(15_000_000);
            while (delivered.get() < i || System.nanoTime() < until) {
                assertThat(System.nanoTime() - until).isLessThan(TimeUnit.SECONDS.toNanos(10));
                Thread.onSpinWait();
            }
        }

        records.close();
        assertThat(delivered).hasValue(200);
    }

    @Test
    void aSinkThatHangsDelaysNobody() throws InterruptedException {
        CountDownLatch hang = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(20_000);
        Records records = new Records(List.of(record -> await(hang), record -> other.countDown()));

        for (int i = 0; i < 20_000; i++) {
            records.add(record("ride" + i));
            if (i % 5_000 == 4_999) {
                // let the lively sink keep up: it is not the one under test
                awaitCount(other, 20_000 - i - 1);
            }
        }

        assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
        hang.countDown();
        records.close();
    }

    @Test
    void recordsForWhichNoThreadCanBeStartedComeWithTheNextOne() throws InterruptedException {
        AtomicInteger started = new AtomicInteger();
        try (HeardLog.Listening log = HeardLog.of("No thread can be started for a usage sink");
                Records records = new Records(
                        List.of(record -> taken.add(record.rideId())),
                        () -> work -> started.incrementAndGet() > 2 ? new Thread(work) : noThread())) {
            records.add(record("a"));
            records.add(record("b"));
            assertThat(log.next()).contains("1 times so far; 1 records wait");
            assertThat(log.next()).contains("2 times so far; 2 records wait");

            records.add(record("c"));
        }

        assertThat(taken).containsExactly("a", "b", "c");
    }

    @Test
    void evenAFullQueueFindsAThreadAgain() {
        AtomicBoolean room = new AtomicBoolean();
        try (Records records = new Records(
                List.of(record -> taken.add(record.rideId())),
                () -> work -> room.get() ? new Thread(work) : noThread())) {
            for (int i = 0; i < 10_000; i++) {
                records.add(record("ride" + i));
            }
            room.set(true);
            records.add(record("lost"));
            await(() -> taken.size() == 10_000);

            records.add(record("last"));
        }

        assertThat(taken).hasSize(10_001).startsWith("ride0").endsWith("ride9999", "last");
    }

    @Test
    void theEndIsTheLastTimeThatAThreadIsStarted() {
        AtomicInteger started = new AtomicInteger();
        Records records = new Records(
                List.of(record -> taken.add(record.rideId())),
                () -> work -> started.incrementAndGet() > 1 ? new Thread(work) : noThread());
        records.add(record("a"));

        records.close();

        assertThat(taken).containsExactly("a");
    }

    @Test
    void recordsThatNoThreadEverTookAreCountedAtTheEnd() throws InterruptedException {
        try (HeardLog.Listening log = HeardLog.of("did not take")) {
            Records records = new Records(List.of(record -> taken.add(record.rideId())), () -> work -> noThread());
            records.add(record("a"));
            records.add(record("b"));

            records.close();

            assertThat(log.next()).contains("did not take 2 records");
        }
        assertThat(taken).isEmpty();
    }

    private static Thread noThread() {
        throw new OutOfMemoryError("planted: unable to create native thread");
    }

    private static void awaitCount(CountDownLatch latch, long atMost) {
        await(() -> latch.getCount() <= atMost);
    }

    private static void await(BooleanSupplier happened) {
        while (!happened.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static UsageRecord record(String id) {
        return new UsageRecord(
                id,
                Instant.EPOCH,
                null,
                null,
                "192.0.2.1",
                "/x",
                ModelChoice.NONE,
                Usage.NONE,
                new Costs(Money.ZERO, Money.ZERO, Money.ZERO, UsageSource.NONE, "test"),
                new Outcome("refused", 429, "", "", Duration.ZERO));
    }
}
