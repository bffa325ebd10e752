package io.faregate.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.usage.UsageRecord.Costs;
import io.faregate.usage.UsageRecord.ModelChoice;
import io.faregate.usage.UsageRecord.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class UsageJsonTest {
    private static final Usage USAGE =
            Usage.of(1_000, 300).withReasoningTokens(120).with(Unit.CACHE_READ_TOKENS, 200);

    @Test
    void writesTheLineOfTheDocs() throws IOException {
        assertThat(Files.readString(Path.of("../docs/usage-log.md")))
                .contains("\n" + UsageJson.line(record("Alice")) + "\n");
    }

    @Test
    void nobodyBreaksTheLineOrTheTerminalWithAName() {
        String line = UsageJson.line(record("a\r\n{\"cost\":0}\u001b[31m\u2028\u0000é"));

        assertThat(line)
                .doesNotContain("\r", "\n", "\u001b", "\u2028", "\u0000", "é")
                .contains("a\\r\\n{\\\"cost\\\":0}");
    }

    @Test
    void aLongNameIsCut() {
        assertThat(UsageJson.line(record("x".repeat(1_000_000)))).hasSizeLessThan(1_200);
    }

    @Test
    void moneyIsNeverWrittenWithAnExponent() {
        UsageRecord tiny = record("Alice", Money.of("0.000000001"));

        assertThat(UsageJson.line(tiny)).contains("\"settledCost\":0.000000001,");
    }

    private static UsageRecord record(String user) {
        return record(user, Money.of("0.000855"));
    }

    private static UsageRecord record(String user, Money settled) {
        Money held = Money.of("0.002145");
        return new UsageRecord(
                "ride_00000000000000000000000000000001",
                Instant.parse("2026-11-24T09:00:00Z"),
                user,
                "free",
                "192.0.2.1",
                "/api/chat/free",
                new ModelChoice(null, "gpt-5-mini", "route"),
                USAGE,
                new Costs(held, held, settled, UsageSource.PROVIDER, "built-in 2026-11-23"),
                new Outcome("completed", 200, "", "", Duration.ofMillis(1840)));
    }
}
