package io.faregate.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.integrations.Gate;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;

/** What a ride came to. */
final class Charges {
    private Charges() {}

    /** Ends a ride, and compares what it is charged. */
    static void assertCharged(Gate gate, Inference ride, UsageSource source, long output) {
        UsageRecord record = gate.ended(ride);
        assertThat(record.costs().source()).isEqualTo(source);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(output);
        assertThat(record.costs().settled()).isGreaterThan(Money.ZERO);
    }
}
