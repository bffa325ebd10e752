package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Charge;
import io.faregate.budget.Dimension;
import io.faregate.budget.Held;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Subjects;
import io.faregate.budget.Window;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RefusalsTest {
    private static final Window DAY = new Window.Calendar(Window.Period.DAY);

    @Test
    void aCountNamesTheLimitAndTheWait() {
        Refusal refusal = denied(Measure.REQUESTS, DAY, 20, 1, Duration.ofMinutes(303));

        assertThat(refusal.reason()).isEqualTo(Reason.QUOTA_SPENT);
        assertThat(refusal.message())
                .isEqualTo("The limit of 20 requests per user per day is reached. Try again in 5 h 3 min.");
    }

    @Test
    void moneyIsNeverSaid() {
        Refusal refusal = denied(Measure.COST, DAY, 500_000_000, 1_234_567, Duration.ofSeconds(59));

        assertThat(refusal.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(refusal.message())
                .doesNotContainPattern("[0-9]{3}")
                .contains("less than this request could use", "59 s");
    }

    @Test
    void whatNeverFitsSaysSo() {
        Refusal refusal = denied(Measure.TOKENS, new Window.Rolling(Duration.ofMinutes(10)), 1_000, 2_000, null);

        assertThat(refusal.retryAfter()).isEmpty();
        assertThat(refusal.message())
                .isEqualTo("This request alone could use more than the limit of 1000 tokens per user within 10 min."
                        + " Ask for less.");
    }

    @Test
    void concurrencySaysToWaitForAnEnd() {
        Refusal refusal = denied(Measure.CONCURRENT, new Window.Now(), 4, 1, null);

        assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_AT_ONCE);
        assertThat(refusal.message()).contains("are running");
    }

    @Test
    void waitsAreRoundedUp() {
        assertThat(Refusals.words(Duration.ofMillis(1))).isEqualTo("1 s");
        assertThat(Refusals.words(Duration.ofMillis(59_001))).isEqualTo("1 min");
        assertThat(Refusals.words(Duration.ofDays(30).plusHours(2).plusSeconds(1)))
                .isEqualTo("30 d 2 h");
    }

    private static Refusal denied(Measure measure, Window window, long amount, long hold, Duration wait) {
        Limit limit = new Limit(
                "id", "plans.free.limits[0]", measure, Set.of(Dimension.USER), amount, window, Mode.ENFORCE, false);
        return Refusals.of("ride_1", new Held.Denied(new Charge(limit, Subjects.of("user:alice"), amount, hold), wait));
    }
}
