package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Dialect;
import io.faregate.body.RecordedBill;
import io.faregate.body.Recording;
import io.faregate.body.ResponseMeter;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.usage.UsageSource;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a recorded reply is settled at, wherever it is cut: never nothing, and never more than was held. */
final class RecordedSettlementTest {
    private static final Usage HELD = Usage.of(200_000, 200_000).with(Unit.WEB_SEARCHES, 10);

    @ParameterizedTest
    @EnumSource
    void noCutSettlesAtNothing(RecordedBill bill) throws IOException {
        for (Recording recording : bill.recordings()) {
            Reported whole = reported(bill.dialect(recording), recording, recording.reply());
            assertThat(whole.source()).as(recording.name()).isNotEqualTo(UsageSource.NONE);
            for (byte[] beginning : recording.cuts()) {
                Reported cut = reported(bill.dialect(recording), recording, beginning);

                assertThat(cut.source()).as(recording.name()).isNotEqualTo(UsageSource.NONE);
                Usage usage = cut.usage() == null ? HELD : cut.usage();
                assertThat(usage.promptTokens()).as(recording.name()).isBetween(1L, HELD.promptTokens());
                assertThat(usage.get(Unit.OUTPUT_TOKENS))
                        .as(recording.name())
                        .isLessThanOrEqualTo(HELD.get(Unit.OUTPUT_TOKENS));
                if (cut.source() == UsageSource.DELIVERED) {
                    assertThat(usage.get(Unit.OUTPUT_TOKENS))
                            .as(recording.name())
                            .isPositive();
                }
            }
        }
    }

    private static Reported reported(Dialect dialect, Recording recording, byte[] reply) throws IOException {
        ResponseMeter meter = dialect.meter(recording.contentType(), false);
        meter.pass(reply, 0, reply.length, OutputStream.nullOutputStream());
        meter.end(OutputStream.nullOutputStream());
        return Reported.by(meter, new CallEntry("model", Fare.USUAL, dialect, HELD, Money.ZERO));
    }
}
