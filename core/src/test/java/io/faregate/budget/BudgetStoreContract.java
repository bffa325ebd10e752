package io.faregate.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.faregate.budget.Reservation.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every store does, one thread at a time. */
abstract class BudgetStoreContract extends BudgetStoreFixture {

    @Test
    void whatIsHeldAndSpentTogetherNeverPassesTheAmount() {
        Limit day = money(100, DAY);
        Reservation first = hold(alice(day, 60));
        refuse(alice(day, 41));
        hold(alice(day, 40));
        refuse(alice(day, 1));
        settle(first, 25);

        assertThat(heldOf(alice(day, 0))).isEqualTo(40);
        assertThat(spentOf(alice(day, 0))).isEqualTo(25);
        refuse(alice(day, 36));
        hold(alice(day, 35));
    }

    @Test
    void eachSubjectHasItsOwnAccountAndASharedPoolHasOne() {
        Limit own = money(10, DAY);
        Limit pool = limit("pool", Measure.COST, 15, DAY);
        hold(charge(own, "user:alice", 10), charge(pool, "", 10));
        refuse(charge(own, "user:bob", 6), charge(pool, "", 6));
        hold(charge(own, "user:bob", 5), charge(pool, "", 5));

        assertThat(heldOf(charge(own, "user:bob", 0))).isEqualTo(5);
        assertThat(freeOf(charge(pool, "", 0))).isZero();
    }

    @Test
    void poolsOfDifferentLimitsAreDifferentPools() {
        Limit one = limit("routes[0]", Measure.COST, 10, DAY);
        Limit other = limit("routes[1]", Measure.COST, 10, DAY);
        hold(charge(one, "", 10));

        hold(charge(other, "", 10));
    }

    @Test
    void aRefusalLeavesNothingHeldAnywhere() {
        Limit concurrent = limit("c", Measure.CONCURRENT, 2, NOW, Dimension.USER);
        Limit rate = limit("r", Measure.REQUESTS, 5, rolling(Duration.ofMinutes(1)), Dimension.IP);
        Limit pool = limit("pool", Measure.COST, 10, DAY);
        List<Charge> charges = List.of(
                alice(concurrent, 1),
                charge(rate, "ip:192.0.2.1", 1),
                alice(money(100, DAY), 50),
                charge(pool, "", 11));

        assertThat(denied(reserve(charges)).charge()).isEqualTo(charges.get(3));
        assertThat(charges).allSatisfy(charge -> {
            assertThat(heldOf(charge)).isZero();
            assertThat(spentOf(charge)).isZero();
        });
    }

    @Test
    void oneLimitChargedTwiceInOneRideIsHeldTwice() {
        Limit day = money(10, DAY);
        refuse(alice(day, 6), alice(day, 6));
        hold(alice(day, 5), alice(day, 5));

        assertThat(freeOf(alice(day, 0))).isZero();
    }

    @Test
    void theFirstRefusalIsPersonalBeforeSharedAndCountsBeforeMoneyWhateverTheOrder() {
        List<Charge> inOrder = List.of(
                alice(limit("a", Measure.REQUESTS, 0, DAY, Dimension.USER), 1),
                alice(limit("b", Measure.TOKENS, 0, DAY, Dimension.USER), 1),
                alice(limit("c", Measure.COST, 0, DAY, Dimension.USER), 1),
                charge(limit("d", Measure.CONCURRENT, 0, NOW, Dimension.IP), "ip:192.0.2.1", 1),
                charge(limit("e", Measure.COST, 0, DAY, Dimension.ROUTE), "route:/chat", 1),
                charge(limit("f", Measure.REQUESTS, 0, DAY), "", 1),
                charge(limit("g", Measure.COST, 0, DAY), "", 1));
        for (int first = 0; first < inOrder.size(); first++) {
            List<Charge> mixed = new ArrayList<>(inOrder.subList(first, inOrder.size()));
            Collections.shuffle(mixed, new Random(first));

            assertThat(denied(reserve(mixed)).charge()).isEqualTo(inOrder.get(first));
        }
    }

