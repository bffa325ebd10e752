package io.faregate.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Reservation.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every store does when many threads ask at once. */
abstract class BudgetStoreRaces extends BudgetStoreFixture {
    private static final int THREADS = 64;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Runs the same in all threads, which start together; a thread that does not come back is a failure. */
    private void together(int count, Callable<?> work) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(count);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            running.add(threads.submit(() -> {
                barrier.await();
                return work.call();
            }));
        }
        for (Future<?> one : running) {
            finish(one);
        }
    }

    private static void finish(Future<?> one) throws InterruptedException, TimeoutException, ExecutionException {
        one.get(60, TimeUnit.SECONDS);
    }

    // trap 6: what a compare-and-set storm on one hot key would lose
    @Test
    void aBudgetForTenRidesLetsTenInOfAThousand() throws Exception {
        for (Window window : List.of(DAY, rolling(Duration.ofHours(1)))) {
            for (int round = 0; round < 20; round++) {
                Limit ten = limit(window + "/" + round, Measure.COST, 1_009, window, Dimension.USER);
                Limit pool = limit("pool" + window + round, Measure.COST, 100_000, DAY);
                AtomicInteger in = new AtomicInteger();

                together(THREADS, () -> {
                    for (int i = 0; i < 16; i++) {
                        Held held = reserve(List.of(alice(ten, 100), charge(pool, "", 100)));
                        in.addAndGet(held instanceof Reservation ? 1 : 0);
                    }
                    return null;
                });

                assertThat(in).hasValue(10);
                assertThat(heldOf(alice(ten, 0))).isEqualTo(1_000);
                assertThat(heldOf(charge(pool, "", 0)))
                        .as("no refused ride left a trace")
                        .isEqualTo(1_000);
            }
        }
    }

    @Test
    void noMoreRideAtOnceThanAllowedAndNoneIsLeftOver() throws Exception {
        Limit three = limit("c", Measure.CONCURRENT, 3, NOW, Dimension.USER);
        AtomicInteger riding = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger in = new AtomicInteger();

        together(16, () -> {
            for (int i = 0; i < 2_000; i++) {
                if (reserve(List.of(alice(three, 1))) instanceof Reservation reserved) {
                    most.accumulateAndGet(riding.incrementAndGet(), Math::max);
                    in.incrementAndGet();
                    riding.decrementAndGet();
                    settle(reserved, 1);
                }
            }
            return null;
        });

        assertThat(most.get()).isBetween(1, 3);
        assertThat(in.get()).isGreaterThan(100);
        assertThat(heldOf(alice(three, 0))).isZero();
    }

    @Test
    void settlingExpiringAndReleasingAtOnceBooksOnce() throws Exception {
        Limit day = money(Long.MAX_VALUE, DAY);
        for (int round = 0; round < 2_000; round++) {
            Reservation ride = hold(alice(day, 50));
            long before = spentOf(alice(day, 0));
            Queue<State> endings =
                    new ConcurrentLinkedQueue<>(List.of(State.SETTLED, State.EXPIRED, State.RELEASED, State.SETTLED));
            AtomicInteger changed = new AtomicInteger();

            together(4, () -> {
                State ending = endings.remove();
                long used = ending == State.SETTLED ? 70 : ending == State.EXPIRED ? 50 : 1;
                return store.settle(ride, ending, charge -> used) ? changed.incrementAndGet() : 0;
            });

            long booked = switch (ride.state()) {
                case SETTLED, ADJUSTED -> 70;
                case RELEASED -> 1;
                default -> throw new AssertionError(ride.state());
            };
            assertThat(spentOf(alice(day, 0)) - before).isEqualTo(booked);
            assertThat(changed).hasValue(ride.state() == State.ADJUSTED ? 2 : 1);
            assertThat(heldOf(alice(day, 0))).isZero();
        }
    }

    @Test
    void anAdjustmentThatRacesTheExpiryIsBookedAfterIt() throws Exception {
        List<Charge> charges = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            charges.add(charge(limit("x", Measure.COST, Long.MAX_VALUE, DAY, Dimension.PLAN), "plan:" + i, 50));
        }
        int rounds = 5_000;
        AtomicReferenceArray<Reservation> rides = new AtomicReferenceArray<>(rounds);
        for (int i = 0; i < rounds; i++) {
            rides.set(i, reserved(reserve(charges)));
        }
        AtomicInteger arrived = new AtomicInteger();

        together(2, () -> {
            boolean expires = arrived.getAndIncrement() == 0;
            while (arrived.get() < 2) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < rounds; i++) {
                Reservation ride = rides.get(i);
                if (expires) {
                    store.settle(ride, State.EXPIRED, charge -> 50);
                } else {
                    while (ride.state() == State.OPEN) {
                        Thread.onSpinWait();
                    }
                    settle(ride, 7);
                }
            }
            return null;
        });

        assertThat(charges).allSatisfy(charge -> {
            assertThat(spentOf(charge)).isEqualTo(7L * rounds);
            assertThat(heldOf(charge)).isZero();
        });
    }

    @Test
    void aTopUpThatRacesTheEndIsHeldAndGivenBackOrNotHeldAtAll() throws Exception {
        Limit day = money(1_000, DAY);
        Limit rate = limit("r", Measure.TOKENS, 1_000, rolling(Duration.ofHours(1)), Dimension.IP);
        for (int round = 0; round < 2_000; round++) {
            Reservation ride = hold(alice(day, 10), charge(rate, "ip:192.0.2.1", 10));
            AtomicInteger turn = new AtomicInteger();

            together(2, () -> turn.getAndIncrement() == 0 ? settle(ride, 0) : toppedUp(ride));

            assertThat(freeOf(alice(day, 0))).isEqualTo(1_000);
            assertThat(freeOf(charge(rate, "ip:192.0.2.1", 0))).isEqualTo(1_000);
            assertThat(heldOf(charge(rate, "ip:192.0.2.1", 0))).isZero();
        }
    }

    private boolean toppedUp(Reservation ride) {
        try {
            return store.topUp(ride, charge -> 100) instanceof Reservation;
        } catch (IllegalStateException ended) {
            return false;
        }
    }

    @Test
    void chargesInAnyOrderBlockNobodyForEver() throws Exception {
        List<Charge> charges = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            charges.add(charge(limit("u", Measure.COST, Long.MAX_VALUE, DAY, Dimension.USER), "user:" + i, 1));
            charges.add(charge(limit("p", Measure.COST, Long.MAX_VALUE, DAY, Dimension.PLAN), "plan:" + i, 1));
            charges.add(charge(limit("g" + i, Measure.COST, Long.MAX_VALUE, DAY), "", 1));
        }
        AtomicLong seed = new AtomicLong();

        together(8, () -> {
            Random random = new Random(seed.getAndIncrement());
            for (int i = 0; i < 3_000; i++) {
                List<Charge> mixed = new ArrayList<>(charges);
                Collections.shuffle(mixed, random);
                Reservation ride = reserved(reserve(mixed));
                store.topUp(ride, charge -> 1);
                settle(ride, 1);
            }
            return null;
        });

        assertThat(charges).allSatisfy(charge -> assertThat(spentOf(charge)).isEqualTo(8 * 3_000));
    }

    @Test
    void whileTheDaysTurnEachRideIsBookedInItsOwnDay() throws Exception {
        Limit day = money(Long.MAX_VALUE, DAY);
        ConcurrentLinkedQueue<Reservation> waiting = new ConcurrentLinkedQueue<>();
        AtomicLong used = new AtomicLong();
        AtomicInteger threadNumber = new AtomicInteger();

        together(5, () -> {
            boolean turnsDays = threadNumber.getAndIncrement() == 0;
            for (int i = 0; i < 4_000; i++) {
                if (turnsDays) {
                    clock.advance(Duration.ofMinutes(17));
                } else {
                    waiting.add(hold(alice(day, 5)));
                    Reservation ride = waiting.remove();
                    used.addAndGet(settle(ride, 3) ? 3 : 0);
                }
            }
            return null;
        });

        assertThat(used).hasValue(4 * 4_000 * 3);
        clock.advance(Duration.ofDays(1));
        assertThat(store.balance(alice(day, 0)).spent()).isZero();
        assertThat(heldOf(alice(day, 0))).isZero();
    }

    /** Rides that would lock the same entries in different orders, if each took its own. */
    @Test
    void ridesOfManySubjectsNeverWaitForEachOther() throws Exception {
        List<Charge> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(charge(limit("plan" + i, Measure.COST, Long.MAX_VALUE, DAY, Dimension.PLAN), "plan:" + i, 1));
            all.add(charge(
                    limit("route" + i, Measure.REQUESTS, Long.MAX_VALUE, DAY, Dimension.ROUTE), "route:" + i, 1));
            all.add(charge(limit("pool" + i, Measure.COST, Long.MAX_VALUE, DAY), "", 1));
            all.add(charge(limit("rides" + i, Measure.REQUESTS, Long.MAX_VALUE, DAY), "", 1));
            all.add(alice(limit("anonymous" + i, Measure.REQUESTS, Long.MAX_VALUE, DAY, Dimension.IP), 1));
            all.add(charge(limit("ip" + i, Measure.COST, Long.MAX_VALUE, DAY, Dimension.USER), "ip:" + i, 1));
        }

        together(8, () -> {
            Random random = new Random(Thread.currentThread().getId());
            for (int ride = 0; ride < 5_000; ride++) {
                List<Charge> some = new ArrayList<>(all);
                some.removeIf(charge -> random.nextInt(3) > 0);
                Collections.shuffle(some, random);
                settle(reserved(reserve(some)), 0);
            }
            return null;
        });

        assertThat(all).allSatisfy(charge -> assertThat(heldOf(charge)).isZero());
    }
}
