package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A dialect whose paths name the model, at a path. */
record AddressedDialect(PathModel paths, Dialect dialect, String path) implements Dialect {

    static Dialect of(PathModel paths, Dialect dialect) {
        return new AddressedDialect(paths, dialect, "");
    }

    @Override
    public Dialect at(String asked) {
        return new AddressedDialect(paths, dialect, asked);
    }

    @Override
    public String name() {
        return dialect.name();
    }

    @Override
    public Reads reads() {
        return dialect.reads();
    }

    @Override
    public Optional<BodyRejected> unread(RequestHead head) {
        return dialect.unread(head);
    }

    @Override
    public String query(String query) {
        return dialect.query(query);
    }

    @Override
    public Optional<Map<String, String>> parameters(String query, byte @Nullable [] body) {
        return dialect.parameters(query, body);
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin) {
        return scan(body, length, origin, Caps.NONE);
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin, Caps caps) {
        Optional<PathModel.Said> said = paths.of(path);
        if (said.isEmpty()) {
            String message = "The path names no model, or a method that is not allowed on this route.";
            return new BodyRejected(Reason.FIELD_NOT_ALLOWED, message, null);
        }
        Scan scan = dialect.scan(body, length, origin, caps);
        return scan instanceof RequestShape shape ? new AddressedBody(shape, said.get()) : scan;
    }

    @Override
    public boolean takesInstructions() {
        return dialect.takesInstructions();
    }

    @Override
    public boolean reportsSearches() {
        return dialect.reportsSearches();
    }

    @Override
    public ResponseMeter meter(String contentType, boolean withholdUsage) {
        return dialect.meter(contentType, withholdUsage);
    }

    @Override
    public Answer answer(Refusal refusal) {
        return dialect.answer(refusal);
    }

    @Override
    public String event(Refusal refusal) {
        return dialect.event(refusal);
    }
}
