package io.faregate.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.budget.Reservation.State;
import io.faregate.ride.Ticker;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LocalBudgetStoreTest extends BudgetStoreContract {
    @Override
    BudgetStore open(Ticker ticker, ZoneId zone) {
        return BudgetStore.local(ticker, zone);
    }

    @Test
    void anAdjustmentWaitsForTheExpiryThatItAdjusts() throws Exception {
        Hook hook = new Hook(clock);
        store = open(hook, BERLIN);
        Limit plan = limit("plan", Measure.COST, 100, DAY, Dimension.PLAN);
        Limit rate = money(100, rolling(Duration.ofHours(1)));
        Reservation ride = hold(charge(plan, "plan:free", 50), alice(rate, 50));
        Thread late = new Thread(() -> settle(ride, 7));

        // the bucket reads the clock while the expiry has booked it and nothing of the plan
        hook.work.set(() -> blocked(late));
        store.settle(ride, State.EXPIRED, charge -> 60);
        late.join(10_000);

        assertThat(ride.state()).isEqualTo(State.ADJUSTED);
        for (Charge charge : List.of(charge(plan, "plan:free", 0), alice(rate, 0))) {
            assertThat(heldOf(charge)).isZero();
            assertThat(spentOf(charge)).isEqualTo(7);
        }
    }

    /** As when there is no memory for it. */
    @Test
    void anAccountThatCanNotBeOpenedLeavesNothingHeld() {
        FewEntries entries = FewEntries.of("user:alice", "plan:free");
        Charge first = alice(limit("first", Measure.CONCURRENT, 3, NOW, Dimension.USER), 1);
        Charge second = charge(limit("second", Measure.COST, 100, DAY, Dimension.PLAN), "plan:free", 50);
        Moment noCalendars = new Moment(null, 0, 0);

        assertThatThrownBy(() -> new LocalReservation(Charges.of(List.of(first, second))).hold(entries, noCalendars))
                .isInstanceOf(NullPointerException.class);

        assertThat(entries.balance(first).held()).isZero();
    }

    private static void blocked(Thread thread) {
        thread.start();
        while (thread.getState() != Thread.State.BLOCKED && thread.isAlive()) {
            Thread.onSpinWait();
        }
    }

    /** A clock that does something once, when it is read by an expiry that books. */
    private record Hook(Ticker clock, AtomicReference<Runnable> work) implements Ticker {
        Hook(Ticker clock) {
            this(clock, new AtomicReference<>());
        }

        @Override
        public long nanoTime() {
            boolean books = StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getMethodName().equals("book")));
            Runnable once = books ? work.getAndSet(null) : null;
            if (once != null) {
                once.run();
            }
            return clock.nanoTime();
        }

        @Override
        public long currentTimeMillis() {
            return clock.currentTimeMillis();
        }
    }
}
