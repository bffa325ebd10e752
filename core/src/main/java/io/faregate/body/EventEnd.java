package io.faregate.body;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where something of the gate's own may stand in a response that somebody else writes. One thread at a time tells what it
 * writes.
 */
public abstract sealed class EventEnd permits EncodedEnd, FrameEnd, LineEnd {
    EventEnd() {}

    /**
     * An end that is here as long as nothing is written, unless somebody has written before.
     *
     * @param contentType the response's content type, or null when it has none
     * @param contentEncoding its content encoding, or null when it has none
     * @param isHere whether nothing was written before
     * @return a new end
     */
    public static EventEnd of(@Nullable String contentType, @Nullable String contentEncoding, boolean isHere) {
        EventEnd end = switch (ReplyShape.of(contentType)) {
            case FRAMES -> new FrameEnd(isHere);
            case EVENTS -> new LineEnd(2, isHere);
            case LINES, DOCUMENT, OTHER -> new LineEnd(1, isHere);
        };
        ContentCoding coding = ContentCoding.of(contentEncoding);
        return coding == ContentCoding.NONE ? end : new EncodedEnd(coding, end);
    }

    /**
     * Whether another event may begin.
     *
     * @return true at the beginning and behind an event
     */
    public abstract boolean isHere();

    /**
     * Whether a response may be cut behind what was written, with the least harm to its reader.
     *
     * @return true where another event may begin, and where nothing can be said anyway
     */
    public abstract boolean mayCut();

    /**
     * An event that is to be written next, behind whatever was.
     *
     * @param event the event, all that ends it included
     * @return the same, with the end of an event that was not finished before it; empty where none can be read
     */
    public abstract Optional<byte[]> before(byte[] event);

    /**
     * Some bytes are written.
     *
     * @param bytes the bytes
     * @param offset where they start
     * @param length how many there are
     */
    public abstract void written(byte[] bytes, int offset, int length);
}
