package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
     * @return nothing, a JSON document, a form, the query, or a form with files that the application reads itself
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
            case FORM -> MediaTypes.urlencoded(contentTypes, contentEncodings);
            case QUERY -> MediaTypes.nothing(contentTypes, contentEncodings);
            case PARTS -> MediaTypes.form(contentTypes, contentEncodings);
        };
    }

    /**
     * Looks at a request before a byte of its body is read: its media type, and what its headers and its query ask of a
     * provider.
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
     * The model that the path names, whatever the body is.
     *
     * @return its name; empty where bodies name it
     */
    default Optional<String> model() {
        return Optional.empty();
    }

    /**
     * The dialect of one request, where its path names the model, or where a client may write its fields in several ways.
     *
     * @param head the request's head
     * @return the dialect itself in most cases
     */
    default Dialect of(RequestHead head) {
        return at(head.path());
    }

    /**
     * The query that goes on beside a body, of one that {@link #unread} has let in.
     *
     * @param query the query of the request, still encoded
     * @return the same, without what is taken out of it, and what that is
     */
    default KeptQuery query(String query) {
        return KeptQuery.whole(query);
    }

    /**
     * Whether a header goes on, of a request that {@link #unread} has let in.
     *
     * @param header the header's name, in any case
     * @return false when the application must not see it
     */
    default boolean goesOn(String header) {
        return true;
    }

    /**
     * The parameters of a request that goes on, decoded in the one way that it was checked in.
     *
     * @param query the query that goes on
     * @param body the body that goes on, or null
     * @return values by name, those of the query first; empty when the dialect leaves both to the application
     */
    default Optional<Map<String, String>> parameters(String query, byte @Nullable [] body) {
        return Optional.empty();
    }

    /**
     * Reads a body once: strict UTF-8, strict JSON or a strict form, every string counted, the range of every choice
     * noted; writes nothing. Only for dialects that read {@link Reads#JSON}, {@link Reads#FORM} or, as it were a body,
     * {@link Reads#QUERY}.
     *
     * @param body the bytes
     * @param length how many of them are the body
     * @param origin who wrote it
     * @return its shape, or why it can not be let in
     */
    Scan scan(byte[] body, int length, Origin origin);

    /**
     * The same where a client may show pictures, as the caps say: without a cap on them none are let in.
     *
     * @param body the bytes
     * @param length how many of them are the body
     * @param origin who wrote it
     * @param caps what may be in the body; amounts are compared by whoever asks
     * @return its shape, or why it can not be let in
     */
    default Scan scan(byte[] body, int length, Origin origin, Caps caps) {
        return scan(body, length, origin);
    }

    /**
     * The most that a form may ask for of which nobody has read a field yet. Only for dialects that read {@link
     * Reads#PARTS}.
     *
     * @param bytes the most bytes of the whole form
     * @param caps what bounds its files and choices
     * @return a shape that is held for
     */
    default RequestShape unreadForm(long bytes, Caps caps) {
        throw new IllegalStateException("the dialect " + name() + " reads no form");
    }

    /**
     * What checks a form while it is read. Only for dialects that read {@link Reads#PARTS}.
     *
     * @param caps what bounds its files, choices and text
     * @param model the model that the ride was given, which a form may name but not exchange; empty for any
     * @param origin who wrote it; files of an application's form are counted and nothing of it is refused
     * @param file told of each file, before more of it is read
     * @return a new reader
     */
    default FormReader form(Caps caps, String model, Origin origin, Runnable file) {
        throw new IllegalStateException("the dialect " + name() + " reads no form");
    }

    /**
     * Whether its requests have a place for instructions to the model.
     *
     * @return true when {@link RequestShape#instructed} puts them in
     */
    default boolean takesInstructions() {
        return false;
    }

    /**
     * Whether the provider goes on with a reply, and bills it, when nobody listens any more.
     *
     * @return true when a reply that was cut must be charged as the longest that it could have been
     */
    default boolean billsAfterAbort() {
        return false;
    }

    /**
     * Whether what was seen of a reply is all that was written, whatever model wrote it.
     *
     * @return false where the model or the request says whether it thinks out of sight
     */
    default boolean showsThinking() {
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
     * A meter for a response whose shape only the application knows: what it says was delivered is enough to notice a
     * stream without end, and no measure of what that costs.
     *
     * @param contentType the response's content type; empty when it has none
     * @return a new meter; empty where {@link #meter} reads such responses, or nothing does
     */
    default Optional<ResponseMeter> ownMeter(String contentType) {
        return Optional.empty();
    }

    /**
     * A refusal as this dialect's clients expect it, retry headers included.
     *
     * @param refusal what is refused
     * @return status, headers and body
     */
    Answer answer(Refusal refusal);

    /**
     * A refusal as the last of a stream that has begun already: an event, a line or a frame.
     *
     * @param refusal what is refused
     * @param contentType the stream's content type, or null when it has none
     * @return the event, all that ends it included; empty where a response of that type can not say it
     */
    Optional<byte[]> lastWords(Refusal refusal, @Nullable String contentType);

    /**
     * What is sent into a stream of events to say nothing, while the model is silent: the dialect's own event of that kind
     * where it has one, as its clients may wait for it, else a comment.
     *
     * @return whole lines, the blank line of the event included
     */
    default String heartbeat() {
        return RefusalFormat.COMMENT;
    }

    /** What is read of a request's body. */
    enum Reads {
        /** Nothing: the route is guarded without a body. */
        NOTHING,
        /** One JSON document. */
        JSON,
        /** One form, as {@code application/x-www-form-urlencoded}. */
        FORM,
        /** The query, of a request without a body. */
        QUERY,
        /** multipart/form-data, counted while the application reads it. */
        PARTS
    }
}
