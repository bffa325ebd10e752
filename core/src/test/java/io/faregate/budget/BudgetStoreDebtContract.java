package io.faregate.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every store does with a debt that is carried, while the amounts of those who owe it change. */
abstract class BudgetStoreDebtContract extends BudgetStoreFixture {
    private static final long PRO = 2_000;
    private static final long FREE = 50;
    private static final Instant SECOND = at("2026-06-03T00:00");
    private static final Instant THIRD = at("2026-06-04T00:00");
    private static final Instant FIFTH = at("2026-06-06T00:00");

    private final Limit carried = carrying(money(FREE, DAY));

    @Test
    void whatWasWithinTheAmountOfItsDayIsNoDebtForASmallerOne() {
        spend(alice(carried, PRO, 1_500), 1_500);
        clock.advanceTo(SECOND);

        assertThat(spentOf(alice(carried, FREE, 0))).isZero();
        hold(alice(carried, FREE, FREE));
        assertThat(freeOf(alice(carried, FREE, 0))).isZero();
    }

    @Test
    void whatWasBeyondTheAmountOfItsDayIsADebtForALargerOneToo() {
        spend(alice(carried, FREE, FREE), 80);
        clock.advanceTo(SECOND);

        assertThat(spentOf(alice(carried, PRO, 0))).isEqualTo(30);
        refuse(alice(carried, PRO, PRO));
        hold(alice(carried, PRO, PRO - 30));
    }

    @Test
    void aPeriodPaysTheAmountThatItLetInTheLastRideWith() {
        spend(alice(carried, FREE, 10), 10);
        spend(alice(carried, PRO, 1_000), 3_000);
        refuse(alice(carried, FREE, 1));
        clock.advanceTo(SECOND);

        assertThat(spentOf(alice(carried, FREE, 0))).isEqualTo(1_010);
    }

    @Test
    void periodsThatLetInNobodyPayTheAmountOfWhoIsLetInNextWhereItIsMore() {
        spend(alice(carried, FREE, FREE), 250);
        clock.advanceTo(FIFTH);

        assertThat(spentOf(alice(carried, FREE, 0))).as("50 a day").isEqualTo(50);
        assertThat(spentOf(alice(carried, 40, 0))).as("50 a day, too").isEqualTo(50);
        assertThat(spentOf(alice(carried, 60, 0))).as("50, and three times 60").isEqualTo(20);
        hold(alice(carried, 60, 0));
        assertThat(spentOf(alice(carried, FREE, 0))).isEqualTo(20);
    }

    @Test
    void aRefusalLeavesADebtAsItIs() {
        spend(alice(carried, 100, 100), 4_000);
        clock.advanceTo(SECOND);
        refuse(alice(carried, FREE, 1));
        clock.advanceTo(THIRD);
        refuse(alice(carried, 10, 1));
        refuse(alice(carried, PRO, PRO));

        assertThat(spentOf(alice(carried, FREE, 0))).isEqualTo(4_000 - 100 - 100);
        assertThat(spentOf(alice(carried, PRO, 0))).isEqualTo(4_000 - 100 - PRO);
        hold(alice(carried, PRO, 100));
        assertThat(spentOf(alice(carried, FREE, 0))).isEqualTo(4_000 - 100 - PRO);
    }

    @Test
    void aLateChargeRaisesADebtByTheAmountsOfTheirDays() {
        Reservation late = hold(alice(carried, 100, 80));
        Reservation never = hold(alice(carried, 100, 20));
        clock.advanceTo(THIRD);
        spend(alice(carried, FREE, 10), 10);
        clock.advanceTo(FIFTH);
        hold(alice(carried, PRO, 1));

        settle(late, 350);
        assertThat(spentOf(alice(carried, 7, 0)))
                .as("250, less 100 of a day without rides, and 10, less 50; then another is large enough")
                .isZero();
        settle(never, 4_100);
        assertThat(spentOf(alice(carried, 7, 0)))
                .as("4,450 - 100 - 100, + 10 - 50, - 2,000")
                .isEqualTo(2_210);
    }

    @Test
    void whoIsRefusedForADebtIsToldTheDayOnWhichItIsPaid() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            Limit limit = carrying(limit(String.valueOf(round), Measure.COST, FREE, DAY, Dimension.USER));
            spend(alice(limit, 20L + random.nextInt(80), 20), 1L + random.nextInt(500));
            clock.advance(Duration.ofHours(random.nextInt(60)));
            long amount = 20L + random.nextInt(80);
            if (random.nextBoolean()) {
                reserve(List.of(alice(limit, 20L + random.nextInt(80), 0)));
            }
            Charge asked = alice(limit, amount, 1L + random.nextInt(20));
            if (reserve(List.of(asked)) instanceof Held.Denied denied) {
                clock.advance(denied.retryAfter().orElseThrow().minusMillis(1));
                refuse(asked);
                clock.advance(Duration.ofMillis(1));
                hold(asked);
            }
        }
    }
}
