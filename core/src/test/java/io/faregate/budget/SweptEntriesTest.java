package io.faregate.budget;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.faregate.budget.AccountsTest.TwoUsers;
import io.faregate.budget.AccountsTest.TwoUsersInOrder;
import io.faregate.budget.Reservation.State;
import io.faregate.test.MovedTicker;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rides of two users race with newcomers, whose sweep gives up each entry that is as good as new, or who find no place
 * left for an entry of their own: nobody sees any of it.
 */
@Tag("lincheck")
class SweptEntriesTest {
    private static final Limit DAY = new Limit(
            "day",
            "day",
            Measure.COST,
            Set.of(Dimension.USER),
            10,
            new Window.Calendar(Window.Period.DAY),
            Mode.ENFORCE,
            false);

    /** Who is let in already, so that less than half of the places are free and the sweep waits for nobody to be idle. */
    private static final int RESIDENTS = 13;

    private static final int NEWCOMERS = 8;
    private static final int PLACES = RESIDENTS + NEWCOMERS + 3;

    @Test
    void whoIsSweptAsItIsTakenLosesNothing() {
        stress(RidesAmongNewcomers.class);
    }

    @Test
    void whoSharesLosesNothing() {
        stress(RidesOfSharers.class);
    }

    private static void stress(Class<?> rides) {
        new StressOptions()
                .sequentialSpecification(TwoUsersUndisturbed.class)
                .iterations(8)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .check(rides);
    }

    @Test
    void whateverThreadsSwitchNobodyLosesAnything() {
        new ModelCheckingOptions()
                .sequentialSpecification(TwoUsersUndisturbed.class)
                .iterations(3)
                .invocationsPerIteration(50)
                .threads(2)
                .actorsPerThread(2)
                .addGuarantee(FewEntries.withoutLibraries())
                .addGuarantee(forClasses(name -> name.startsWith(ConcurrentHashMap.class.getName()))
                        .allMethods()
                        .treatAsAtomic())
                .check(RidesAmongNewcomers.class);
    }

    /** There is room for all, but an entry that is as good as new is given up. */
    public static class RidesAmongNewcomers extends Disturbed {
        public RidesAmongNewcomers() {
            super(storeFor(PLACES));
        }
    }

    /** All places are taken. */
    public static class RidesOfSharers extends Disturbed {
        public RidesOfSharers() {
            super(storeOfSharers());
        }
    }

    private static BudgetStore storeFor(int places) {
        BudgetStore store = BudgetStore.local(new MovedTicker(), ZoneOffset.UTC, places);
        List<Charge> residents = new ArrayList<>();
        for (int i = 0; i < Math.min(RESIDENTS, places); i++) {
            residents.add(charge("ip:resident" + i));
        }
        store.reserve(Charges.of(residents));
        return store;
    }

    /** One where the two users do not share with each other. */
    private static BudgetStore storeOfSharers() {
        BudgetStore store = storeFor(1);
        Reservation ride = (Reservation) store.reserve(Charges.of(List.of(charge("user:0"))));
        boolean apart = store.balance(charge("user:1")).held() == 0;
        store.settle(ride, State.RELEASED, charge -> 0);
        return apart ? store : storeOfSharers();
    }

    private static Charge charge(String subject) {
        return new Charge(DAY, Subjects.of(subject), DAY.amount(), 1);
    }

    /** Two users, and newcomers who leave as they came. */
    public abstract static class Disturbed extends TwoUsers {
        private static final Charges[] NEW = new Charges[NEWCOMERS];

        static {
            for (int i = 0; i < NEWCOMERS; i++) {
                NEW[i] = Charges.of(List.of(charge("ip:new" + i)));
            }
        }

        private final BudgetStore store;
        private final AtomicInteger came = new AtomicInteger();

        Disturbed(BudgetStore store) {
            super(store);
            this.store = store;
        }

        @Operation
        public boolean comeAndGo() {
            Held held = store.reserve(NEW[came.getAndIncrement() % NEWCOMERS]);
            return held instanceof Reservation ride && store.settle(ride, State.RELEASED, charge -> 0);
        }
    }

    /** The same for one thread, where nobody is given up or shares. */
    public static class TwoUsersUndisturbed extends TwoUsersInOrder {
        public boolean comeAndGo() {
            return true;
        }
    }
}
