package io.faregate.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Reservation.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every store does as time passes: periods, buckets, waits, debts; and the traps of a bucket used for money. */
abstract class BudgetStoreTimeContract extends BudgetStoreFixture {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    // trap 1 of a bucket that refills at midnight
    @Test
    void refundAfterMidnightNeverCreditsTheNewDay() {
        Limit day = money(10_000, DAY);
        clock.advanceTo(at("2026-06-02T23:59:30"));
        Reservation late = hold(alice(day, 9_000));
        clock.advanceTo(at("2026-06-03T00:00"));
        hold(alice(day, 10_000));

        settle(late, 0);

        assertThat(freeOf(alice(day, 0))).isZero();
        refuse(alice(day, 1));
    }

    @Test
    void aLateChargeGoesToTheDayOfTheRide() {
        Limit day = money(100, DAY);
        clock.advanceTo(at("2026-06-02T23:59:59"));
        Reservation late = hold(alice(day, 50));
        clock.advance(Duration.ofDays(3));
        hold(alice(day, 1));

        settle(late, 500);

        assertThat(spentOf(alice(day, 0))).isZero();
        assertThat(heldOf(alice(day, 0))).isOne();
    }

    // trap 2 of two bandwidths in one bucket
    @Test
    void aRefundToTheDayGivesNothingToTheMinute() {
        Limit day = money(1_000, DAY);
        Limit minute = limit("m", Measure.COST, 100, MINUTE, Dimension.USER);
        Reservation ride = hold(alice(day, 90), alice(minute, 90));
        clock.advance(Duration.ofSeconds(61));
        hold(alice(day, 80), alice(minute, 80));

        settle(ride, 0);

        assertThat(freeOf(alice(minute, 0))).isEqualTo(20);
        assertThat(freeOf(alice(day, 0))).isEqualTo(920);
    }

    // trap 3 of tokens added by force
    @Test
    void noRefundLiftsABucketAboveItsAmount() {
        Limit rate = money(100, rolling(TEN_MINUTES));
        Reservation ride = hold(alice(rate, 80));
        clock.advance(TEN_MINUTES.multipliedBy(3));

        settle(ride, 0);

        assertThat(freeOf(alice(rate, 0))).isEqualTo(100);
        refuse(alice(rate, 101));
        hold(alice(rate, 100));
        refuse(alice(rate, 1));
    }

    // trap 4 of a debt that takes centuries
    @Test
    void aDebtOfAMillionTimesTheAmountIsBooked() {
        Limit day = money(100, DAY);
        Limit rate = limit("r", Measure.COST, 100, rolling(Duration.ofDays(300)), Dimension.USER);
        Reservation ride = hold(alice(day, 1), alice(rate, 1));

        settle(ride, 100_000_000);

        assertThat(spentOf(alice(day, 0))).isEqualTo(100_000_000);
        assertThat(spentOf(alice(rate, 0))).isEqualTo(100_000_000);
        clock.advance(Duration.ofDays(3_000));
        assertThat(spentOf(alice(rate, 0))).isEqualTo(100_000_000 - 1_000);
        refuse(alice(rate, 0));
    }

    // trap 9 of a capacity kept beside the state: used 60 or 150 of 100, then 200 or 50
    @Test
    void aNewAmountCountsAtOnceAndWhatWasUsedStaysUsed() {
        for (Window window : new Window[] {DAY, rolling(TEN_MINUTES)}) {
            for (long used : new long[] {60, 150}) {
                Limit limit = limit(window + "/" + used, Measure.COST, 100, window, Dimension.USER);
                spend(alice(limit, 100), used);
                for (long amount : new long[] {200, 50, 1_000, 0, 100}) {
                    Charge fits = new Charge(limit, Subjects.of("user:alice"), amount, Math.max(0, amount - used));
                    Charge tooMuch =
                            new Charge(limit, Subjects.of("user:alice"), amount, Math.max(0, amount - used) + 1);

                    refuse(tooMuch);
                    assertThat(spentOf(fits)).as("%s of %s", used, amount).isEqualTo(used);
                    if (amount >= used) {
                        store.settle(hold(fits), State.RELEASED, charge -> 0);
                    }
                }
            }
        }
    }

