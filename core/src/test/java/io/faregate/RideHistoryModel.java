package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Measure;
import io.faregate.budget.Window;
import io.faregate.usage.UsageRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What balances and records must add up to, kept by sums alone. It knows nothing of limits but the day and the month that
 * a ride was let in. For one thread.
 */
final class RideHistoryModel {
    private final ZoneId zone;
    private final Map<String, Long> spent = new HashMap<>();
    private final Map<String, Long> held = new HashMap<>();
    private final Map<String, Long> rides = new HashMap<>();
    private final Map<String, Long> running = new HashMap<>();
    private final Map<YearMonth, Long> spentByAll = new HashMap<>();
    private final Map<YearMonth, Long> heldByAll = new HashMap<>();
    private final Map<String, Long> logged = new HashMap<>();
    private final Map<String, Long> loggedAsExpired = new HashMap<>();
    private final Map<String, Long> lastSpent = new HashMap<>();

    RideHistoryModel(ZoneId zone) {
        this.zone = zone;
    }

    /** A ride as the history knows it; what it costs is summed up there, by the price it was let in with. */
    static final class Open {
        final Ride ride;
        final String user;
        final LocalDate day;
        final long price;
        final Instant began;
        long cost;
        boolean called;
        private long held;
        private long booked;

        Open(Ride ride, String user, LocalDate day, long price, Instant began) {
            this.ride = ride;
            this.user = user;
            this.day = day;
            this.price = price;
            this.began = began;
        }

        private String key() {
            return user + " " + day;
        }
    }

    LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, zone);
    }

    void begins(Open ride) {
        rides.merge(ride.key(), 1L, Long::sum);
        running.merge(ride.user, 1L, Long::sum);
        holds(ride);
    }

    /** What a ride holds now; it may have been topped up. */
    void holds(Open ride) {
        hold(ride, ride.ride.account().heldCost().nanos());
    }

    private void hold(Open ride, long now) {
        held.merge(ride.key(), now - ride.held, Long::sum);
        heldByAll.merge(YearMonth.from(ride.day), now - ride.held, Long::sum);
        ride.held = now;
    }

    void ends(Open ride, long cost) {
        running.merge(ride.user, -1L, Long::sum);
        hold(ride, 0);
        books(ride, cost);
    }

    /** What a ride costs in the end, also one that was booked as held before. */
    void books(Open ride, long cost) {
        spent.merge(ride.key(), cost - ride.booked, Long::sum);
        spentByAll.merge(YearMonth.from(ride.day), cost - ride.booked, Long::sum);
        if (cost < ride.booked) {
            lastSpent.remove(ride.key());
        }
        ride.booked = cost;
    }

    /** Compares the balances of a user with the sums, those of routes and of everybody included. */
    void check(List<Balance> balances, String user, Instant now, String when) {
        LocalDate today = day(now);
        String key = user + " " + today;
        long spentOfRoutes = 0;
        long heldOfRoutes = 0;
        for (Balance balance : balances) {
            if (balance.limit().per().contains(Dimension.ROUTE)) {
                spentOfRoutes += balance.spent();
                heldOfRoutes += balance.held();
            } else if (balance.limit().per().isEmpty()) {
                same(balance.spent(), spentByAll.get(YearMonth.from(today)), when, "spent by all", key);
                same(balance.held(), heldByAll.get(YearMonth.from(today)), when, "held by all", key);
            } else if (balance.limit().per().contains(Dimension.USER)) {
                checkOwn(balance, user, key, when);
            }
        }
        same(spentOfRoutes, spentByAll.get(YearMonth.from(today)), when, "spent on all routes", key);
        same(heldOfRoutes, heldByAll.get(YearMonth.from(today)), when, "held on all routes", key);
    }

    /** A rolling window is compared with a model of its own, where stores are tested. */
    private void checkOwn(Balance balance, String user, String key, String when) {
        Measure measure = balance.limit().measure();
        if (measure.equals(Measure.CONCURRENT)) {
            same(balance.held(), running.get(user), when, "running", key);
        } else if (measure.equals(Measure.REQUESTS)) {
            same(balance.held() + balance.spent(), rides.get(key), when, "requests", key);
        } else if (balance.limit().window() instanceof Window.Calendar) {
            same(balance.spent(), spent.get(key), when, "spent", key);
            same(balance.held(), held.get(key), when, "held", key);
            neverFalls(key, balance.spent(), when);
        }
    }

    /** What is spent in a period falls by an adjustment alone. */
    private void neverFalls(String key, long now, String when) {
        Long before = lastSpent.put(key, now);
        if (before != null && before > now) {
            assertThat(now).as("%s: spent, %s", when, key).isGreaterThanOrEqualTo(before);
        }
    }

    /** Millions of comparisons: the words are put together only for one that fails. */
    private static void same(long actual, Long expected, String when, String what, String key) {
        if (actual != (expected == null ? 0 : expected)) {
            assertThat(actual).as("%s: %s, %s", when, what, key).isEqualTo(expected);
        }
    }

    /** A ride may only be let in where all of it fits. */
    void checkAdmitted(List<Balance> balances, String when) {
        for (Balance balance : balances) {
            if (balance.held() + balance.spent() > balance.amount()) {
                assertThat(balance).as("%s: let in above a limit", when).isNull();
            }
        }
    }

    /** Replays a record: of a ride that expired and ended after all, the last one counts. */
    void replay(UsageRecord record) {
        long settled = record.costs().settled().nanos();
        String status = record.outcome().status();
        if (status.equals("refused")) {
            assertThat(settled).isZero();
            return;
        }
        String key = record.user() + " " + day(record.time());
        logged.merge(key, settled, Long::sum);
        if (status.equals("expired")) {
            assertThat(loggedAsExpired.put(record.rideId(), settled))
                    .as("expired once")
                    .isNull();
        } else if (status.equals("adjusted")) {
            logged.merge(key, -loggedAsExpired.remove(record.rideId()), Long::sum);
        }
    }

    void checkRecords(String when) {
        assertThat(nonZero(logged)).as("%s: the records", when).isEqualTo(nonZero(spent));
    }

    private static Map<String, Long> nonZero(Map<String, Long> sums) {
        Map<String, Long> some = new HashMap<>(sums);
        some.values().removeIf(sum -> sum == 0);
        return some;
    }

    /** Nothing runs and nothing is held any more, on any day. */
    void checkQuiet() {
        assertThat(held.values()).containsOnly(0L);
        assertThat(running.values()).containsOnly(0L);
        assertThat(heldByAll.values()).containsOnly(0L);
    }
}
