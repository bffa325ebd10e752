package io.faregate.budget;

import io.faregate.budget.Reservation.State;
import io.faregate.test.MovedTicker;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rides of one user are topped up while others begin and end: every outcome is one of some order. */
@Tag("lincheck")
class TopUpsTest {
    private static final int RIDES = 8;
    private static final int MOST_UNITS = 6;
    private static final long AMOUNT = 14;
    private static final Limit LIMIT = new Limit(
            "day",
            "day",
            Measure.COST,
            Set.of(Dimension.USER),
            AMOUNT,
            new Window.Calendar(Window.Period.DAY),
            Mode.ENFORCE,
            false);

    @Test
    void underStressEveryOutcomeIsThatOfSomeOrder() {
        new StressOptions()
                .sequentialSpecification(RidesInOrder.class)
                .iterations(10)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .check(RidesOfStore.class);
    }

    @Test
    void whateverThreadsSwitchEveryOutcomeIsThatOfSomeOrder() {
        new ModelCheckingOptions()
                .sequentialSpecification(RidesInOrder.class)
                .iterations(10)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(2)
                .addGuarantee(FewEntries.withoutLibraries())
                .check(RidesOfEntries.class);
    }

    /** Rides of the store. */
    public static class RidesOfStore extends Rides {
        public RidesOfStore() {
            super(BudgetStore.local(new MovedTicker(), ZoneOffset.UTC, 10));
        }
    }

    /** Rides of nothing but what they need. */
    public static class RidesOfEntries extends Rides {
        public RidesOfEntries() {
            super(FewEntries.of("user:0", "user:1"));
        }
    }

    /** Each thread has a ride, which holds one. */
    @Param(name = "units", gen = IntGen.class, conf = "0:" + MOST_UNITS)
    public abstract static class Rides {
        private static final Charges[] HOLDING = new Charges[MOST_UNITS + 1];

        static {
            for (int units = 0; units <= MOST_UNITS; units++) {
                HOLDING[units] = Charges.of(List.of(charge(units)));
            }
        }

        private final BudgetStore store;
        private final List<Reservation> rides = new ArrayList<>();

        Rides(BudgetStore store) {
            this.store = store;
            for (int ride = 0; ride < RIDES; ride++) {
                rides.add((Reservation) store.reserve(HOLDING[1]));
            }
        }

        private static Charge charge(long hold) {
            return new Charge(LIMIT, Subjects.of("user:0"), AMOUNT, hold);
        }

        @Operation
        public boolean topUp(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "units") int units) {
            Reservation own = rides.get(thread);
            return own.state() == State.OPEN && store.topUp(own, charge -> units) instanceof Reservation;
        }

        @Operation
        public boolean settle(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "units") int used) {
            return store.settle(rides.get(thread), State.SETTLED, charge -> used);
        }

        /** It goes on for ever. */
        @Operation
        public boolean reserve(@Param(name = "units") int units) {
            return store.reserve(HOLDING[units]) instanceof Reservation;
        }

        @Operation
        public String balance() {
            Balance balance = store.balance(charge(0));
            return balance.held() + " held, " + balance.spent() + " spent";
        }
    }

    /** The same for one thread, as plain as can be. */
    public static class RidesInOrder {
        private final long[] holds = new long[RIDES];
        private final boolean[] ended = new boolean[RIDES];
        private long held = RIDES;
        private long spent;

        public RidesInOrder() {
            Arrays.fill(holds, 1);
        }

        public boolean topUp(int thread, int units) {
            boolean isHeld = !ended[thread] && (units == 0 || reserve(units));
            holds[thread] += isHeld ? units : 0;
            return isHeld;
        }

        public boolean settle(int thread, int used) {
            if (ended[thread]) {
                return false;
            }
            ended[thread] = true;
            held -= holds[thread];
            spent += used;
            return true;
        }

        public boolean reserve(int units) {
            boolean fits = held + spent + units <= AMOUNT;
            held += fits ? units : 0;
            return fits;
        }

        public String balance() {
            return held + " held, " + spent + " spent";
        }
    }
}