    @Test
    void whatIsUsedAboveTheHoldIsNotSpilledByARefillFromBefore() {
        Limit rate = money(100, rolling(TEN_MINUTES));
        Reservation ride = hold(alice(rate, 10));
        clock.advance(Duration.ofHours(1));

        settle(ride, 60);

        assertThat(spentOf(alice(rate, 0))).isEqualTo(50);
    }

    @Test
    void amountsThatAlternateStopNoRefill() {
        Limit rate = limit("r", Measure.REQUESTS, 20, rolling(TEN_MINUTES), Dimension.USER);
        spend(alice(rate, 20), 20);
        for (int second = 1; second <= 62; second++) {
            clock.advance(Duration.ofSeconds(1));
            refuse(new Charge(rate, Subjects.of("user:alice"), second % 2 == 0 ? 20 : 19, 20));
        }

        assertThat(spentOf(alice(rate, 0))).as("19.5 come back in ten minutes").isEqualTo(18);
    }

    @Test
    void amountsAboveADollarASecondAreCountedInThousandths() {
        Limit rate = money(5_000_000_000_500L, rolling(Duration.ofSeconds(10)));
        Reservation ride = hold(alice(rate, 1_999));
        assertThat(heldOf(alice(rate, 0))).as("rounded up").isEqualTo(1_999);
        assertThat(freeOf(alice(rate, 0))).isLessThanOrEqualTo(rate.amount() - 1_999);
        settle(ride, 1_001);
        assertThat(spentOf(alice(rate, 0))).as("given back rounded down").isEqualTo(2_000);

        Charge slower = new Charge(rate, Subjects.of("user:alice"), 3_000, 1_001);
        refuse(slower);
        assertThat(spentOf(slower)).as("in single units").isEqualTo(2_000);
    }

    // trap 10 of a bucket on the wall clock
    @Test
    void aWallClockSetBackFreezesNoBucket() {
        Limit rate = money(600, rolling(TEN_MINUTES));
        clock.jumpTo(Instant.parse("2026-06-02T10:00:00Z"));
        spend(alice(rate, 600), 600);
        clock.jumpTo(Instant.parse("2026-06-02T09:00:00Z"));
        clock.advance(Duration.ofSeconds(30));

        assertThat(freeOf(alice(rate, 0))).isEqualTo(30);
        clock.jumpTo(Instant.parse("2026-06-05T09:00:00Z"));
        assertThat(freeOf(alice(rate, 0))).as("a jump forward refills nothing").isEqualTo(30);
    }

    @Test
    void aWallClockSetBackOverMidnightOpensNoOlderDay() {
        Limit day = money(100, DAY);
        clock.advanceTo(at("2026-06-03T00:10"));
        spend(alice(day, 100), 100);
        clock.jumpTo(at("2026-06-02T23:50"));

        assertThat(refuse(alice(day, 1)).retryAfter())
                .contains(Duration.ofHours(24).plusMinutes(10));
        assertThat(spentOf(alice(day, 0))).isEqualTo(100);
        clock.jumpTo(at("2026-06-03T00:20"));
        refuse(alice(day, 1));
    }

