package io.faregate.body;

import io.faregate.cost.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds usage in a response while it passes, and passes it on: byte for byte, but for a usage chunk that the reader
 * had not asked for. One for each response. One thread at a time passes bytes; what was found may be read by any. It
 * never fails because of what passes: a response that it can not read passes unread.
 */
public interface ResponseMeter {
    /** The media type of server-sent events. */
    String EVENT_STREAM = "text/event-stream";

    /**
     * A meter that passes a response on unread, for one whose usage is known from elsewhere or by nobody.
     *
     * @return a new meter, which finds nothing
     */
    static ResponseMeter unread() {
        return new UnreadMeter();
    }

    /**
     * A meter for a response as it goes over the wire, compressed perhaps: it reads through {@code gzip}, and passes on
     * what is compressed byte for byte. One in another encoding passes unread.
     *
     * @param contentEncoding the response's content encoding, or null when it has none
     * @param meter reads what the response says
     * @return the meter itself where nothing is encoded, or one in its place
     */
    static ResponseMeter decoding(@Nullable String contentEncoding, ResponseMeter meter) {
        return switch (ContentCoding.of(contentEncoding)) {
            case NONE -> meter;
            case GZIP -> meter instanceof UnreadMeter ? meter : new GzipMeter(meter);
            case OTHER -> unread();
        };
    }

    /**
     * Whether a response is a stream of events, into which events of the gate's own may go.
     *
     * @param contentType the response's content type, or null when it has none
     * @return true for {@code text/event-stream}, with whatever parameters
     */
    static boolean isEventStream(@Nullable String contentType) {
        return contentType != null && contentType.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    /**
     * Reads some bytes and passes them on. At most one unfinished event is held back, and only when a chunk may have
     * to be withheld.
     *
     * @param bytes the response's next bytes
     * @param offset where they start
     * @param length how many there are
     * @param out where they go on to
     * @throws IOException when the way on fails
     */
    void pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException;

    /**
     * Whether it may pass on less than it reads, or later.
     *
     * @return false when all bytes pass as they come
     */
    boolean holdsBack();

    /**
     * The response has ended, whole or not; passes on whatever is held back.
     *
     * @param out where it goes on to
     * @throws IOException when the way on fails
     */
    void end(OutputStream out) throws IOException;

    /**
     * Nobody asks for more: gives back what it holds beside Java's heap. What passes after that passes unread. Any thread
     * may call it, at any time and again.
     */
    default void release() {}

    /**
     * What the reply has said of itself so far.
     *
     * @return the report
     */
    ReplyReport report();

    /**
     * The usage that the provider reported, so far; the last report counts.
     *
     * @return the usage, or empty when none was seen or it was absurd
     */
    default Optional<Usage> usage() {
        return Optional.ofNullable(report().usage());
    }

    /**
     * UTF-8 bytes of all visible output so far: text, refusals, tool arguments, reasoning that is shown.
     *
     * @return the bytes; empty when the output is not visible as it comes, as in a reply that is not streamed
     */
    OptionalLong deliveredBytes();
}
