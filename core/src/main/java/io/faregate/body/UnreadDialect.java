package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import java.util.Optional;

/** A dialect whose bodies and replies only the application reads. */
record UnreadDialect(String name, Reads reads, QueryFields queries, RefusalFormat refusals) implements Dialect {

    @Override
    public Optional<BodyRejected> unread(RequestHead head) {
        Optional<BodyRejected> media = Dialect.super.unread(head);
        return media.isPresent() ? media : queries.check(head.query());
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin) {
        throw new IllegalStateException("the dialect " + name + " reads no body");
    }

    @Override
    public ResponseMeter meter(String contentType, boolean withholdUsage) {
        return new UnreadMeter();
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
