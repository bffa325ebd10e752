package io.faregate.budget;

import io.faregate.budget.Reservation.State;
import io.faregate.test.MovedTicker;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rides begin, expire and end while the days turn, and debts with them: every outcome is one of some order. All have one
 * amount, as a ride that is let in by yesterday's clock may change what yesterday pays after today has looked at it.
 */
@Tag("lincheck")
class DebtsTest {
    private static final int MOST_THREADS = 8;
    private static final int MOST_UNITS = 9;
    private static final long AMOUNT = 4;
    private static final long EXPIRED = 3;
    private static final Limit LIMIT = new Limit(
            "debt",
            "debt",
            Measure.COST,
            Set.of(Dimension.USER),
            AMOUNT,
            new Window.Calendar(Window.Period.DAY),
            Mode.ENFORCE,
            true);

    @Test
    void underStressEveryOutcomeIsThatOfSomeOrder() {
        new StressOptions()
                .sequentialSpecification(DebtsInOrder.class)
                .iterations(10)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .check(Debts.class);
    }

    @Test
    void whateverThreadsSwitchEveryOutcomeIsThatOfSomeOrder() {
        new ModelCheckingOptions()
                .sequentialSpecification(DebtsInOrder.class)
                .iterations(5)
                .invocationsPerIteration(50)
                .threads(2)
                .actorsPerThread(3)
                .addGuarantee(FewEntries.withoutLibraries())
                .check(DebtsOfEntries.class);
    }

    /** Debts of the store. */
    public static class Debts extends OneDebtor {
        public Debts() {
            this(new MovedTicker());
        }

        private Debts(MovedTicker clock) {
            super(clock, BudgetStore.local(clock, ZoneOffset.UTC, 10));
        }
    }

    /** Debts of nothing but what they need. */
    public static class DebtsOfEntries extends OneDebtor {
        public DebtsOfEntries() {
            this(new MovedTicker());
        }

        private DebtsOfEntries(MovedTicker clock) {
            super(clock, FewEntries.of(clock, "user:0", "user:1"));
        }
    }

    /** Each thread ends its own rides. */
    @Param(name = "units", gen = IntGen.class, conf = "0:" + MOST_UNITS)
    public abstract static class OneDebtor {
        private static final Charges[] HOLDING = new Charges[(int) AMOUNT + 1];

        static {
            for (int units = 0; units <= AMOUNT; units++) {
                HOLDING[units] = Charges.of(List.of(charge(units)));
            }
        }

        private final MovedTicker clock;
        private final BudgetStore store;
        private final List<Deque<Reservation>> rides = new ArrayList<>();

        OneDebtor(MovedTicker clock, BudgetStore store) {
            this.clock = clock;
            this.store = store;
            for (int thread = 0; thread <= MOST_THREADS; thread++) {
                rides.add(new ArrayDeque<>());
            }
        }

        private static Charge charge(long hold) {
            return new Charge(LIMIT, Subjects.of("user:0"), AMOUNT, hold);
        }

        @Operation
        public void turnDay() {
            clock.advance(Duration.ofDays(1));
        }

        @Operation
        public boolean reserve(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "units") int units) {
            Held held = store.reserve(HOLDING[units % HOLDING.length]);
            if (held instanceof Reservation reserved) {
                rides.get(thread).push(reserved);
            }
            return held instanceof Reservation;
        }

        /** The own ride that began last, on whatever day. */
        @Operation
        public boolean expire(@Param(gen = ThreadIdGen.class) int thread) {
            Deque<Reservation> own = rides.get(thread);
            return !own.isEmpty() && store.settle(own.element(), State.EXPIRED, charge -> EXPIRED);
        }

        @Operation
        public boolean settle(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "units") int used) {
            Deque<Reservation> own = rides.get(thread);
            return !own.isEmpty() && store.settle(own.pop(), State.SETTLED, charge -> used);
        }

        @Operation
        public String balance() {
            Balance balance = store.balance(charge(0));
            return balance.held() + " held, " + balance.spent() + " spent";
        }
    }

    /** The same for one thread, as plain as can be. */
    public static class DebtsInOrder {
        private final Map<Integer, Deque<long[]>> rides = new HashMap<>();
        private final Map<Long, Long> held = new HashMap<>();
        private final Map<Long, Long> used = new HashMap<>();
        private long today;

        public void turnDay() {
            today++;
        }

        public boolean reserve(int thread, int units) {
            long hold = units % (AMOUNT + 1);
            boolean fits = held(today) + spent(today) + hold <= AMOUNT;
            if (fits) {
                held.merge(today, hold, Long::sum);
                own(thread).push(new long[] {today, hold, 0});
            }
            return fits;
        }

        public boolean expire(int thread) {
            long[] ride = own(thread).peek();
            boolean mine = ride != null && ride[2] == 0;
            if (mine) {
                book(ride, EXPIRED);
                ride[2] = EXPIRED;
            }
            return mine;
        }

        public boolean settle(int thread, int units) {
            long[] ride = own(thread).poll();
            if (ride != null) {
                book(ride, units);
            }
            return ride != null;
        }

        private void book(long[] ride, long units) {
            held.merge(ride[0], -ride[1], Long::sum);
            used.merge(ride[0], units - ride[2], Long::sum);
            ride[1] = 0;
        }

        public String balance() {
            return held(today) + " held, " + spent(today) + " spent";
        }

        private Deque<long[]> own(int thread) {
            return rides.computeIfAbsent(thread, key -> new ArrayDeque<>());
        }

        private long held(long day) {
            return held.getOrDefault(day, 0L);
        }

        /** Each day pays its amount, whoever rides. */
        private long spent(long day) {
            return day < 0 ? 0 : used.getOrDefault(day, 0L) + Math.max(0, spent(day - 1) - AMOUNT);
        }
    }
}
