package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import io.faregate.policy.PolicyResources;
import io.faregate.test.MovedTicker;
import io.faregate.usage.UsageSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StalePricesTest {
    private static final String ROUTES =
            "faregate: 1\nroutes: [{path: /chat, dialect: app, model: {allow: [gpt-5]}}]\n";

    private static final String OLD = "costs: {tables: [built-in, old.csv, undated.csv]}\n";

    private final MovedTicker clock = new MovedTicker(Instant.parse("2026-11-24T09:00:00Z"));

    @Test
    void theBuiltInPricesAreStaleAfterNinetyDays() throws IOException {
        try (Faregate faregate = faregate(policy(""))) {
            clock.advanceTo(Instant.parse("2027-02-21T23:59:59Z"));
            assertThat(StalePrices.of(faregate.gate())).isEmpty();

            clock.advanceTo(Instant.parse("2027-02-22T00:00:00Z"));
            assertThat(StalePrices.of(faregate.gate()))
                    .containsExactly("The prices of built-in 2026-11-23 were last compared with their sources on"
                            + " 2026-11-23, 91 days ago: they may be too low by now.");
        }
    }

    @Test
    void eachTableHasItsOwnAgeAndOneWithoutADayHasNone() throws IOException {
        try (Faregate faregate = faregate(policy(OLD))) {
            assertThat(StalePrices.of(faregate.gate()))
                    .singleElement()
                    .asString()
                    .startsWith("The prices of old.csv ")
                    .contains("2026-06-30, 147 days ago");
        }
    }

    @Test
    void theLogSaysSoWhenTheGateOpens() throws Exception {
        try (HeardLog.Listening log = HeardLog.of("old.csv");
                Faregate faregate = faregate(policy(OLD))) {
            assertThat(log.next())
                    .isEqualTo("WARN " + StalePrices.of(faregate.gate()).get(0));
        }
    }

    @Test
    void theLogSaysSoOnceADayAndWhenThePolicyChanges() throws Exception {
        try (HeardLog.Listening log = HeardLog.of("old.csv");
                Faregate faregate = builder(policy(OLD)).untimed().build()) {
            faregate.sweep();
            assertThat(log.next()).contains(", 147 days ago");
            faregate.sweep();
            clock.advanceTo(Instant.parse("2026-11-24T23:59:59Z"));
            faregate.sweep();
            assertThat(log.left()).isZero();

            clock.advanceTo(Instant.parse("2026-11-25T00:00:00Z"));
            faregate.sweep();
            assertThat(log.next()).contains(", 148 days ago");
            faregate.reload(policy(OLD));
            assertThat(log.next()).contains(", 148 days ago");
            faregate.sweep();
            assertThat(log.left()).isZero();
        }
    }

    private Faregate faregate(Policy policy) {
        return builder(policy).build();
    }

    private FaregateBuilder builder(Policy policy) {
        return Faregate.builder().policy(policy).ticker(clock).sink(UsageSink.none());
    }

    private static Policy policy(String costs) throws IOException {
        Map<String, String> files = Map.of(
                "policy.yaml",
                ROUTES + costs,
                "old.csv",
                "model,input,output,checked\na,1,2,2026-06-30\nb,1,2,2026-01-01\n",
                "undated.csv",
                "model,input,output\nc,1,2\n");
        PolicyResources resources =
                name -> new ByteArrayInputStream(files.get(name).getBytes(StandardCharsets.UTF_8));
        return PolicyFile.read("policy.yaml", resources);
    }
}
