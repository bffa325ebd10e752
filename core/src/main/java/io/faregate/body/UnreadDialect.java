package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A dialect whose bodies and replies only the application reads. */
record UnreadDialect(String name, RefusalFormat refusals) implements Dialect {

    @Override
    public Reads reads() {
        return Reads.NOTHING;
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin) {
        throw new IllegalStateException("the dialect " + name + " reads no body");
    }

    @Override
    public ResponseMeter meter(String contentType, boolean withholdUsage) {
        return ResponseMeter.unread();
    }

    @Override
    public Answer answer(Refusal refusal) {
        return refusals.answer(refusal);
    }

    @Override
    public Optional<byte[]> lastWords(Refusal refusal, @Nullable String contentType) {
        return refusals.lastWords(refusal, contentType);
    }
}
