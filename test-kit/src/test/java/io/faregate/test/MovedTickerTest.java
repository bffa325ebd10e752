package io.faregate.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class MovedTickerTest {
    private static final Instant NINE = Instant.parse("2026-11-24T09:00:00Z");

    private final MovedTicker clock = new MovedTicker();
    private final long begun = clock.nanoTime();

    private Duration passed() {
        return Duration.ofNanos(clock.nanoTime() - begun);
    }

    @Test
    void itStandsStillUntilItIsMoved() {
        assertThat(clock.now()).isEqualTo(NINE).isEqualTo(new MovedTicker(NINE).now());
        assertThat(passed()).isZero();
    }

    @Test
    void timePassesOnBothClocks() {
        clock.advance(Duration.ofMinutes(1)).advanceTo(NINE.plusSeconds(90));

        assertThat(clock.now()).isEqualTo(NINE.plusSeconds(90));
        assertThat(passed()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void whoSetsTheWallClockLetsNoTimePass() {
        clock.jumpTo(NINE.minusSeconds(3_600));

        assertThat(clock.currentTimeMillis()).isEqualTo(NINE.toEpochMilli() - 3_600_000);
        assertThat(passed()).isZero();
    }

    @Test
    void timeDoesNotGoBack() {
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advanceTo(NINE.minusMillis(1)));
    }
}
