package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import io.faregate.ride.RideOverException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A dialect whose requests are forms, checked while the application reads them. */
record FormDialect(
        String name,
        HeadFields heads,
        QueryFields queries,
        Fields fields,
        @Nullable ReplyFields replies,
        RefusalFormat refusals)
        implements Dialect {

    @Override
    public Reads reads() {
        return Reads.PARTS;
    }

    @Override
    public Optional<BodyRejected> unread(RequestHead head) {
        Optional<BodyRejected> media = Dialect.super.unread(head);
        Optional<BodyRejected> rejected = media.isPresent() ? media : heads.check(head);
        return rejected.isPresent() ? rejected : queries.check(head.query());
    }

    @Override
    public boolean goesOn(String header) {
        return heads.goesOn(header);
    }

    @Override
    public RequestShape unreadForm(long bytes, Caps caps) {
        return FormShape.unread(fields.makes(), bytes, caps);
    }

    @Override
    public FormReader form(Caps caps, String model, Origin origin, Runnable file) {
        return origin == Origin.CLIENT ? new FormReader(fields, caps, model, origin, file) : FormReader.observing(file);
    }

    /** Reads a form that an application sends; its first line says what its parts begin with. */
    @Override
    public Scan scan(byte[] body, int length, Origin origin) {
        FormReader reader = new FormReader(fields, Caps.UNBOUNDED, "", origin, () -> {});
        try {
            FormScanner scanner = FormScanner.ofFirstLine(body, length, reader);
            scanner.see(body, 0, length);
            scanner.end();
        } catch (RideOverException over) {
            return new BodyRejected(over.reason(), String.valueOf(over.getMessage()), null);
        }
        return reader.shape(body);
    }

    @Override
    public boolean billsAfterAbort() {
        return replies != null && replies.isBilledAfterAbort();
    }

    @Override
    public ResponseMeter meter(String contentType, boolean withholdUsage) {
        return replies == null ? ResponseMeter.unread() : JsonDialect.meter(replies, contentType, withholdUsage);
    }

    @Override
    public Optional<ResponseMeter> ownMeter(String contentType) {
        return JsonDialect.ownMeter(replies, contentType);
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
