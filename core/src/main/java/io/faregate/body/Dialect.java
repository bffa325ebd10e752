package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import java.util.List;
import java.util.Optional;

/**
 * How a body is scanned and rewritten, usage is found in a response, and a refusal is said. Immutable and thread-safe;
 * {@link Dialects} has them all.
 */
public interface Dialect {

    /**
     * The name in policies, as {@code openai-chat}.
     *
     * @return the name
     */
    String name();

    /**
     * What of a request's body is read before the ride is let in.
     *
     * @return nothing, a JSON document, or a form with files that the application reads itself
     */
    Reads reads();

    /**
     * Looks at what a request says of its body before a byte of it is read. Only one media type is read, without an
     * encoding: any other would let a body pass unread.
     *
     * @param contentTypes all values of the Content-Type header
     * @param contentEncodings all values of the Content-Encoding header
     * @return what is wrong, or empty
     */
    default Optional<BodyRejected> media(List<String> contentTypes, List<String> contentEncodings) {
        return switch (reads()) {
            case NOTHING -> Optional.empty();
            case JSON -> MediaTypes.json(contentTypes, contentEncodings);
            case PARTS -> MediaTypes.form(contentTypes, contentEncodings);
        };
    }

    /**
     * Looks at a request before a byte of its body is read: its media type, and what its headers ask of a provider.
     *
     * @param head the request's head
     * @return what can not be let in, or empty
     */
    default Optional<BodyRejected> unread(RequestHead head) {
        return media(head.headers("Content-Type"), head.headers("Content-Encoding"));
    }

    /**
     * The dialect of requests to one path, where paths name the model; a path that names none lets no body in.
     *
     * @param path the path, decoded
     * @return the dialect itself unless its paths name models
     */
    default Dialect at(String path) {
        return this;
    }

    /**
     * Reads a body once: strict UTF-8, strict JSON, every string counted, the range of every choice noted; writes
     * nothing. Only for dialects that read {@link Reads#JSON}.
     *
     * @param body the bytes
     * @param length how many of them are the body
     * @param origin who wrote it
     * @return its shape, or why it can not be let in
     */
    Scan scan(byte[] body, int length, Origin origin);

    /**
     * Whether its requests have a place for instructions to the model.
     *
     * @return true when {@link RequestShape#instructed} puts them in
     */
    default boolean takesInstructions() {
        return false;
    }

    /**
     * Whether a report of usage says how often the provider searched; one that says nothing of it then means never.
     *
     * @return false when nobody says, so that all that was held for must be charged
     */
    default boolean reportsSearches() {
        return false;
    }

    /**
     * A meter for one response.
     *
     * @param contentType the response's content type; empty when it has none
     * @param withholdUsage whether a usage chunk of a stream is kept from the reader, who had not asked for it
     * @return a new meter
     */
    ResponseMeter meter(String contentType, boolean withholdUsage);

    /**
     * A refusal as this dialect's clients expect it, retry headers included.
     *
     * @param refusal what is refused
     * @return status, headers and body
     */
    Answer answer(Refusal refusal);

    /**
     * A refusal as one event of a stream that has begun already.
     *
     * @param refusal what is refused
     * @return the event's text, its blank line included
     */
    String event(Refusal refusal);

    /** What is read of a request's body. */
    enum Reads {
        /** Nothing: the route is guarded without a body. */
        NOTHING,
        /** One JSON document. */
        JSON,
        /** multipart/form-data, counted while the application reads it. */
        PARTS
    }
}
