package io.faregate.body;

import static io.faregate.body.Bodies.CHAT;
import static io.faregate.body.Bodies.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.RecordedBill.Unread;
import io.faregate.cost.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What recorded replies say of themselves, read a second way, against what the meters find; whole and cut. */
class RecordedRepliesTest {

    @Test
    void everyRecordedReplyIsReadByOneDialectOrSaidToBeByNone() throws IOException {
        List<String> read = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        for (Map<?, ?> entry : Recording.index()) {
            String name = Recording.named(entry);
            long bills = Stream.of(RecordedBill.values())
                    .filter(bill -> bill.urls.matcher(name).matches())
                    .count();
            if (Recording.isAnswer(entry) && bills == 0) {
                unread.add(name);
            } else {
                assertThat(bills).as(name).isLessThanOrEqualTo(1);
                read.add(name);
            }
        }

        for (Unread kind : Unread.values()) {
            assertThat(unread)
                    .filteredOn(name -> kind.urls.matcher(name).matches())
                    .hasSize(kind.replies);
            unread.removeIf(name -> kind.urls.matcher(name).matches());
        }
        assertThat(unread).isEmpty();
        assertThat(read).hasSizeGreaterThan(250);
    }

    @ParameterizedTest
    @EnumSource
    void usageIsWhatTheReplySaysToTheToken(RecordedBill bill) throws IOException {
        for (Recording recording : bill.recordings()) {
            byte[] reply = recording.reply();
            Metered whole = Metered.of(bill, recording, reply, Integer.MAX_VALUE);

            assertThat(whole.passed).as(recording.name()).isEqualTo(text(reply));
            for (int size : new int[] {1, 13}) {
                assertThat(Metered.of(bill, recording, reply, size))
                        .as(recording.name())
                        .isEqualTo(whole);
            }
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
    void aCutReplyNeverCountsTwice(RecordedBill bill) throws IOException {
        for (Recording recording : bill.recordings()) {
            Metered whole = Metered.of(bill, recording, recording.reply(), Integer.MAX_VALUE);
            for (byte[] beginning : recording.cuts()) {
                Metered cut = Metered.of(bill, recording, beginning, Integer.MAX_VALUE);

                assertThat(cut.passed).isEqualTo(text(beginning));
                assertThat(cut.delivered.orElse(0))
                        .as(recording.name())
                        .isLessThanOrEqualTo(Math.max(whole.delivered.orElse(0), beginning.length));
                cut.usage.ifPresent(usage -> assertThat(usage.tokens())
                        .as(recording.name())
                        .isBetween(1L, whole.usage.map(Usage::tokens).orElse(0L)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void moreOfAStreamNeverDeliversLess(RecordedBill bill) throws IOException {
        for (Recording recording : bill.recordings()) {
            ResponseMeter meter = bill.dialect(recording).meter(recording.contentType(), false);
            long before = 0;
            for (byte next : recording.reply()) {
                meter.pass(new byte[] {next}, 0, 1, new ByteArrayOutputStream());
                long delivered = meter.deliveredBytes().orElse(0);

                assertThat(delivered).as(recording.name()).isGreaterThanOrEqualTo(before);
                before = delivered;
            }
        }
    }

    @Test
    void withholdingTakesTheUsageChunkOfARecordedChatAndNothingElse() throws IOException {
        for (Recording recording : RecordedBill.OPENAI_CHAT.recordings()) {
            String reply = text(recording.reply());
            ResponseMeter meter = CHAT.meter("text/event-stream", true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChatStreamTest.feed(meter, recording.reply(), 13, out);

            List<String> kept = new ArrayList<>(List.of(reply.split("(?<=\n\n)")));
            if (recording.stream()) {
                kept.removeIf(event -> event.contains("\"choices\":[]") && event.contains("\"usage\":{"));
            }
            assertThat(text(out.toByteArray())).as(recording.name()).isEqualTo(String.join("", kept));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRecordedRequestIsReadAndGoesOnUnchanged(RecordedBill bill) throws IOException {
        for (Recording recording : bill.recordings()) {
            Optional<byte[]> body = recording.request();
            if (body.isPresent() && isJson(body.get())) {
                Scan scan = bill.dialect(recording).scan(body.get(), body.get().length, Origin.APPLICATION);

                assertThat(scan).as(recording.name()).isInstanceOf(RequestShape.class);
                assertThat(((RequestShape) scan).edit().bytes())
                        .as(recording.name())
                        .isSameAs(body.get());
                assertThat(((RequestShape) scan).stream()).as(recording.name()).isEqualTo(recording.stream());
            }
        }
    }

    /** One request was recorded that is none. */
    private static boolean isJson(byte[] body) {
        try {
            Tree.of(text(body));
            return true;
        } catch (IllegalArgumentException notJson) {
            return false;
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
