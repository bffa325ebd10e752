package io.faregate.budget;

import io.faregate.budget.Held.Denied;
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

/** Rides of two users race for limits of each kind: every outcome and every balance is one of some order. */
@Tag("lincheck")
class AccountsTest {
    private static final int MOST_THREADS = 8;
    private static final int MOST_UNITS = 4;
    private static final List<String> USERS = List.of("user:0", "user:1");

    /** In the order of their refusals. */
    private static final List<Limit> LIMITS = List.of(
            limit(Measure.CONCURRENT, 3, new Window.Now()),
            limit(Measure.TOKENS, 7, new Window.Rolling(Duration.ofHours(1))),
            limit(Measure.COST, 6, new Window.Calendar(Window.Period.DAY)));

    private static Limit limit(Measure measure, long amount, Window window) {
        return new Limit(
                measure.key(), measure.key(), measure, Set.of(Dimension.USER), amount, window, Mode.ENFORCE, false);
    }

    @Test
    void underStressEveryOutcomeIsThatOfSomeOrder() {
        new StressOptions()
                .sequentialSpecification(TwoUsersInOrder.class)
                .iterations(15)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .check(RidesOfStore.class);
    }

    @Test
    void whateverThreadsSwitchEveryOutcomeIsThatOfSomeOrder() {
        new ModelCheckingOptions()
                .sequentialSpecification(TwoUsersInOrder.class)
                .iterations(5)
                .invocationsPerIteration(50)
                .threads(2)
                .actorsPerThread(2)
                .addGuarantee(FewEntries.withoutLibraries())
                .check(RidesOfEntries.class);
    }

    /** How an account stands. */
    public record Stand(long held, long spent) {}

    /** Rides of the store. */
    public static class RidesOfStore extends TwoUsers {
        public RidesOfStore() {
            super(BudgetStore.local(new MovedTicker(), ZoneOffset.UTC, 10));
        }
    }

    /** Rides of nothing but what they need. */
    public static class RidesOfEntries extends TwoUsers {
        public RidesOfEntries() {
            super(FewEntries.of("user:0", "user:1"));
        }
    }

    /** Each thread ends its own rides. */
    @Param(name = "user", gen = IntGen.class, conf = "0:1")
    @Param(name = "units", gen = IntGen.class, conf = "0:" + MOST_UNITS)
    @Param(name = "limit", gen = IntGen.class, conf = "0:2")
    public abstract static class TwoUsers {
        /** Made before, since a model checker looks into all that an operation does. */
        private static final Charges[][] OF_ONE = new Charges[2][MOST_UNITS + 1];

        private static final Charges[] OF_BOTH = new Charges[MOST_UNITS + 1];

        static {
            for (int units = 0; units <= MOST_UNITS; units++) {
                OF_ONE[0][units] = Charges.of(charges(0, units));
                OF_ONE[1][units] = Charges.of(charges(1, units));
                List<Charge> both = new ArrayList<>(charges(0, units));
                both.addAll(charges(1, units));
                OF_BOTH[units] = Charges.of(both);
            }
        }

        private final BudgetStore store;
        private final List<Deque<Reservation>> rides = new ArrayList<>();

        TwoUsers(BudgetStore store) {
            this.store = store;
            for (int thread = 0; thread <= MOST_THREADS; thread++) {
                rides.add(new ArrayDeque<>());
            }
        }

        @Operation
        public String reserve(
                @Param(gen = ThreadIdGen.class) int thread,
                @Param(name = "user") int user,
                @Param(name = "units") int units) {
            Held held = store.reserve(OF_ONE[user][units]);
            if (held instanceof Reservation reserved) {
                rides.get(thread).push(reserved);
            }
            return said(held);
        }

        /** Two users at once: all or nothing, too. Such a ride goes on for ever. */
        @Operation
        public String reserveForBoth(@Param(name = "units") int units) {
            return said(store.reserve(OF_BOTH[units]));
        }

        @Operation
        public boolean settle(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "units") int used) {
            Deque<Reservation> own = rides.get(thread);
            return !own.isEmpty() && store.settle(own.pop(), State.SETTLED, charge -> used);
        }

        @Operation
        public Stand balance(@Param(name = "user") int user, @Param(name = "limit") int limit) {
            Balance balance = store.balance(charge(LIMITS.get(limit), user, 0));
            return new Stand(balance.held(), balance.spent());
        }

        private static List<Charge> charges(int user, int units) {
            List<Charge> charges = new ArrayList<>();
            for (Limit limit : LIMITS) {
                charges.add(charge(limit, user, units));
            }
            return charges;
        }

        private static Charge charge(Limit limit, int user, int units) {
            long hold = limit.measure().equals(Measure.CONCURRENT) ? Math.min(units, 1) : units;
            return new Charge(limit, Subjects.of(USERS.get(user)), limit.amount(), hold);
        }

        private static String said(Held held) {
            return held instanceof Denied denied ? denied.charge().limit().id() : "held";
        }
    }

    /** The same for one thread, as plain as can be. */
    public static class TwoUsersInOrder {
        private final Map<Integer, Deque<int[]>> rides = new HashMap<>();
        private final long[][] held = new long[2][LIMITS.size()];
        private final long[][] spent = new long[2][LIMITS.size()];

        public String reserve(int thread, int user, int units) {
            String said = said(units, user);
            if (said.equals("held")) {
                hold(user, units);
                rides.computeIfAbsent(thread, key -> new ArrayDeque<>()).push(new int[] {user, units});
            }
            return said;
        }

        public String reserveForBoth(int units) {
            String said = said(units, 0, 1);
            if (said.equals("held")) {
                hold(0, units);
                hold(1, units);
            }
            return said;
        }

        private String said(int units, int... users) {
            for (int i = 0; i < LIMITS.size(); i++) {
                for (int user : users) {
                    if (held[user][i] + spent[user][i] + units(i, units)
                            > LIMITS.get(i).amount()) {
                        return LIMITS.get(i).id();
                    }
                }
            }
            return "held";
        }

        private void hold(int user, int units) {
            for (int i = 0; i < LIMITS.size(); i++) {
                held[user][i] += units(i, units);
            }
        }

        private static int units(int limit, int units) {
            return limit == 0 ? Math.min(units, 1) : units;
        }

        public boolean settle(int thread, int used) {
            Deque<int[]> own = rides.getOrDefault(thread, new ArrayDeque<>());
            if (own.isEmpty()) {
                return false;
            }
            int[] ride = own.pop();
            for (int i = 0; i < LIMITS.size(); i++) {
                held[ride[0]][i] -= units(i, ride[1]);
                spent[ride[0]][i] += i == 0 ? 0 : used;
            }
            return true;
        }

        public Stand balance(int user, int limit) {
            return new Stand(held[user][limit], spent[user][limit]);
        }
    }
}