    @Test
    void ofTwoRefusalsOfOneRankTheFirstGivenIsSaid() {
        Charge one = alice(limit("a", Measure.COST, 0, DAY, Dimension.USER), 1);
        Charge other = alice(limit("b", Measure.COST, 0, MINUTE, Dimension.USER), 1);

        assertThat(refuse(one, other).charge()).isEqualTo(one);
        assertThat(refuse(other, one).charge()).isEqualTo(other);
    }

    @Test
    void concurrentIsGivenBackWholeWhateverWasUsed() {
        Limit two = limit("c", Measure.CONCURRENT, 2, NOW, Dimension.USER);
        Reservation first = hold(alice(two, 1));
        Reservation second = hold(alice(two, 1));
        assertThat(refuse(alice(two, 1)).retryAfter()).isEmpty();

        store.settle(first, State.SETTLED, charge -> 1);
        store.settle(second, State.EXPIRED, charge -> 1);
        store.settle(second, State.SETTLED, charge -> 7);

        assertThat(store.balance(alice(two, 0))).isEqualTo(new Balance(two, 2, 0, 0, null));
    }

    @Test
    void aReservationEndsOnce() {
        Limit day = money(100, DAY);
        Reservation ride = hold(alice(day, 50));

        assertThat(settle(ride, 20)).isTrue();
        assertThat(settle(ride, 30)).isFalse();
        assertThat(store.settle(ride, State.RELEASED, charge -> 0)).isFalse();
        assertThat(store.settle(ride, State.EXPIRED, charge -> 50)).isFalse();
        assertThat(ride.state()).isEqualTo(State.SETTLED);
        assertThat(spentOf(alice(day, 0))).isEqualTo(20);
        assertThat(heldOf(alice(day, 0))).isZero();
    }

    @Test
    void releasingBooksWhatTheCallerSaysWhichIsOneForARequest() {
        Limit requests = limit("r", Measure.REQUESTS, 10, DAY, Dimension.USER);
        Limit day = money(100, DAY);
        Reservation ride = hold(alice(requests, 1), alice(day, 50));

        store.settle(ride, State.RELEASED, charge -> limitOf(ride, charge).equals(requests) ? 1 : 0);

        assertThat(ride.state()).isEqualTo(State.RELEASED);
        assertThat(spentOf(alice(requests, 0))).isOne();
        assertThat(spentOf(alice(day, 0))).isZero();
    }

    @Test
    void anExpiredRideIsBookedAsHeldAndAdjustedOnce() {
        for (Window window : List.of(DAY, rolling(Duration.ofHours(1)))) {
            Limit limit = limit("x" + window, Measure.COST, 100, window, Dimension.USER);
            Reservation ride = hold(alice(limit, 50));
            assertThat(store.settle(ride, State.EXPIRED, charge -> 50)).isTrue();
            assertThat(spentOf(alice(limit, 0))).isEqualTo(50);

            assertThat(store.settle(ride, State.RELEASED, charge -> 0)).isFalse();
            assertThat(settle(ride, 70)).isTrue();
            assertThat(settle(ride, 90)).isFalse();
            assertThat(store.settle(ride, State.EXPIRED, charge -> 50)).isFalse();

            assertThat(ride.state()).isEqualTo(State.ADJUSTED);
            assertThat(spentOf(alice(limit, 0))).isEqualTo(70);
            assertThat(heldOf(alice(limit, 0))).isZero();
        }
    }

    @Test
    void anAdjustmentMayGiveBack() {
        Limit day = money(100, DAY);
        Reservation ride = hold(alice(day, 50));
        store.settle(ride, State.EXPIRED, charge -> 50);

        settle(ride, 5);

        assertThat(freeOf(alice(day, 0))).isEqualTo(95);
    }

    @Test
    void whatIsUsedAboveTheHoldIsDebtInItsOwnAccount() {
        Limit day = money(100, DAY);
        spend(alice(day, 10), 250);

        assertThat(spentOf(alice(day, 0))).isEqualTo(250);
        assertThat(freeOf(alice(day, 0))).isZero();
        assertThat(refuse(alice(day, 0)).retryAfter()).contains(Duration.ofHours(13));
        clock.advance(Duration.ofHours(13));
        hold(alice(day, 100));
    }

