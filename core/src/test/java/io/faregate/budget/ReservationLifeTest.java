package io.faregate.budget;

import io.faregate.budget.Reservation.State;
import io.faregate.test.MovedTicker;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Top-ups and all endings of one reservation race: every outcome is one of some order, and it ends at most once. */
@Tag("lincheck")
class ReservationLifeTest {

    @Test
    void underStressEveryOutcomeIsThatOfSomeOrder() {
        new StressOptions()
                .sequentialSpecification(OneRideInOrder.class)
                .iterations(20)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .check(RideOfStore.class);
    }

    @Test
    void whateverThreadsSwitchEveryOutcomeIsThatOfSomeOrder() {
        new ModelCheckingOptions()
                .sequentialSpecification(OneRideInOrder.class)
                .iterations(20)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(3)
                .addGuarantee(FewEntries.withoutLibraries())
                .check(RideOfEntries.class);
    }

    /** A ride of the store. */
    public static class RideOfStore extends OneRide {
        public RideOfStore() {
            super(BudgetStore.local(new MovedTicker(), ZoneOffset.UTC, 10));
        }
    }

    /** A ride of nothing but what it needs. */
    public static class RideOfEntries extends OneRide {
        public RideOfEntries() {
            super(FewEntries.of("user:x", "plan:x"));
        }
    }

    /** One ride in a calendar and a rolling limit of one subject, and a concurrent limit of another. */
    @Param(name = "used", gen = IntGen.class, conf = "0:3")
    public abstract static class OneRide {
        static final long AMOUNT = 100;
        static final long HOLD = 10;
        static final long MORE = 50;
        static final long EXPIRED = 20;

        private final List<Charge> charges = List.of(
                charge(Measure.COST, new Window.Calendar(Window.Period.DAY), "user:x", HOLD),
                charge(Measure.TOKENS, new Window.Rolling(Duration.ofHours(1)), "user:x", HOLD),
                charge(Measure.CONCURRENT, new Window.Now(), "plan:x", 1));
        private final AtomicInteger toppedUp = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();
        private final AtomicInteger settled = new AtomicInteger();
        private final BudgetStore store;
        private final Reservation ride;
        private volatile long used;

        OneRide(BudgetStore store) {
            this.store = store;
            this.ride = (Reservation) store.reserve(Charges.of(charges));
        }

        private static Charge charge(Measure measure, Window window, String subject, long hold) {
            Limit limit = new Limit(measure.key(), "limits", measure, Set.of(), AMOUNT, window, Mode.ENFORCE, false);
            return new Charge(limit, Subjects.of(subject), AMOUNT, hold);
        }

        @Operation
        public String topUp() {
            try {
                Held held = store.topUp(ride, this::more);
                toppedUp.addAndGet(held instanceof Reservation ? 1 : 0);
                return held instanceof Reservation ? "held" : "denied";
            } catch (IllegalStateException over) {
                return "over";
            }
        }

        private long more(int charge) {
            return ride.charges().limits().get(charge).measure().equals(Measure.CONCURRENT) ? 0 : MORE;
        }

        @Operation
        public boolean settle(@Param(name = "used") int amount) {
            boolean mine = store.settle(ride, State.SETTLED, charge -> amount);
            if (mine) {
                used = amount;
                settled.incrementAndGet();
            }
            return mine;
        }

        @Operation
        public boolean release() {
            return ends(State.RELEASED, 0);
        }

        @Operation
        public boolean expire() {
            return ends(State.EXPIRED, EXPIRED);
        }

        private boolean ends(State ending, long amount) {
            boolean mine = store.settle(ride, ending, charge -> amount);
            ended.addAndGet(mine ? 1 : 0);
            return mine;
        }

        /** What the accounts say when all is quiet. */
        @Validate
        public void balances() {
            State state = ride.state();
            check(settled.get(), state == State.SETTLED || state == State.ADJUSTED ? 1 : 0, "settled");
            check(ended.get(), state == State.OPEN || state == State.SETTLED ? 0 : 1, "released or expired");
            for (Charge charge : charges) {
                boolean counts = charge.limit().measure().equals(Measure.CONCURRENT);
                long holds = counts ? 1 : HOLD + toppedUp.get() * MORE;
                Balance balance = store.balance(charge);
                check(
                        balance.held(),
                        state == State.OPEN ? holds : 0,
                        charge.limit().id() + " held");
                check(
                        balance.spent(),
                        counts ? 0 : booked(state),
                        charge.limit().id() + " spent");
            }
        }

        private long booked(State state) {
            return switch (state) {
                case OPEN, RELEASED -> 0;
                case EXPIRED -> EXPIRED;
                case SETTLED, ADJUSTED -> used;
            };
        }

        /** Lincheck does not bear AssertJ here: it compares what it sees, and an assertion can not be compared. */
        private static void check(long actual, long expected, String what) {
            if (actual != expected) {
                throw new AssertionError(what + ": " + actual + ", not " + expected);
            }
        }
    }

    /** The same for one thread, as plain as can be. */
    public static class OneRideInOrder {
        private State state = State.OPEN;
        private long held = OneRide.HOLD;

        public String topUp() {
            if (state != State.OPEN) {
                return "over";
            }
            if (held + OneRide.MORE > OneRide.AMOUNT) {
                return "denied";
            }
            held += OneRide.MORE;
            return "held";
        }

        public boolean settle(int used) {
            return moves(State.EXPIRED, State.ADJUSTED) || moves(State.OPEN, State.SETTLED);
        }

        public boolean release() {
            return moves(State.OPEN, State.RELEASED);
        }

        public boolean expire() {
            return moves(State.OPEN, State.EXPIRED);
        }

        private boolean moves(State from, State to) {
            boolean mine = state == from;
            state = mine ? to : state;
            return mine;
        }
    }
}
