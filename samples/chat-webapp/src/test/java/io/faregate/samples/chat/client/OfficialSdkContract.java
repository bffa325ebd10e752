package io.faregate.samples.chat.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.faregate.samples.chat.client.Sdk.Heard;
import io.faregate.samples.chat.client.Sdk.Told;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the providers' own libraries do besides: they try again, but only when they are told to, and as late. */
abstract class OfficialSdkContract extends SdkContract {

    abstract Spent spent();

    /**
     * How an API says that the money is spent.
     *
     * @param status the status
     * @param code the code
     */
    record Spent(int status, String code) {}

    @Test
    void asksOnceWhenTheMoneyIsSpent(@TempDir Path folder) throws Exception {
        restart(folder, "cost: 20, every: day", "cost: 0.000001, every: day");

        Told told = assertTold(spent().status(), spent().code(), question("hi"));

        assertThat(told.message()).contains("budget per user per day");
        assertAsked(1, "budget_spent");
    }

    @Test
    void asksOnceForAStreamWhenTheMoneyIsSpent(@TempDir Path folder) throws Exception {
        restart(folder, "cost: 20, every: day", "cost: 0.000001, every: day");

        Throwable raised = catchThrowable(() -> sdk().stream(question("hi"), piece -> true));

        assertThat(sdk().told(raised).status()).isEqualTo(spent().status());
        assertAsked(1, "budget_spent");
    }

    @Test
    void asksOnceWhenTheWaitIsLong(@TempDir Path folder) throws Exception {
        restart(folder, "{per: ip, requests: 120, within: 1m}", "{per: ip, requests: 1, within: 10m}");
        sdk().ask(question("hi #tokens=1"));

        assertThat(sdk().told(catchThrowable(() -> sdk().ask(question("hi")))).status())
                .isEqualTo(429);
        assertThat(demo().records(2)).hasSize(2);
    }

    @Test
    void waitsAsLongAsToldWhenTheWaitIsShort(@TempDir Path folder) throws Exception {
        // long enough that a busy machine asks again before it has refilled
        restart(folder, "{per: ip, requests: 120, within: 1m}", "{per: ip, requests: 1, within: 6s}");
        sdk().ask(question("hi #tokens=1"));

        Heard second = sdk().ask(question("hi #tokens=1"));

        assertThat(second.output()).isEqualTo(1);
        assertThat(demo().records(3))
                .hasSize(3)
                .filteredOn(line -> line.path("reason").stringValue("").equals("rate_limited"))
                .hasSize(1);
    }

    @Test
    void asksABusyProviderAgainAsLateAsThatSaysAndPaysNothing() {
        long asked = System.nanoTime();

        assertThat(sdk().told(catchThrowable(() -> sdk().ask(question("#error=429"))))
                        .status())
                .isEqualTo(429);

        // one second before each of two more; by itself it would have waited half of that
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(demo().records(3))
                .hasSize(3)
                .allMatch(line -> line.path("settledCost").decimalValue().signum() == 0);
    }

    @Test
    void raisesItsTypeForSpentMoney(@TempDir Path folder) throws Exception {
        restart(folder, "cost: 20, every: day", "cost: 0.000001, every: day");

        assertThat(catchThrowable(() -> sdk().ask(question("hi")))).isInstanceOf(exception(spent().status()));
    }

    @Test
    void hearsInTheStreamThatTheProviderBroke() {
        Throwable raised = catchThrowable(() -> sdk().stream(question("#error=mid #delay=0"), piece -> true));

        assertThat(sdk().told(raised).message()).contains("The server had an error");
    }
}
