package io.faregate.body;

import static io.faregate.body.Bodies.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What recorded replies say of themselves, read a second way, against what the meters find; whole and cut. */
class RecordedRepliesTest {
    private static final int SMALL = 3_000;

    @ParameterizedTest
    @EnumSource
    void usageIsWhatTheReplySaysToTheToken(RecordedBill bill) throws IOException {
        for (Recording recording : Recording.of(bill.urls)) {
            byte[] reply = recording.reply();
            Metered whole = Metered.of(bill, recording, reply, Integer.MAX_VALUE);
            Metered parts = Metered.of(bill, recording, reply, 13);

            assertThat(whole.passed).as(recording.name()).isEqualTo(text(reply));
            assertThat(parts).as(recording.name()).isEqualTo(whole);
            assertThat(whole.usage.map(Usage::promptTokens))
                    .as(recording.name())
                    .isEqualTo(bill.prompt(recording));
            assertThat(whole.usage.map(usage -> usage.tokens() - usage.promptTokens()))
                    .as(recording.name())
                    .isEqualTo(bill.written(recording));
            if (recording.stream() && whole.usage.isEmpty()) {
                assertThat(whole.delivered.orElse(0)).as(recording.name()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCutReplyNeverCountsTwiceAndNeverSettlesAtNothing(RecordedBill bill) throws IOException {
        for (Recording recording : Recording.of(bill.urls)) {
            byte[] reply = recording.reply();
            Metered whole = Metered.of(bill, recording, reply, Integer.MAX_VALUE);
            long before = 0;
            for (int length = 1; length <= reply.length; length++) {
                if ((recording.stream() && endsEvent(reply, length))
                        || (reply.length <= SMALL && !recording.stream())) {
                    Metered cut = Metered.of(bill, recording, Arrays.copyOf(reply, length), Integer.MAX_VALUE);
                    before = check(recording, cut, whole, before);
                }
            }
        }
    }

    private static boolean endsEvent(byte[] reply, int length) {
        return length > 1 && reply[length - 1] == '\n' && (reply[length - 2] == '\n' || reply[length - 2] == '\r');
    }

    private static long check(Recording recording, Metered cut, Metered whole, long before) {
        long delivered = cut.delivered.orElse(0);
        assertThat(delivered).as(recording.name()).isBetween(before, whole.delivered.orElse(0));
        assertThat(cut.usage.map(Usage::tokens).orElse(0L))
                .as(recording.name())
                .isLessThanOrEqualTo(whole.usage.map(Usage::tokens).orElse(0L));
        if (cut.usage.isPresent()) {
            assertThat(cut.usage.get().tokens()).as(recording.name()).isPositive();
        }
        return delivered;
    }

    @ParameterizedTest
    @EnumSource
    void everyRecordedRequestIsReadAndGoesOnUnchanged(RecordedBill bill) throws IOException {
        for (Recording recording : Recording.of(bill.urls)) {
            Optional<byte[]> body = recording.request();
            if (body.isPresent()) {
                Scan scan = bill.dialect(recording).scan(body.get(), body.get().length, Origin.APPLICATION);

                assertThat(scan).as(recording.name()).isInstanceOf(RequestShape.class);
                assertThat(((RequestShape) scan).edit().bytes())
                        .as(recording.name())
                        .isSameAs(body.get());
            }
        }
    }

    private record Metered(String passed, Optional<Usage> usage, OptionalLong delivered) {

        static Metered of(RecordedBill bill, Recording recording, byte[] reply, int size) throws IOException {
            ResponseMeter meter = bill.dialect(recording).meter(recording.contentType(), false);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(meter, reply, size, out);
            return new Metered(text(out.toByteArray()), meter.usage(), meter.deliveredBytes());
        }
    }
}
