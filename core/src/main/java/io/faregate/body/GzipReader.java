package io.faregate.body;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Lets a meter read what gzip (RFC 1952) has made of a reply: members one behind the other, split anywhere. It keeps
 * nothing but the window of its inflater, and makes no more of few bytes than a reply can be. To be closed: an inflater is
 * memory that no collector sees. One thread at a time.
 */
final class GzipReader implements AutoCloseable {
    private static final int PIECE = 8 * 1024;

    /** Deflate makes 43 bytes of the densest stream that was recorded of one; of nothing it makes a thousand. */
    private static final int MOST_OF_ONE = 200;

    /** What may be made of whatever few bytes. */
    private static final int FREE = 4 * 1024 * 1024;

    private static final int TRAILER = 8;

    private final ResponseMeter meter;
    private final OutputStream nowhere = OutputStream.nullOutputStream();
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final GzipHead head = new GzipHead();
    private final byte[] piece = new byte[PIECE];
    private Part part = Part.HEAD;

    /** Checksum and length, least significant byte first, as far as they have come. */
    private long trailer;

    private int trailerBytes;
    private long taken;
    private long made;

    /** What of a member comes next. */
    private enum Part {
        HEAD,
        DATA,
        TRAILER
    }

    GzipReader(ResponseMeter meter) {
        this.meter = meter;
    }

    /**
     * Reads some bytes.
     *
     * @throws DataFormatException when they are no gzip, or more than can be meant
     */
    void read(byte[] bytes, int from, int to) throws DataFormatException, IOException {
        taken += to - from;
        int at = from;
        while (at < to) {
            switch (part) {
                case HEAD -> part = head.isLast(bytes[at++]) ? Part.DATA : Part.HEAD;
                case DATA -> at = data(bytes, at, to);
                case TRAILER -> trailer(bytes[at++]);
            }
        }
    }

    /** Reads what there is of a member's data; says where it stopped. */
    private int data(byte[] bytes, int from, int to) throws DataFormatException, IOException {
        inflater.setInput(bytes, from, to - from);
        int length;
        do {
            length = inflater.inflate(piece);
            made += length;
            if (made > FREE && made / MOST_OF_ONE > taken) {
                throw new DataFormatException("a bomb");
            }
            crc.update(piece, 0, length);
            meter.pass(piece, 0, length, nowhere);
        } while (length == PIECE);
        part = inflater.finished() ? Part.TRAILER : Part.DATA;
        return to - inflater.getRemaining();
    }

    private void trailer(byte next) throws DataFormatException {
        trailer |= (next & 0xFFL) << (trailerBytes * Byte.SIZE);
        trailerBytes++;
        if (trailerBytes < TRAILER) {
            return;
        }
        if (trailer != (inflater.getBytesWritten() << Integer.SIZE | crc.getValue())) {
            throw new DataFormatException("broken on its way");
        }
        inflater.reset();
        crc.reset();
        trailer = 0;
        trailerBytes = 0;
        part = Part.HEAD;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
