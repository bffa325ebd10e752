package io.faregate.integrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.faregate.Inference;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a library's attempts cost that asks again by itself, whichever library it is. */
public abstract class AttemptsContract {
    /** The gate of one test. */
    protected final Gate gate;

    /** Its ride. */
    protected final Inference ride;

    /** A gate whose ride calls one model. */
    protected AttemptsContract(String model) {
        gate = new Gate(model);
        ride = gate.ride();
    }

    /** Asks once for at most 300 tokens, and so often again when that fails. */
    protected abstract void ask(FakeProvider provider, int retries);

    /** A provider's reply of 34 tokens. */
    protected abstract String reply();

    @AfterEach
    final void closeGate() {
        gate.close();
    }

    /** A refusal of the provider costs nothing, a connection that breaks what the call held. */
    @Test
    final void eachOfItsAttemptsIsChargedByWhatCameOfIt() throws Exception {
        try (FakeProvider provider = new FakeProvider(
                Reply.json(500, "{}"), Reply.json(429, "{}"), Reply.hangUp(), Reply.json(200, reply()))) {
            ask(provider, 3);

            assertThat(provider.bodies()).hasSize(4);
            assertThat(ride.guardedCalls()).isEqualTo(4);
            assertThat(gate.ended(ride).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(300 + 34);
        }
    }

    @Test
    final void noAttemptThatFindsNoProviderCostsAnything() throws Exception {
        FakeProvider gone = new FakeProvider(Reply.silence());
        gone.close();

        assertThat(catchThrowable(() -> ask(gone, 1))).isNotNull();

        assertThat(ride.guardedCalls()).isEqualTo(2);
        UsageRecord record = gate.ended(ride);
        assertThat(record.costs().settled()).isEqualTo(Money.ZERO);
        assertThat(record.costs().source()).isEqualTo(UsageSource.NONE);
    }
}
