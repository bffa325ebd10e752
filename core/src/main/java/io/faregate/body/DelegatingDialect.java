package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A dialect that is another one but for what it says itself. */
interface DelegatingDialect extends Dialect {

    /** The other one. */
    Dialect plain();

    @Override
    default String name() {
        return plain().name();
    }

    @Override
    default Reads reads() {
        return plain().reads();
    }

    @Override
    default Optional<BodyRejected> unread(RequestHead head) {
        return plain().unread(head);
    }

    @Override
    default Optional<String> model() {
        return plain().model();
    }

    @Override
    default KeptQuery query(String query) {
        return plain().query(query);
    }

    @Override
    default boolean goesOn(String header) {
        return plain().goesOn(header);
    }

    @Override
    default Optional<Map<String, String>> parameters(String query, byte @Nullable [] body) {
        return plain().parameters(query, body);
    }

    @Override
    default Scan scan(byte[] body, int length, Origin origin) {
        return scan(body, length, origin, Caps.NONE);
    }

    @Override
    default Scan scan(byte[] body, int length, Origin origin, Caps caps) {
        return plain().scan(body, length, origin, caps);
    }

    @Override
    default boolean takesInstructions() {
        return plain().takesInstructions();
    }

    @Override
    default boolean billsAfterAbort() {
        return plain().billsAfterAbort();
    }

    @Override
    default boolean showsThinking() {
        return plain().showsThinking();
    }

    @Override
    default ResponseMeter meter(String contentType, boolean withholdUsage) {
        return plain().meter(contentType, withholdUsage);
    }

    @Override
    default Optional<ResponseMeter> ownMeter(String contentType) {
        return plain().ownMeter(contentType);
    }

    @Override
    default Answer answer(Refusal refusal) {
        return plain().answer(refusal);
    }

    @Override
    default Optional<byte[]> lastWords(Refusal refusal, @Nullable String contentType) {
        return plain().lastWords(refusal, contentType);
    }

    @Override
    default String heartbeat() {
        return plain().heartbeat();
    }
}
