package io.faregate.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SlidingCountTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void neverMissesWhatIsWithinAndForgetsAnEighthLater() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            compare(random, random.nextLong() / 4);
        }
    }

    private static void compare(Random random, long start) {
        long within = 800 * SECOND;
        SlidingCount count = new SlidingCount(Duration.ofNanos(within));
        List<Long> events = new ArrayList<>();
        long now = start;
        for (int i = 0; i < 100; i++) {
            now += random.nextInt(200) * SECOND;
            long moment = now;
            events.add(moment);
            long counted = count.add(1, moment);
            assertThat(counted)
                    .isGreaterThanOrEqualTo(
                            events.stream().filter(at -> moment - at <= within).count())
                    .isLessThanOrEqualTo(events.stream()
                            .filter(at -> moment - at <= within * 9 / 8 + 9)
                            .count());
        }
    }

    @Test
    void tellsExactlyWhenFewerAreLeft() {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            SlidingCount count = new SlidingCount(Duration.ofMinutes(10));
            long now = random.nextLong() / 4;
            for (int i = 0; i < 30; i++) {
                now += random.nextInt(30) * SECOND;
                count.add(1 + random.nextInt(3), now);
            }
            long many = 1L + random.nextInt((int) count.weight(now));
            long wait = count.untilFewerThan(many, now).toNanos();

            assertThat(count.weight(now + wait - 1)).isGreaterThanOrEqualTo(many);
            assertThat(count.weight(now + wait)).isLessThan(many);
        }
    }

    @Test
    void heavyStrikesNeverWrap() {
        SlidingCount count = new SlidingCount(Duration.ofSeconds(1));
        for (int i = 0; i < 5_000; i++) {
            assertThat(count.add(1_000_000, 5)).isPositive();
        }
    }

    @Test
    void theLongestWindowIsCounted() {
        SlidingCount count = new SlidingCount(Duration.ofDays(99_999));

        assertThat(count.add(3, 0)).isEqualTo(3);
        assertThat(count.untilFewerThan(1, 0)).isGreaterThan(Duration.ofDays(200 * 365));
    }
}
