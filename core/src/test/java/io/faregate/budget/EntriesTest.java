package io.faregate.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.faregate.budget.Reservation.State;
import io.faregate.ride.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who is remembered by the local store, for how long, and what a flood of names does. */
class EntriesTest extends BudgetStoreFixture {
    private static final int MAXIMUM = 1_000;

    private final Clock times = new Clock(clock, BERLIN);
    private final Entries entries = new Entries(MAXIMUM);

    @Override
    BudgetStore open(Ticker ticker, ZoneId zone) {
        return BudgetStore.local(ticker, zone, MAXIMUM);
    }

    // trap 5 of a cache with a maximum size
    @Test
    void aFloodOfNamesResetsNoSpentAccountAndStaysBounded() {
        Limit day = money(100, DAY);
        Limit rate = limit("rate", Measure.REQUESTS, 10, rolling(Duration.ofHours(20)), Dimension.USER);
        spend(alice(day, 100), 100);
        spend(alice(rate, 10), 10);
        int honest = 0;
        for (int i = 0; i < 200_000; i++) {
            // several hits on each name, since one-hit names do not even win a place in a cache
            for (int hit = 0; hit < 3; hit++) {
                reserve(List.of(charge(day, "user:" + i, 1), charge(rate, "user:" + i, 1)));
            }
            if (i % 20_000 == 0) {
                refuse(alice(day, 1));
                refuse(alice(rate, 1));
                honest++;
            }
        }

        assertThat(honest).isEqualTo(10);
        assertThat(spentOf(alice(day, 0))).isEqualTo(100);
    }

    @Test
    void namesBeyondTheMaximumShareAccountsAndGetNoMoreThanThese() {
        Limit day = money(100, DAY);
        long in = 0;
        for (int i = 0; i < 20_000; i++) {
            in += reserve(List.of(charge(day, "user:" + i, 100))) instanceof Reservation ? 1 : 0;
        }

        assertThat(in).isBetween((long) MAXIMUM, (long) MAXIMUM + Entries.SHARES);
        Charge shared = charge(day, "user:19999", 0);
        assertThat(heldOf(shared)).as("what the shared account holds").isEqualTo(100);
        assertThat(heldOf(charge(day, "user:0", 0))).isEqualTo(100);
    }

    @Test
    void thoseWhoWereThereBeforeTheFloodKeepTheirOwnAccounts() {
        Limit day = money(100, DAY);
        hold(alice(day, 10));
        for (int i = 0; i < 20_000; i++) {
            reserve(List.of(charge(day, "user:" + i, 100)));
        }

        hold(alice(day, 90));
    }

    @Test
    void placesThatAFloodTookAreFreeAgainWhenItsLimitsAre() {
        Limit rate = limit("rate", Measure.REQUESTS, 1_000, rolling(Duration.ofMinutes(1)), Dimension.IP);
        for (int i = 0; i < 2 * MAXIMUM; i++) {
            spendIn(entries, charge(rate, "ip:" + i, 1));
        }
        assertThat(entries.size()).isEqualTo(MAXIMUM);
        Subject late = Subjects.of("ip:late");
        touch(entries, charge(rate, "ip:late", 1));
        assertThat(entries.find(late, rate).subject()).as("a shared entry").isNotEqualTo(late);

        clock.advance(Duration.ofMinutes(1));
        for (int i = 0; i < MAXIMUM; i++) {
            touch(entries, charge(rate, "ip:new" + i, 1));
        }

        assertThat(entries.size()).isLessThanOrEqualTo(MAXIMUM / 2 + 1);
        assertThat(entries.find(late, rate).subject()).isEqualTo(late);
    }

