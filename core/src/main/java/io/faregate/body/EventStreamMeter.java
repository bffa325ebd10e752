package io.faregate.body;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/**
 * Reads the JSON of binary frames ({@code application/vnd.amazon.eventstream}) while they pass, split anywhere; every byte
 * passes at once. A frame is its length and that of its headers, a checksum of both, headers, payload, and a checksum of
 * all before. What a wrong checksum protects is not believed, and nothing behind it can be found: the rest is unread.
 */
final class EventStreamMeter implements ResponseMeter {
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;

    private final ReplyDocuments documents;
    private final Bytes frame = new Bytes();
    private final Bytes payload = new Bytes();
    private final CRC32 crc = new CRC32();
    private volatile long delivered;

    /** Bytes of a frame too long to keep that are still to come. */
    private long skipped;

    private volatile boolean unread;

    EventStreamMeter(ReplyFields fields) {
        this.documents = new ReplyDocuments(fields);
    }

    @Override
    public void pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        out.write(bytes, offset, length);
        int from = offset;
        while (!unread && from < offset + length) {
            from += read(bytes, from, offset + length - from);
        }
        delivered = documents.deliveredBytes();
    }

    /** Reads some bytes of one frame; says how many. */
    private int read(byte[] bytes, int from, int length) {
        int taken = (int) Math.min(length, skipped > 0 ? skipped : missing());
        if (skipped > 0) {
            skipped -= taken;
            documents.unread(taken);
            return taken;
        }
        frame.add(bytes, from, from + taken);
        if (frame.size() == PRELUDE) {
            begin();
        }
        if (!unread && frame.size() > PRELUDE && missing() == 0) {
            end();
        }
        return taken;
    }

    /** How many bytes the prelude, or the frame, still lacks. */
    private long missing() {
        return (frame.size() < PRELUDE ? PRELUDE : number(0)) - frame.size();
    }

    private void begin() {
        long total = number(0);
        boolean fits = total >= PRELUDE + number(4) + CHECKSUM;
        unread = !fits || checksum(0, 8) != number(8);
        if (!unread && total > SseEvents.LONGEST_EVENT) {
            skipped = total - PRELUDE;
            frame.clear();
        }
    }

    private void end() {
        int end = frame.size() - CHECKSUM;
        if (checksum(0, end) == number(end)) {
            payload.add(frame.array(), PRELUDE + (int) number(4), end);
            if (payload.size() > 0) {
                documents.read(payload);
            }
            payload.clear();
        } else {
            unread = true;
        }
        frame.clear();
    }

    private long checksum(int from, int to) {
        crc.reset();
        crc.update(frame.array(), from, to - from);
        return crc.getValue();
    }

    /** An unsigned number of four bytes. */
    private long number(int at) {
        byte[] array = frame.array();
        return (array[at] & 0xFFL) << 24
                | (array[at + 1] & 0xFFL) << 16
                | (array[at + 2] & 0xFFL) << 8
                | (array[at + 3] & 0xFFL);
    }

    @Override
    public boolean holdsBack() {
        return false;
    }

    @Override
    public void end(OutputStream out) {
        frame.clear();
    }

    @Override
    public ReplyReport report() {
        return documents.report();
    }

    @Override
    public OptionalLong deliveredBytes() {
        return unread ? OptionalLong.empty() : OptionalLong.of(delivered);
    }
}