    @Test
    void aRefusalSaysHowLongAndThatLongIsEnough() {
        Random random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            Window window = window(random);
            long amount = 1 + random.nextLong(1L << random.nextInt(1, 62));
            Limit limit = limit(String.valueOf(round), Measure.COST, amount, window, Dimension.USER);
            clock.advance(Duration.ofMillis(random.nextInt(90_000_000)));
            spend(alice(limit, 1 + random.nextLong(amount)), 1 + amount / (1 + random.nextInt(3)));
            long wanted = amount - random.nextLong(1 + amount / 2);
            if (reserve(List.of(alice(limit, wanted))) instanceof Held.Denied denied) {
                Duration wait = denied.retryAfter().orElse(Duration.ZERO);
                if (wait.isZero()) {
                    assertThat(amount)
                            .as("a scale above one: less than a token is missing")
                            .isGreaterThan(1_000_000_000);
                    continue;
                }
                clock.advance(wait.minusMillis(1));
                boolean early = reserve(List.of(alice(limit, wanted))) instanceof Reservation;
                assertThat(early && window instanceof Window.Calendar).isFalse();
                clock.advance(Duration.ofMillis(1));
                if (!early) {
                    hold(alice(limit, wanted));
                }
            }
        }
    }

    @Test
    void ofSeveralLimitsThatHaveNoRoomTheLongestWaitIsSaidAndItIsEnough() {
        List<Dimension[]> pers =
                List.of(new Dimension[0], new Dimension[] {Dimension.USER}, new Dimension[] {Dimension.IP});
        Random random = new Random(43);
        for (int round = 0; round < 2_000; round++) {
            clock.advance(Duration.ofMillis(random.nextInt(90_000_000)));
            List<Charge> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Limit own = limit(
                        round + "/" + i,
                        Measure.COST,
                        1L + random.nextInt(1_000),
                        window(random),
                        pers.get(random.nextInt(3)));
                Limit last = random.nextInt(4) == 0 ? observed(own) : random.nextBoolean() ? carrying(own) : own;
                all.add(charge(last, subject(last), 1 + random.nextLong(last.amount())));
            }
            for (Charge charge : all) {
                spend(charge(charge.limit(), subject(charge.limit()), 0), random.nextLong(2 * charge.amount()));
            }
            if (reserve(all) instanceof Held.Denied denied) {
                assertThat(reserve(all)).as("looked at again").isEqualTo(denied);
                clock.advance(denied.retryAfter().orElseThrow().minusMillis(1));
                refuse(all.toArray(new Charge[0]));
                clock.advance(Duration.ofMillis(1));
                hold(all.toArray(new Charge[0]));
            }
        }
    }

    private static String subject(Limit limit) {
        return limit.per().isEmpty() ? "" : limit.per().iterator().next().key() + ":alice";
    }

    @Test
    void oneThatNeverHasRoomIsLongerThanAnyWait() {
        Limit minute = limit("m", Measure.REQUESTS, 1, MINUTE, Dimension.USER);
        Limit pool = limit("pool", Measure.COST, 10, DAY);
        hold(alice(minute, 1), charge(pool, "", 1));

        for (int time = 0; time < 2; time++) {
            assertThat(refuse(alice(minute, 1), charge(pool, "", 11)).delay()).isNull();
            assertThat(refuse(alice(minute, 1), charge(pool, "", 10)).retryAfter())
                    .contains(Duration.ofHours(13));
        }
    }

    @Test
    void whatOnlyObservesMakesNoWaitLonger() {
        Limit minute = limit("m", Measure.REQUESTS, 1, MINUTE, Dimension.USER);
        Limit pool = observed(limit("pool", Measure.COST, 10, DAY));
        hold(alice(minute, 1), charge(pool, "", 10));

        for (int time = 0; time < 2; time++) {
            assertThat(refuse(alice(minute, 1), charge(pool, "", 11)).retryAfter())
                    .contains(Duration.ofMinutes(1));
        }
    }

    @Test
    void whatRunsNowSaysNothingBesideALimitThatDoes() {
        Limit one = limit("c", Measure.CONCURRENT, 1, NOW, Dimension.USER);
        Limit pool = limit("pool", Measure.COST, 10, DAY);
        hold(alice(one, 1), charge(pool, "", 9));

        for (int time = 0; time < 2; time++) {
            assertThat(refuse(alice(one, 1), charge(pool, "", 1)).delay()).isNull();
            assertThat(refuse(alice(one, 1), charge(pool, "", 2)).retryAfter()).contains(Duration.ofHours(13));
        }
    }

    @Test
    void aRideThatNeedsMoreIsToldTheLongestWaitToo() {
        Limit minute = limit("m", Measure.TOKENS, 20, MINUTE, Dimension.USER);
        Limit pool = limit("pool", Measure.TOKENS, 20, DAY);
        Reservation ride = hold(alice(minute, 10), charge(pool, "", 10));
        hold(alice(minute, 10), charge(pool, "", 10));

        assertThat(denied(store.topUp(ride, charge -> charge == 0 ? 1 : 0)).retryAfter())
                .contains(Duration.ofMinutes(1));
        assertThat(denied(store.topUp(ride, charge -> 1)).retryAfter()).contains(Duration.ofHours(13));
    }

    private static Window window(Random random) {
        if (random.nextBoolean()) {
            return rolling(Duration.ofSeconds(1 + random.nextInt(random.nextBoolean() ? 10 : 1_000_000)));
        }
        return new Window.Calendar(List.of(Window.Period.values()).get(random.nextInt(5)));
    }

    @Test
    void moreThanTheWholeAmountNeverFitsAndIsToldSo() {
        assertThat(refuse(alice(money(100, DAY), 101)).retryAfter()).isEmpty();
        assertThat(refuse(alice(limit("r", Measure.COST, 100, rolling(TEN_MINUTES)), 101))
                        .retryAfter())
                .isEmpty();
    }

    @Test
    void aRollingWindowRefillsSteadily() {
        Limit rate = limit("r", Measure.REQUESTS, 20, rolling(TEN_MINUTES), Dimension.USER);
        spend(alice(rate, 20), 20);

        assertThat(refuse(alice(rate, 1)).retryAfter()).contains(Duration.ofSeconds(30));
        clock.advance(Duration.ofSeconds(89));
        assertThat(freeOf(alice(rate, 0))).isEqualTo(2);
        assertThat(store.balance(alice(rate, 0)).resetsAt())
                .contains(clock.now().plusSeconds(511));
    }

    @Test
    void daysOfTwentyThreeAndTwentyFiveHoursAreOneDay() {
        Limit day = money(100, DAY);
        clock.advanceTo(at("2026-10-25T00:00"));
        spend(alice(day, 100), 100);
        assertThat(refuse(alice(day, 1)).retryAfter()).contains(Duration.ofHours(25));
        clock.advance(Duration.ofHours(25).minusMillis(1));
        refuse(alice(day, 1));
        clock.advance(Duration.ofMillis(1));
        hold(alice(day, 100));

        clock.advanceTo(at("2027-03-28T00:00"));
        spend(alice(day, 100), 100);
        assertThat(refuse(alice(day, 1)).retryAfter()).contains(Duration.ofHours(23));
        assertThat(store.balance(alice(day, 0)).resetsAt()).contains(at("2027-03-29T00:00"));
    }

    @Test
    void debtIsForgivenAtTheEndOfThePeriodUnlessItIsCarried() {
        Limit forgiven = money(100, DAY);
        Limit carried = carrying(limit("carried", Measure.COST, 100, DAY, Dimension.USER));
        spend(alice(forgiven, 100), 250);
        spend(alice(carried, 100), 250);
        clock.advanceTo(at("2026-06-03T00:00"));

        assertThat(spentOf(alice(forgiven, 0))).isZero();
        assertThat(spentOf(alice(carried, 0))).as("looked at").isEqualTo(150);
        assertThat(refuse(alice(carried, 60)).retryAfter())
                .as("the third day leaves 50")
                .contains(Duration.ofDays(2));
        assertThat(spentOf(alice(carried, 0))).as("rolled over").isEqualTo(150);
        clock.advanceTo(at("2026-06-04T00:00"));
        assertThat(spentOf(alice(carried, 0))).isEqualTo(50);
        hold(alice(carried, 50));
    }

    @Test
    void debtIsPaidByDaysThatNobodyLookedAt() {
        Limit carried = carrying(money(100, DAY));
        spend(alice(carried, 100), 450);
        clock.advanceTo(at("2026-06-05T00:00"));

        assertThat(spentOf(alice(carried, 0))).isEqualTo(150);
        clock.advanceTo(at("2026-06-30T00:00"));
        hold(alice(carried, 100));
    }

    @Test
    void aChargeAfterMidnightRaisesTheDebtThatWasCarried() {
        Limit carried = carrying(money(100, DAY));
        Reservation late = hold(alice(carried, 80));
        clock.advanceTo(at("2026-06-03T00:00"));
        spend(alice(carried, 10), 10);
        clock.advanceTo(at("2026-06-04T00:00"));
        hold(alice(carried, 1));

        settle(late, 350);

        assertThat(spentOf(alice(carried, 0))).as("350 - 100, + 10 - 100").isEqualTo(160);
    }

    @Test
    void aMonthEndsWithItsLastDay() {
        Limit month = money(100, new Window.Calendar(Window.Period.MONTH));
        clock.advanceTo(at("2026-06-30T23:59:59"));
        spend(alice(month, 100), 100);

        assertThat(refuse(alice(month, 1)).retryAfter()).contains(Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        hold(alice(month, 100));
    }
}
