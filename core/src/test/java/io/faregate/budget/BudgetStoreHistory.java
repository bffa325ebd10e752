package io.faregate.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.BudgetModel.Place;
import io.faregate.budget.Reservation.State;
import io.faregate.test.MovedTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random rides over many virtual days, each step compared with a plain model: every balance, every refusal, every
 * second ending that must change nothing. Amounts a day are now these, now those. A failure names its seed, which replays
 * it.
 */
abstract class BudgetStoreHistory extends BudgetStoreFixture {
    private static final int STEPS = 6_000;

    private static final List<Limit> LIMITS = List.of(
            limit("day", Measure.COST, 1_000, DAY, Dimension.USER),
            carrying(limit("debt", Measure.COST, 900, DAY, Dimension.USER)),
            limit("rate", Measure.TOKENS, 700, rolling(Duration.ofMinutes(90)), Dimension.USER),
            limit("at-once", Measure.CONCURRENT, 3, NOW, Dimension.USER),
            limit("hour", Measure.REQUESTS, 9, new Window.Calendar(Window.Period.HOUR), Dimension.IP),
            observed(limit("week", Measure.TOKENS, 9_000, new Window.Calendar(Window.Period.WEEK), Dimension.PLAN)),
            limit("month", Measure.COST, 40_000, new Window.Calendar(Window.Period.MONTH)),
            limit("minute", Measure.REQUESTS, 5, MINUTE));

    /** In hundredths of the limit's own. */
    private static final List<Long> AMOUNTS = List.of(100L, 30L, 250L);

    private static final List<State> ENDINGS = List.of(State.SETTLED, State.RELEASED, State.EXPIRED);

    private static final class Ride {
        final Reservation reservation;
        final List<Place> places;
        final Instant began;
        final long[] held;
        final long[] booked;
        Charge wouldRefuse;

        Ride(Reservation reservation, List<Place> places, Instant began, long[] held) {
            this.reservation = reservation;
            this.places = places;
            this.began = began;
            this.held = held;
            this.booked = new long[held.length];
        }
    }

    private final List<Ride> open = new ArrayList<>();
    private final List<Ride> expired = new ArrayList<>();
    private BudgetModel model = new BudgetModel(BERLIN);
    private Random random = new Random();

    @ParameterizedTest
    @CsvSource({"1,2026-03-27T20:00:00Z", "2,2026-10-23T20:00:00Z", "3,2026-12-30T03:00:00Z", "4,2027-02-26T12:00:00Z"})
    void everyStepLeavesWhatAPlainModelSays(long seed, Instant start) {
        random = new Random(seed);
        clock = new MovedTicker(start);
        store = open(clock, BERLIN);
        model = new BudgetModel(BERLIN);
        for (int step = 0; step < STEPS; step++) {
            act();
            assertEveryBalance("seed " + seed + " step " + step);
        }
        open.forEach(ride -> end(ride, State.SETTLED));
        assertEveryBalance("seed " + seed + " at the end");
        assertThat(clock.now()).as("days went by").isAfter(start.plus(Duration.ofDays(20)));
    }

