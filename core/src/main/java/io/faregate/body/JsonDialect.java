package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A dialect whose requests are JSON, made of its tables and its way to refuse. */
record JsonDialect(
        String name,
        HeadFields heads,
        BodyScanner scanner,
        @Nullable ReplyFields replies,
        RefusalFormat refusals) implements Dialect {

    static JsonDialect of(
            String name, HeadFields heads, Fields requests, @Nullable ReplyFields replies, RefusalFormat refusals) {
        return new JsonDialect(name, heads, new JsonScanner(requests), replies, refusals);
    }

    @Override
    public Reads reads() {
        return Reads.JSON;
    }

    @Override
    public Optional<BodyRejected> unread(RequestHead head) {
        Optional<BodyRejected> media = Dialect.super.unread(head);
        return media.isPresent() ? media : heads.check(head);
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin) {
        return scanner.scan(body, length, origin);
    }

    @Override
    public boolean takesInstructions() {
        return scanner instanceof JsonScanner json && json.takesInstructions();
    }

    @Override
    public boolean reportsSearches() {
        return replies != null && replies.hasSearches();
    }

    @Override
    public ResponseMeter meter(String contentType, boolean withholdUsage) {
        if (replies == null) {
            return ResponseMeter.unread();
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "application/json" -> new JsonMeter(replies);
            case "text/event-stream" -> new SseMeter(replies, withholdUsage);
            case "application/x-ndjson" -> new JsonLinesMeter(replies);
            case "application/vnd.amazon.eventstream" -> new EventStreamMeter(replies);
            default -> ResponseMeter.unread();
        };
    }

    @Override
    public Answer answer(Refusal refusal) {
        return refusals.answer(refusal);
    }

    @Override
    public String event(Refusal refusal) {
        return refusals.event(refusal);
    }
}
