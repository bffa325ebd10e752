package io.faregate.benchmarks;

import io.faregate.budget.BudgetStore;
import io.faregate.budget.Charge;
import io.faregate.budget.Charges;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Reservation;
import io.faregate.budget.Subject;
import io.faregate.budget.Subject.Kind;
import io.faregate.budget.Window;
import io.faregate.ride.Ticker;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How many bytes of heap a caller keeps when nothing runs: a user with two daily limits and one of rides at once, and a
 * network with one rolling limit, a million of each, all of them with something spent. Then a million callers more than
 * the store has room for: the heap may not grow. Used heap after full collections; names are made before, and counted
 * by themselves.
 */
public final class CallerMemory {
    private static final int CALLERS = 1_000_000;
    private static final long PLENTY = 1_000_000_000L;
    private static final Window DAY = new Window.Calendar(Window.Period.DAY);
    private static final Limit COST = limit("user-cost", Measure.COST, DAY, Dimension.USER);
    private static final Limit REQUESTS = limit("user-requests", Measure.REQUESTS, DAY, Dimension.USER);
    private static final Limit AT_ONCE = limit("user-now", Measure.CONCURRENT, new Window.Now(), Dimension.USER);
    private static final Limit RATE =
            limit("ip-rate", Measure.REQUESTS, new Window.Rolling(Duration.ofDays(365)), Dimension.IP);

    /** So few that nothing is refilled while this runs. */
    private static final long FEW = 10_000;

    private final BudgetStore store = BudgetStore.local(Ticker.system(), ZoneOffset.UTC, 2 * CALLERS);

    private CallerMemory() {}

    /**
     * Prints bytes per caller.
     *
     * @param args none
     * @throws InterruptedException when it is stopped
     */
    public static void main(String[] args) throws InterruptedException {
        System.out.printf("Java %s, %,d callers, bytes for each%n%n", Runtime.version(), CALLERS);
        new CallerMemory().run();
    }

    private void run() throws InterruptedException {
        long start = used();
        List<String> users = names("user:", 0);
        List<String> networks = names("ip:", 0);
        long named = used();
        rides(users, networks);
        long known = used();
        flood();
        long flooded = used();
        System.out.printf(Locale.ROOT, "their two names, `user:...` and `ip:...` | %.0f%n", each(named - start));
        System.out.printf(Locale.ROOT, "entries, accounts and the tables that find them | %.0f%n", each(known - named));
        System.out.printf(Locale.ROOT, "more after a flood of as many new callers | %.1f%n", each(flooded - known));
        nobodyForgotten(users, networks);
    }

    private void rides(List<String> users, List<String> networks) {
        for (int i = 0; i < CALLERS; i++) {
            ride(users.get(i), networks.get(i));
        }
    }

    private void flood() {
        for (int i = 0; i < CALLERS; i++) {
            ride(name("user:", CALLERS + i), name("ip:", CALLERS + i));
        }
    }

    private void ride(String userName, String networkName) {
        Subject user = new Subject(Kind.USER, userName);
        Subject network = new Subject(Kind.IP, networkName);
        Reservation held = (Reservation) store.reserve(Charges.of(List.of(
                new Charge(COST, user, PLENTY, 10),
                new Charge(REQUESTS, user, PLENTY, 1),
                new Charge(AT_ONCE, user, PLENTY, 1),
                new Charge(RATE, network, FEW, 1))));
        Rounds.require(store.settle(held, Reservation.State.SETTLED, charge -> 1));
    }

    private void nobodyForgotten(List<String> users, List<String> networks) {
        for (int i = 0; i < CALLERS; i++) {
            Rounds.require(store.balance(new Charge(COST, new Subject(Kind.USER, users.get(i)), PLENTY, 0))
                            .spent()
                    == 1);
            Rounds.require(store.balance(new Charge(RATE, new Subject(Kind.IP, networks.get(i)), FEW, 0))
                            .spent()
                    == 1);
        }
    }

    private static List<String> names(String kind, int from) {
        List<String> names = new ArrayList<>(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            names.add(name(kind, from + i));
        }
        return names;
    }

    private static String name(String kind, int number) {
        return String.format(Locale.ROOT, "%s%011d", kind, number);
    }

    private static double each(long bytes) {
        return (double) bytes / CALLERS;
    }

    /** Used heap once it no longer shrinks. */
    private static long used() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int unchanged = 0; unchanged < 3; unchanged++) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (now < least - 1_000_000) {
                unchanged = 0;
            }
            least = Math.min(least, now);
            Thread.sleep(200);
        }
        return least;
    }

    private static Limit limit(String id, Measure measure, Window window, Dimension... per) {
        return new Limit(id, id, measure, Set.of(per), PLENTY, window, Mode.ENFORCE, false);
    }
}