    private void act() {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> comeIn();
            case 4 -> pass();
            case 5 -> holdMore();
            case 6 -> adjust();
            default -> leave();
        }
    }

    private void pass() {
        clock.advance(
                switch (random.nextInt(4)) {
                    case 0 -> Duration.ofMillis(random.nextInt(1_000));
                    case 1 -> Duration.ofSeconds(random.nextInt(100));
                    case 2 -> Duration.ofMinutes(random.nextInt(100));
                    default -> Duration.ofMinutes(random.nextInt(700));
                });
    }

    private void comeIn() {
        List<Charge> mixed = new ArrayList<>();
        for (Limit limit : LIMITS) {
            if (random.nextInt(5) > 0) {
                long most = most(limit).get(random.nextInt(most(limit).size()));
                mixed.add(charge(limit, random.nextInt(3), most, amount(limit)));
            }
        }
        Charges charges = Charges.of(mixed);
        List<Place> places = charges.list().stream()
                .map(charge -> model.place(charge, clock.now()))
                .toList();
        long[] holds = charges.list().stream().mapToLong(Charge::hold).toArray();
        Held held = store.reserve(charges);

        if (isAsExpected(held, places, holds, null)) {
            Ride ride = new Ride(reserved(held), places, clock.now(), holds);
            ride.wouldRefuse = ride.reservation.wouldRefuse();
            hold(ride, holds);
            places.forEach(model::letIn);
            open.add(ride);
        }
    }

    private void holdMore() {
        if (open.isEmpty()) {
            return;
        }
        Ride ride = open.get(random.nextInt(open.size()));
        long[] more = ride.places.stream()
                .mapToLong(place ->
                        random.nextBoolean() ? 0 : amount(place.charge().limit()))
                .toArray();
        Held held = store.topUp(ride.reservation, charge -> more[charge]);

        List<Place> places = new ArrayList<>(ride.places);
        places.removeIf(place -> more[ride.places.indexOf(place)] == 0);
        if (isAsExpected(
                held, places, Arrays.stream(more).filter(units -> units > 0).toArray(), ride.wouldRefuse)) {
            ride.wouldRefuse = ride.reservation.wouldRefuse();
            hold(ride, more);
            for (int i = 0; i < more.length; i++) {
                ride.held[i] += more[i];
            }
        }
    }

    private void hold(Ride ride, long[] more) {
        for (int i = 0; i < more.length; i++) {
            model.hold(ride.places.get(i), more[i], clock.now());
        }
    }

    /** Compares a hold or a refusal with what the model says; true for a hold. */
    private boolean isAsExpected(Held held, List<Place> places, long[] more, Charge observed) {
        List<Place> full = new ArrayList<>();
        for (int i = 0; i < more.length; i++) {
            if (!model.fits(places.get(i), more[i], clock.now())) {
                full.add(places.get(i));
            }
        }
        full.sort(Comparator.comparingInt(place -> Rank.ofRefusal(place.charge().limit())));
        if (held instanceof Held.Denied denied) {
            assertThat(full.stream()
                            .map(Place::charge)
                            .filter(charge -> charge.limit().mode() == Mode.ENFORCE))
                    .first()
                    .isEqualTo(denied.charge());
            return false;
        }
        assertThat(full).allMatch(place -> place.charge().limit().mode() == Mode.OBSERVE);
        Charge first = full.isEmpty() ? null : full.get(0).charge();
        assertThat(reserved(held).wouldRefuse()).isEqualTo(observed == null ? first : observed);
        return true;
    }

    private void leave() {
        if (!open.isEmpty()) {
            Ride ride = open.remove(random.nextInt(open.size()));
            State ending = ENDINGS.get(random.nextInt(ENDINGS.size()));
            end(ride, ending);
            if (ending == State.EXPIRED) {
                expired.add(ride);
            } else {
                assertNothingMoreEnds(ride);
            }
        }
    }

    private void end(Ride ride, State ending) {
        for (int i = 0; i < ride.booked.length; i++) {
            ride.booked[i] = used(ride, i, ending);
        }
        boolean changed = store.settle(ride.reservation, ending, charge -> ride.booked[charge]);
        assertThat(changed).isTrue();
        for (int i = 0; i < ride.booked.length; i++) {
            model.book(ride.places.get(i), ride.held[i], ride.booked[i], clock.now());
        }
    }

    private long used(Ride ride, int i, State ending) {
        return switch (ending) {
            case EXPIRED -> ride.held[i];
            case RELEASED -> 0;
            default -> random.nextInt(20) == 0 ? 3 * ride.held[i] : random.nextLong(ride.held[i] + 1);
        };
    }

    private void adjust() {
        // a store need not know accounts for ever that nothing but an adjustment could change
        expired.removeIf(ride -> ride.began.isBefore(clock.now().minus(Duration.ofHours(20))));
        if (!expired.isEmpty()) {
            Ride ride = expired.remove(random.nextInt(expired.size()));
            long[] before = ride.booked.clone();
            for (int i = 0; i < before.length; i++) {
                ride.booked[i] = used(ride, i, State.SETTLED);
            }
            assertThat(settleAs(ride)).isTrue();
            for (int i = 0; i < before.length; i++) {
                model.book(ride.places.get(i), 0, ride.booked[i] - before[i], clock.now());
            }
            assertNothingMoreEnds(ride);
        }
    }

    private boolean settleAs(Ride ride) {
        return store.settle(ride.reservation, State.SETTLED, charge -> ride.booked[charge]);
    }

    private void assertNothingMoreEnds(Ride ride) {
        for (State again : ENDINGS) {
            assertThat(store.settle(ride.reservation, again, charge -> 7)).isFalse();
        }
    }

    private void assertEveryBalance(String when) {
        for (Limit limit : LIMITS) {
            for (int who = 0; who < 3; who++) {
                for (long most : most(limit)) {
                    assertBalance(charge(limit, who, most, 0), when);
                }
            }
        }
    }

    private void assertBalance(Charge charge, String when) {
        Limit limit = charge.limit();
        Place place = model.place(charge, clock.now());
        Balance balance = store.balance(charge);
        long all = model.held(place) + model.spent(place, clock.now());
        assertThat(balance.held() + balance.spent()).as("%s: %s", when, place).isEqualTo(all);
        if (!(limit.window() instanceof Window.Rolling)) {
            assertThat(balance.held()).as("%s: held of %s", when, place).isEqualTo(model.held(place));
        }
        assertThat(balance.free()).isEqualTo(Math.max(0, charge.amount() - all));
    }

    private static Charge charge(Limit limit, int who, long most, long hold) {
        return new Charge(limit, Subjects.of(subject(limit, who)), most, hold);
    }

    private static List<Long> most(Limit limit) {
        return limit.window().equals(DAY)
                ? AMOUNTS.stream().map(share -> limit.amount() * share / 100).toList()
                : List.of(limit.amount());
    }

    private long amount(Limit limit) {
        return limit.measure().equals(Measure.REQUESTS) || limit.measure().equals(Measure.CONCURRENT)
                ? 1
                : random.nextInt(300);
    }

    private static String subject(Limit limit, int who) {
        return limit.per().isEmpty()
                ? ""
                : limit.per().iterator().next().key() + ":" + (limit.per().contains(Dimension.PLAN) ? 0 : who);
    }
}