    @Test
    void whoComesOftenIsNotMadeAnewEachTime() {
        Limit rate = limit("rate", Measure.REQUESTS, 10, rolling(Duration.ofSeconds(1)), Dimension.IP);
        Charge mine = charge(rate, "ip:mine", 1);
        spendIn(entries, mine);
        Entry entry = entries.find(mine.subject(), rate);

        clock.advance(Entry.AWAKE.minusMinutes(1));
        for (int i = 0; i < 100; i++) {
            touch(entries, charge(rate, "ip:" + i, 1));
        }
        assertThat(entries.find(mine.subject(), rate))
                .as("full again, and kept")
                .isSameAs(entry);

        clock.advance(Duration.ofMinutes(2));
        for (int i = 0; i < 100; i++) {
            touch(entries, charge(rate, "ip:" + i, 1));
        }
        assertThat(entries.find(mine.subject(), rate)).isNotSameAs(entry);
    }

    private void touch(Entries in, Charge charge) {
        Entry entry = in.find(charge.subject(), charge.limit());
        synchronized (entry) {
            entry.account(charge.limit(), charge.amount(), times.now());
        }
        in.sweep(times.now());
    }

    @Test
    void anOpenHoldIsNeverForgotten() {
        Limit three = limit("c", Measure.CONCURRENT, 3, NOW, Dimension.USER);
        Reservation ride = hold(alice(three, 1));
        for (int day = 0; day < 400; day++) {
            clock.advance(Duration.ofDays(1));
            spend(charge(three, "user:" + day, 1), 1);
        }

        assertThat(heldOf(alice(three, 0))).isOne();
        settle(ride, 1);
        assertThat(heldOf(alice(three, 0))).isZero();
    }

    @Test
    void aRideThatHoldsNothingFindsItsAccountsWhenItEnds() {
        Limit tokens = limit("s", Measure.TOKENS, 3, rolling(Duration.ofHours(1)), Dimension.USER);
        Reservation ride = hold(alice(tokens, 0));
        for (int hour = 0; hour < 100; hour++) {
            clock.advance(Duration.ofHours(1));
            spend(charge(tokens, "user:" + hour, 1), 1);
            spend(alice(money(100, DAY), 1), 0);
        }

        settle(ride, 3);

        assertThat(spentOf(alice(tokens, 0))).isEqualTo(3);
    }

    @Test
    void anExpiredRideIsAdjustedWhereItWasBooked() {
        Limit rate = money(100, rolling(Duration.ofMinutes(1)));
        Reservation ride = hold(alice(rate, 10));
        store.settle(ride, State.EXPIRED, charge -> 10);
        for (int hour = 0; hour < 20; hour++) {
            clock.advance(Duration.ofHours(1));
            spend(charge(rate, "user:" + hour, 1), 1);
            spend(alice(money(100, DAY), 1), 0);
        }

        settle(ride, 100);

        assertThat(spentOf(alice(rate, 0))).isEqualTo(90);
    }

    // trap 8 of a key that ends before its period does
    @Test
    void whatIsSpentInAPeriodThatRunsIsNeverForgotten() {
        Limit month = money(100, new Window.Calendar(Window.Period.MONTH));
        spend(alice(month, 100), 100);
        for (int hour = 0; hour < 27 * 24; hour++) {
            clock.advance(Duration.ofHours(1));
            spend(charge(month, "user:" + hour, 1), 1);
        }

        assertThat(spentOf(alice(month, 0))).isEqualTo(100);
        refuse(alice(month, 1));
    }

    @Test
    void aDebtIsNotForgottenBeforeItIsPaid() {
        Limit rate = money(100, rolling(Duration.ofMinutes(1)));
        Limit carried = carrying(limit("carried", Measure.COST, 100, DAY, Dimension.USER));
        spend(alice(rate, 100), 100_000);
        spend(alice(carried, 100), 1_000);
        for (int hour = 0; hour < 16; hour++) {
            clock.advance(Duration.ofHours(1));
            spend(charge(rate, "user:" + hour, 1), 1);
            refuse(alice(rate, 0));
        }
        clock.advance(Duration.ofDays(5));

        refuse(alice(carried, 1));
    }