    @Test
    void observedLimitsAreChargedAboveTheirAmountAndTheFirstIsSaid() {
        Limit seen = observed(money(100, DAY));
        Limit pool = observed(limit("pool", Measure.COST, 50, rolling(Duration.ofMinutes(10))));
        List<Charge> charges = List.of(charge(pool, "", 120), alice(seen, 120));

        Reservation held = reserved(reserve(charges));

        assertThat(held.wouldRefuse()).isEqualTo(charges.get(1));
        assertThat(heldOf(charges.get(0))).isEqualTo(120);
        assertThat(heldOf(charges.get(1))).isEqualTo(120);
        settle(held, 110);
        assertThat(spentOf(charges.get(0))).isEqualTo(110);
        assertThat(spentOf(charges.get(1))).isEqualTo(110);
        assertThat(reserved(reserve(List.of(alice(observed(money(500, DAY)), 1))))
                        .wouldRefuse())
                .isNull();
    }

    @Test
    void theFirstObservedLimitThatDidNotFitIsSaidForTheWholeRide() {
        Limit seen = observed(money(100, DAY));
        Limit pool = observed(limit("pool", Measure.COST, 50, DAY));
        Reservation held = hold(alice(seen, 40), charge(pool, "", 40));

        store.topUp(held, charge -> charge == 1 ? 20 : 0);
        assertThat(held.wouldRefuse()).isEqualTo(charge(pool, "", 40));
        store.topUp(held, charge -> charge == 0 ? 100 : 0);
        store.topUp(held, charge -> 0);
        assertThat(held.wouldRefuse()).isEqualTo(charge(pool, "", 40));
    }

    @Test
    void anEnforcedLimitRefusesBesideAnObservedOne() {
        Charge seen = alice(observed(money(1, DAY)), 5);
        Charge pool = charge(limit("pool", Measure.COST, 1, DAY), "", 5);

        assertThat(refuse(seen, pool).charge()).isEqualTo(pool);
        assertThat(heldOf(seen)).isZero();
    }

    @Test
    void aChargeOfNothingPassesAtTheAmountAndNotAboveIt() {
        Limit day = money(100, DAY);
        spend(alice(day, 100), 100);
        settle(hold(alice(day, 0)), 1);

        refuse(alice(day, 0));
    }

    @Test
    void moreIsHeldForARideThatRuns() {
        Limit day = money(100, DAY);
        Limit rate = limit("t", Measure.TOKENS, 1_000, rolling(Duration.ofMinutes(1)), Dimension.USER);
        Reservation ride = hold(alice(day, 30), alice(rate, 100));

        assertThat(reserved(store.topUp(ride, charge -> limitOf(ride, charge).equals(day) ? 50 : 0)))
                .isSameAs(ride);
        assertThat(heldOf(alice(day, 0))).isEqualTo(80);
        assertThat(denied(store.topUp(ride, charge -> 21)).charge().limit()).isEqualTo(day);
        assertThat(heldOf(alice(day, 0))).isEqualTo(80);
        assertThat(heldOf(alice(rate, 0))).isEqualTo(100);
        settle(ride, 85);
        assertThat(store.balance(alice(day, 0)).spent()).isEqualTo(85);
        assertThat(heldOf(alice(day, 0))).isZero();
        assertThat(spentOf(alice(rate, 0))).isEqualTo(85);
    }

    private static Limit limitOf(Reservation ride, int charge) {
        return ride.charges().limits().get(charge);
    }

    @Test
    void aRideThatEndedCanHoldNoMore() {
        Limit day = money(100, DAY);
        Reservation ride = hold(alice(day, 10));
        settle(ride, 10);

        assertThatIllegalStateException()
                .isThrownBy(() -> store.topUp(ride, charge -> 1))
                .withMessageContaining("SETTLED");
        assertThat(heldOf(alice(day, 0))).isZero();
    }

