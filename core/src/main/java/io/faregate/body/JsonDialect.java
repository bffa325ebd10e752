package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A dialect whose requests are JSON, made of a scanner, the table of its replies and its way to refuse. */
record JsonDialect(
        String name, BodyScanner scanner, @Nullable ReplyFields replies, RefusalFormat refusals) implements Dialect {

    @Override
    public Reads reads() {
        return Reads.JSON;
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin) {
        return scanner.scan(body, length, origin);
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
