package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;

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
