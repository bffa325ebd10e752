package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A dialect whose requests are JSON, or say in another form what JSON would, made of its tables and its way to refuse. */
record JsonDialect(
        String name,
        Reads reads,
        HeadFields heads,
        QueryFields queries,
        BodyScanner scanner,
        @Nullable ReplyFields replies,
        RefusalFormat refusals)
        implements Dialect {

    static JsonDialect of(
            String name,
            HeadFields heads,
            QueryFields queries,
            Fields requests,
            @Nullable ReplyFields replies,
            RefusalFormat refusals) {
        return new JsonDialect(name, Reads.JSON, heads, queries, new JsonScanner(requests), replies, refusals);
    }

    @Override
    public Optional<BodyRejected> unread(RequestHead head) {
        Optional<BodyRejected> media = Dialect.super.unread(head);
        Optional<BodyRejected> rejected = media.isPresent() ? media : heads.check(head);
        return rejected.isPresent() || reads == Reads.QUERY ? rejected : queries.check(head.query());
    }

    @Override
    public KeptQuery query(String query) {
        return reads == Reads.QUERY ? KeptQuery.whole(query) : queries.kept(query);
    }

    @Override
    public boolean goesOn(String header) {
        return heads.goesOn(header);
    }

    @Override
    public Optional<Map<String, String>> parameters(String query, byte @Nullable [] body) {
        Map<String, String> asked = Parameters.ofQuery(query).values();
        if (reads != Reads.FORM || body == null) {
            return Optional.of(asked);
        }
        Map<String, String> all = new LinkedHashMap<>(asked);
        all.putAll(Parameters.of(body).values());
        return Optional.of(Collections.unmodifiableMap(all));
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin) {
        return scanner.scan(body, length, origin);
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin, Caps caps) {
        return scanner.scan(body, length, origin, caps);
    }

    @Override
    public boolean takesInstructions() {
        return scanner instanceof JsonScanner json && json.takesInstructions();
    }

    @Override
    public boolean billsAfterAbort() {
        return replies != null && replies.isBilledAfterAbort();
    }

    @Override
    public ResponseMeter meter(String contentType, boolean withholdUsage) {
        return replies == null ? ResponseMeter.unread() : meter(replies, contentType, withholdUsage);
    }

    @Override
    public Optional<ResponseMeter> ownMeter(String contentType) {
        return ownMeter(replies, contentType);
    }

    /** One for replies that no table has. */
    static Optional<ResponseMeter> ownMeter(@Nullable ReplyFields replies, String contentType) {
        return replies == null ? Optional.of(plain(ReplyFields.OWN, contentType, false)) : Optional.empty();
    }

    /** A meter for replies of a table, by what a response says that it is. */
    static ResponseMeter meter(ReplyFields replies, String contentType, boolean withholdUsage) {
        ResponseMeter meter = plain(replies, contentType, withholdUsage);
        return replies.hasPictures() ? new ClippedMeter(meter) : meter;
    }

    private static ResponseMeter plain(ReplyFields replies, String contentType, boolean withholdUsage) {
        return switch (ReplyShape.of(contentType)) {
            case DOCUMENT -> new JsonMeter(replies);
            case EVENTS -> new SseMeter(replies, withholdUsage);
            case LINES -> new JsonLinesMeter(replies);
            case FRAMES -> new EventStreamMeter(replies);
            case OTHER -> ResponseMeter.unread();
        };
    }

    @Override
    public Answer answer(Refusal refusal) {
        return refusals.answer(refusal);
    }

    @Override
    public Optional<byte[]> lastWords(Refusal refusal, @Nullable String contentType) {
        return refusals.lastWords(refusal, contentType);
    }

    @Override
    public String heartbeat() {
        return refusals.heartbeat();
    }
}