    @Test
    void aDebtorWhoComesBackWithLessOwesTheSameWhetherForgottenOrNot() {
        Limit carried = carrying(limit("carried", Measure.COST, 100, DAY, Dimension.USER));
        for (int days = 1; days < 5; days++) {
            Charge mine = new Charge(carried, Subjects.of("user:bob" + days), 100, 100);
            spend(mine, 350);
            clock.advance(Duration.ofDays(days));
            long owed = store.balance(asking(mine, 10)).spent();
            comeAndGo(100);

            assertThat(owed).as("after %s days", days).isEqualTo(Math.max(0, 350 - 100 * days));
            assertThat(store.balance(asking(mine, 10)).spent()).isEqualTo(owed);
        }
    }

    @Test
    void whoIsRefusedWithAnAmountThatWouldPayADebtStillOwesIt() {
        Limit carried = carrying(limit("carried", Measure.COST, 100, DAY, Dimension.USER));
        spend(alice(carried, 100), 350);
        clock.advance(Duration.ofDays(2));
        refuse(alice(carried, 1_000, 1_001));
        comeAndGo(100);

        assertThat(spentOf(alice(carried, 0))).isEqualTo(150);
    }

    @Test
    void aWallClockThatWasAheadForAWhileMakesNobodyForgotten() {
        Limit day = money(100, DAY);
        spend(alice(day, 100), 100);
        clock.jumpTo(clock.now().plus(Duration.ofDays(3)));
        comeAndGo(100);
        clock.jumpTo(clock.now().minus(Duration.ofDays(3)));

        assertThat(spentOf(alice(day, 0))).isEqualTo(100);
        refuse(alice(day, 1));
    }

    @Test
    void whoAskedWhileTheWallClockWasAheadGetsNoSecondAmountOfTheDayThatItWas() {
        Limit day = money(100, DAY);
        spend(alice(day, 100), 100);
        clock.jumpTo(clock.now().plus(Duration.ofDays(3)));
        refuse(alice(day, 101));
        Instant reset = store.balance(alice(day, 0)).resetsAt().orElseThrow();
        comeAndGo(100);
        clock.jumpTo(clock.now().minus(Duration.ofDays(3)));

        assertThat(store.balance(alice(day, 0)).resetsAt()).contains(reset);
    }

    private static Charge asking(Charge charge, long amount) {
        return new Charge(charge.limit(), charge.subject(), amount, 0);
    }

