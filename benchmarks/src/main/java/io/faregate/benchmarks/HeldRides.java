package io.faregate.benchmarks;

import io.faregate.budget.BudgetStore;
import io.faregate.budget.Charges;
import io.faregate.budget.Dimension;
import io.faregate.budget.Held;
import io.faregate.budget.Limit;
import io.faregate.budget.LimitSet;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Reservation;
import io.faregate.budget.Subject;
import io.faregate.budget.Subject.Kind;
import io.faregate.budget.Window;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyBuilder;
import io.faregate.ride.Ticker;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A store, and rides of numbered callers that hold on five limits and give back half of their money: cost per user and
 * day, requests per user and day, cost of everybody per month, requests per network within a minute, rides per user at
 * once. Charges and subjects are built anew for each ride, as the core builds them. Thread-safe.
 */
final class HeldRides {
    static final int CALLERS = 16_384;
    static final long PLENTY = 1_000_000_000_000_000L;

    /** Requests within a minute, as many as the yardstick's buckets are refilled with. */
    static final long RATE = 1_000_000_000;

    static final Usage USED = Usage.of(1_000, 500).with(Unit.REQUESTS, 1);

    private static final Money COST = new Money(5_000);
    private static final Money HELD = new Money(10_000);
    private static final Window DAY = new Window.Calendar(Window.Period.DAY);
    private static final List<Limit> LIMITS = List.of(
            limit("user-day", Measure.COST, DAY, Dimension.USER),
            limit("user-requests", Measure.REQUESTS, DAY, Dimension.USER),
            limit("all-month", Measure.COST, new Window.Calendar(Window.Period.MONTH)),
            limit("ip-minute", Measure.REQUESTS, RATE, new Window.Rolling(Duration.ofMinutes(1)), Dimension.IP),
            limit("user-now", Measure.CONCURRENT, new Window.Now(), Dimension.USER));

    private static final LimitSet CHARGED = LimitSet.of(LIMITS);
    private static final String FIRST = CHARGED.get(0).id();

    private final BudgetStore store = BudgetStore.local(Ticker.system(), ZoneOffset.UTC);
    private final List<String> users = names("user-name-%05d@example.org");
    private final List<String> networks = names("198.51.%d");
    private final List<Charges> built = new ArrayList<>();

    HeldRides() {
        for (int caller = 0; caller < CALLERS; caller++) {
            built.add(charges(caller));
        }
    }

    String user(int caller) {
        return users.get(caller);
    }

    void ride(int caller) {
        ride(charges(caller));
    }

    /** The store's part without the charges and their names. */
    void rideOfBuiltCharges(int caller) {
        ride(built.get(caller));
    }

    private void ride(Charges charges) {
        Reservation reservation = (Reservation) store.reserve(charges);
        Rounds.require(store.settle(reservation, Reservation.State.SETTLED, HeldRides::used));
    }

    private static long used(int charge) {
        return CHARGED.get(charge).measure().amount(USED, COST);
    }

    /** Refused, since the first limit is spent; the others have plenty. */
    void refused(int caller) {
        Charges charges = charges(caller).withAmounts(HeldRides::nothingOfFirst);
        Rounds.require(store.reserve(charges) instanceof Held.Denied);
    }

    private static long nothingOfFirst(Limit limit) {
        return limit.id().equals(FIRST) ? 0 : limit.amount();
    }

    Charges charges(int caller) {
        return Charges.of(
                CHARGED,
                per -> per.contains(Dimension.USER)
                        ? new Subject(Kind.USER, users.get(caller))
                        : new Subject(Kind.IP, networks.get(caller)),
                limit -> limit.measure().amount(USED, HELD));
    }

    /** The same limits as a policy says them, with so many requests a day for a user; routes are still to come. */
    static PolicyBuilder policy(long requestsOfUser) {
        String plenty = "1000000";
        return Policy.builder()
                .limit(Limits.pool().cost(plenty).every(Window.Period.MONTH))
                .limit(Limits.per(Dimension.IP).requests(RATE).within(Duration.ofMinutes(1)))
                .plan(
                        "free",
                        plan -> plan.models("gpt-5-mini")
                                .limit(Limits.per(Dimension.USER).cost(plenty).every(Window.Period.DAY))
                                .limit(Limits.per(Dimension.USER)
                                        .requests(requestsOfUser)
                                        .every(Window.Period.DAY))
                                .limit(Limits.per(Dimension.USER).concurrent(PLENTY)))
                .defaultPlan("free");
    }

    private static Limit limit(String id, Measure measure, Window window, Dimension... per) {
        return limit(id, measure, PLENTY, window, per);
    }

    private static Limit limit(String id, Measure measure, long amount, Window window, Dimension... per) {
        return new Limit(id, id, measure, Set.of(per), amount, window, Mode.ENFORCE, false);
    }

    private static List<String> names(String format) {
        List<String> names = new ArrayList<>(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            names.add(String.format(Locale.ROOT, format, i));
        }
        return names;
    }
}