    @Test
    void aRideThatEndsWhileItAsksForMoreHoldsNothing() {
        Limit day = money(100, DAY);
        Reservation ride = hold(alice(day, 10));

        assertThatIllegalStateException().isThrownBy(() -> store.topUp(ride, charge -> settle(ride, 10) ? 5 : 0));
        assertThat(heldOf(alice(day, 0))).isZero();
        assertThat(spentOf(alice(day, 0))).isEqualTo(10);
    }

    @Test
    void moreIsHeldInThePeriodOfTheRide() {
        Limit day = money(100, DAY);
        Reservation ride = hold(alice(day, 60));
        clock.advanceTo(at("2026-06-03T00:00"));

        assertThat(denied(store.topUp(ride, charge -> 41)).retryAfter()).isEmpty();
        reserved(store.topUp(ride, charge -> 40));

        assertThat(freeOf(alice(day, 0))).as("the new day").isEqualTo(100);
    }

    @Test
    void nothingWrapsWhateverTheNumbers() {
        long most = Long.MAX_VALUE;
        for (Window window : List.of(DAY, rolling(Duration.ofSeconds(1)), rolling(Duration.ofDays(365)))) {
            Limit seen = observed(limit("o" + window, Measure.COST, most, window, Dimension.USER));
            Reservation ride = hold(alice(seen, 1));
            refuse(alice(seen, most), alice(seen, most));
            settle(ride, most);
            Reservation next = hold(alice(seen, 0));
            settle(next, most);

            assertThat(freeOf(alice(seen, 0))).isLessThan(most / 2 + 1);
            assertThat(freeOf(charge(limit("o" + window, Measure.COST, 100, window), "user:alice", 0)))
                    .isZero();
            refuse(alice(limit("o" + window, Measure.COST, 1_000, window, Dimension.USER), 1_000));
        }
    }

    @Test
    void noAmountIsNegative() {
        Limit day = money(100, DAY);
        Reservation ride = hold(alice(day, 10));

        assertThatIllegalArgumentException().isThrownBy(() -> settle(ride, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> store.topUp(ride, charge -> -1));
        assertThat(ride.state()).isEqualTo(State.OPEN);
        assertThat(heldOf(alice(day, 0))).isEqualTo(10);
    }

    @Test
    void aRideEndsInNoStateButThree() {
        Reservation ride = hold(alice(money(100, DAY), 10));

        assertThatIllegalArgumentException().isThrownBy(() -> store.settle(ride, State.OPEN, charge -> 0));
        assertThatIllegalArgumentException().isThrownBy(() -> store.settle(ride, State.ADJUSTED, charge -> 0));
    }

    @Test
    void aCallerThatFailsToSayWhatWasUsedEndsNothing() {
        Limit day = money(100, DAY);
        Reservation ride = hold(alice(day, 10));

        assertThatIllegalStateException()
                .isThrownBy(() -> store.settle(ride, State.SETTLED, charge -> {
                    throw new IllegalStateException("planted");
                }));
        assertThat(settle(ride, 3)).isTrue();
    }

    @Test
    void aFirstRideThatHoldsNothingIsBookedInEveryLimitAllTheSame() {
        Limit day = money(100, DAY);
        Limit rate = limit("rate", Measure.TOKENS, 100, rolling(Duration.ofHours(1)), Dimension.USER);
        Limit week = limit("week", Measure.TOKENS, 100, new Window.Calendar(Window.Period.WEEK), Dimension.USER);

        settle(hold(alice(day, 0), alice(rate, 0), alice(week, 0)), 7);

        for (Limit each : List.of(day, rate, week)) {
            assertThat(spentOf(alice(each, 0))).as(each.id()).isEqualTo(7);
        }
    }

    @Test
    void anAmountOfNothingLetsNothingIn() {
        for (Window window : List.of(DAY, rolling(Duration.ofMinutes(1)))) {
            Limit none = limit("none" + window, Measure.COST, 0, window, Dimension.USER);

            assertThat(refuse(alice(none, 1)).retryAfter()).isEmpty();
            hold(alice(none, 0));
        }
    }
}
