package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window;
import io.faregate.usage.UsageRecord;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What balances and records must add up to, kept by sums alone: each ride in all accounts that it belongs to, in the
 * periods that counted when it was let in. For one thread.
 */
final class RideHistoryModel {
    private final ZoneId zone;
    private final List<String> paths;
    private final Map<String, PeriodsModel> accounts = new HashMap<>();
    private final Map<String, Long> running = new HashMap<>();
    private final Map<String, Open> recorded = new HashMap<>();

    /** The routes' paths are in the policy's order. */
    RideHistoryModel(ZoneId zone, List<String> paths) {
        this.zone = zone;
        this.paths = paths;
    }

    /** Where a ride is counted. */
    private record Place(PeriodsModel account, Instant period, long amount) {}

    /** A ride as the history knows it; what it costs is summed up there, by the price it was let in with. */
    static final class Open {
        final Ride ride;
        final String user;
        final String path;
        final long price;
        final long began;
        long cost;
        boolean called;
        private final List<Place> places = new ArrayList<>();
        private long held;
        private long booked;
        private long logged;
        private boolean isAbove;

        Open(Ride ride, String user, String path, long price, long began) {
            this.ride = ride;
            this.user = user;
            this.path = path;
            this.price = price;
            this.began = began;
        }
    }

    /** What is done with the account of each balance that has periods. */
    private interface Each {
        void account(PeriodsModel account, Balance balance);
    }

    /** Each route has a balance of its own, the first route the first. */
    private void each(List<Balance> balances, String user, List<String> routes, Each each) {
        int route = 0;
        for (Balance balance : balances) {
            Limit limit = balance.limit();
            boolean isOfRoute = limit.per().contains(Dimension.ROUTE);
            String who = isOfRoute ? paths.get(route++) : limit.per().isEmpty() ? "all" : user;
            if (limit.window() instanceof Window.Calendar && (!isOfRoute || routes.contains(who))) {
                each.account(
                        accounts.computeIfAbsent(limit.id() + " " + who, key -> new PeriodsModel(zone, limit)),
                        balance);
            }
        }
    }

    void asks(List<Balance> balances, String user, String path, Instant now) {
        each(balances, user, List.of(path), (account, balance) -> account.ask(now));
    }

    /** A ride was just let in: it is counted where the balances of its user are, which may only be full. */
    void begins(Open ride, List<Balance> balances, Instant now, String when) {
        running.merge(ride.user, 1L, Long::sum);
        recorded.put(ride.ride.id(), ride);
        each(balances, ride.user, List.of(ride.path), (account, balance) -> {
            Place place = new Place(account, account.period(balance, now, when), balance.amount());
            account.letIn(place.period, place.amount);
            account.hold(place.period, account.isOfRequests() ? 1 : 0);
            ride.places.add(place);
        });
        holds(ride);
        for (Balance balance : balances) {
            if (balance.limit().mode() == Mode.ENFORCE && balance.held() + balance.spent() > balance.amount()) {
                assertThat(balance).as("%s: let in above a limit", when).isNull();
            }
        }
    }

    /** What a ride holds now; it may have been topped up. */
    void holds(Open ride) {
        hold(ride, ride.ride.account().heldCost().nanos());
    }

    private void hold(Open ride, long now) {
        for (Place place : ride.places) {
            if (!place.account.isOfRequests()) {
                place.account.hold(place.period, now - ride.held);
                boolean isObserved = now > ride.held && place.account.isObserved();
                ride.isAbove |= isObserved && place.account.isAbove(place.period, place.amount);
            }
        }
        ride.held = now;
    }

    void ends(Open ride, long cost) {
        running.merge(ride.user, -1L, Long::sum);
        hold(ride, 0);
        for (Place place : ride.places) {
            if (place.account.isOfRequests()) {
                place.account.hold(place.period, -1);
                place.account.use(place.period, 1);
                place.account.log(place.period, 1);
            }
        }
        books(ride, cost);
    }

    /** What a ride costs in the end, also one that was booked as held before. */
    void books(Open ride, long cost) {
        for (Place place : ride.places) {
            if (!place.account.isOfRequests()) {
                place.account.use(place.period, cost - ride.booked);
            }
        }
        ride.booked = cost;
    }

    /** Compares the balances of a user with the sums, those of routes and of everybody included. */
    void check(List<Balance> balances, String user, Instant now, String when) {
        each(balances, user, paths, (account, balance) -> account.check(balance, now, when));
        for (Balance balance : balances) {
            if (balance.limit().measure().equals(Measure.CONCURRENT)
                    && balance.held() != running.getOrDefault(user, 0L)) {
                assertThat(balance.held()).as("%s: running of %s", when, user).isEqualTo(running.get(user));
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
        Open ride = status.equals("expired") ? recorded.get(record.rideId()) : recorded.remove(record.rideId());
        for (Place place : ride.places) {
            if (!place.account.isOfRequests()) {
                place.account.log(place.period, settled - ride.logged);
            }
        }
        ride.logged = settled;
        assertThat(record.outcome().rule().isEmpty())
                .as("nothing would have refused %s", record)
                .isEqualTo(!ride.isAbove);
    }

    void checkRecords(String when) {
        accounts.values().forEach(account -> account.checkRecords(when, false));
    }

    /** Nothing runs and nothing is held any more, in any period. */
    void checkQuiet() {
        assertThat(running.values()).containsOnly(0L);
        accounts.values().forEach(account -> account.checkRecords("at the end", true));
    }
}