    /** Those who are not known yet pay for the sweep. */
    private void comeAndGo(int count) {
        Limit second = limit("second", Measure.REQUESTS, 10, rolling(Duration.ofSeconds(1)), Dimension.IP);
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofSeconds(10));
            spend(charge(second, "ip:" + clock.now() + " " + i, 1), 1);
        }
    }

    @Test
    void whoeverIsDoneAndGoneTakesNoPlace() {
        Limit day = money(100, DAY);
        for (int i = 0; i < 100; i++) {
            spendIn(entries, charge(day, "user:" + i, 1));
        }
        clock.advance(Duration.ofMinutes(30));
        touch(entries, charge(day, "user:new", 1));
        assertThat(entries.size()).as("spent today").isGreaterThanOrEqualTo(100);

        clock.advance(Duration.ofDays(2));
        for (int i = 0; i < 100; i++) {
            touch(entries, charge(day, "user:new" + i, 1));
        }
        assertThat(entries.size()).isLessThanOrEqualTo(50);
    }

    private void spendIn(Entries in, Charge charge) {
        LocalReservation ride = new LocalReservation(Charges.of(List.of(charge)));
        assertThat(ride.hold(in, times.now())).isInstanceOf(Reservation.class);
        assertThat(ride.settle(State.SETTLED, new long[] {1}, times)).isTrue();
        in.sweep(times.now());
    }

    /** What its charges hold may be nothing, and between two of them there may be one of somebody else. */
    @Test
    void anEntryIsKeptUntilTheLastOfARidesChargesIsBooked() {
        Charge atOnce = alice(limit("c", Measure.CONCURRENT, 3, NOW, Dimension.USER), 1);
        Limit rate = limit("t", Measure.TOKENS, 9, rolling(Duration.ofHours(1)), Dimension.USER, Dimension.MODEL);
        Charge day = alice(money(100, DAY), 0);
        LocalReservation ride =
                new LocalReservation(Charges.of(List.of(atOnce, charge(rate, "several:alice and mini", 0), day)));
        assertThat(ride.hold(entries, times.now())).isInstanceOf(Reservation.class);
        Entry entry = entries.find(day.subject(), day.limit());
        List<Boolean> kept = new ArrayList<>();
        Ticker looking = new Ticker() {
            /** The bucket reads the clock when it books more than it holds. */
            @Override
            public long nanoTime() {
                kept.add(!entry.retire(times.now(), false));
                return clock.nanoTime();
            }

            @Override
            public long currentTimeMillis() {
                return clock.currentTimeMillis();
            }
        };

        Clock looked = new Clock(looking, BERLIN);
        kept.clear();
        assertThat(ride.settle(State.SETTLED, new long[] {1, 7, 7}, looked)).isTrue();

        assertThat(kept).containsExactly(true);
    }

    @Test
    void aGivenUpEntryIsNotHeldIn() {
        Charge charge = alice(money(100, DAY), 10);
        Entry entry = entries.find(charge.subject(), charge.limit());
        assertThat(entry.retire(times.now(), true)).isTrue();

        spendIn(entries, charge);

        assertThat(entries.find(charge.subject(), charge.limit())).isNotSameAs(entry);
    }

    @Test
    void limitsOfAnOlderPolicyLeaveNothingBehind() {
        for (int reload = 0; reload < 50; reload++) {
            spend(charge(limit("old" + reload, Measure.COST, 100, MINUTE), "plan:free", 10), 10);
            clock.advance(Duration.ofHours(2));
        }
        Charge last = charge(limit("last", Measure.COST, 100, MINUTE), "plan:free", 10);
        Entry entry = entries.find(last.subject(), last.limit());
        for (int reload = 0; reload < 50; reload++) {
            spend(charge(limit("old" + reload, Measure.COST, 100, MINUTE), "plan:free", 10), 0);
        }
        synchronized (entry) {
            assertThat(entry.peek(limit("old0", Measure.COST, 100, MINUTE))).isNull();
        }
    }

    @Test
    void theSecretDecidesWhoSharesAPlace() {
        Map<Integer, Integer> places = new HashMap<>();
        int same = 0;
        KeyedHash one = new KeyedHash(1);
        KeyedHash other = new KeyedHash(2);
        for (int i = 0; i < 25_600; i++) {
            String name = "user:" + i;
            int place = one.place(name, Entries.SHARES);
            assertThat(place).isBetween(0, 255).isEqualTo(one.place(name, Entries.SHARES));
            places.merge(place, 1, Integer::sum);
            same += place == other.place(name, Entries.SHARES) ? 1 : 0;
        }

        assertThat(places).hasSize(256);
        assertThat(places.values()).allMatch(count -> count > 40 && count < 180);
        assertThat(same).isBetween(20, 300);
    }

    /** Of one key such pairs may meet more often, as they differ alike; over many keys they do not. */
    @Test
    void namesWithTheSameHashCodeDoNotShareAPlace() {
        Random keys = new Random(5);
        int same = 0;
        for (int key = 0; key < 64; key++) {
            KeyedHash hash = new KeyedHash(keys.nextLong());
            for (int i = 0; i < 1_000; i++) {
                assertThat(("Aa" + i).hashCode()).isEqualTo(("BB" + i).hashCode());
                same += hash.place("Aa" + i, 256) == hash.place("BB" + i, 256) ? 1 : 0;
            }
        }

        assertThat(same).isLessThan(64_000 / 50);
    }

    @Test
    void aStoreForNobodyIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> BudgetStore.local(clock, BERLIN, 0));
    }
}
