package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A dialect that is spoken in JSON, and in forms at some of its paths. */
record PathDialect(Dialect json, Pattern forms, FormDialect form) implements Dialect {

    @Override
    public Dialect at(String path) {
        return forms.matcher(path).matches() ? form : json;
    }

    @Override
    public String name() {
        return json.name();
    }

    @Override
    public Reads reads() {
        return json.reads();
    }

    @Override
    public Optional<BodyRejected> unread(RequestHead head) {
        return json.unread(head);
    }

    @Override
    public String query(String query) {
        return json.query(query);
    }

    @Override
    public Optional<Map<String, String>> parameters(String query, byte @Nullable [] body) {
        return json.parameters(query, body);
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin) {
        return json.scan(body, length, origin);
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin, Caps caps) {
        return json.scan(body, length, origin, caps);
    }

    @Override
    public ResponseMeter meter(String contentType, boolean withholdUsage) {
        return json.meter(contentType, withholdUsage);
    }

    @Override
    public Answer answer(Refusal refusal) {
        return json.answer(refusal);
    }

    @Override
    public String event(Refusal refusal) {
        return json.event(refusal);
    }
}
