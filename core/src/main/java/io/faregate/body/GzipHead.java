package io.faregate.body;

import java.util.zip.DataFormatException;

/** Reads the head of a member of gzip (RFC 1952, 2.3) byte by byte, and keeps none of it. */
final class GzipHead {
    private static final byte SECOND = (byte) 0x8b;
    private static final byte DEFLATE = 8;

    /** Bytes that every head has; the fourth are the flags. */
    private static final int FIXED = 10;

    private static final int FLAGS = 3;
    private static final int CHECKED = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int RESERVED = 7 << 5;

    /** What may still come behind the fixed bytes, in this order: a flag is taken away when its part has been read. */
    private static final int PARTS = EXTRA | NAME | COMMENT | CHECKED;

    private int at;
    private int parts;

    /** Bytes of the part that is read, and how many it has: none is known before its length. */
    private int read;

    private int extra;

    /** Reads a byte; says whether it was the last of the head, behind which another may begin. */
    boolean isLast(byte next) throws DataFormatException {
        if (at < FIXED) {
            fixed(next);
        } else if ((parts & EXTRA) != 0) {
            extra(next & 0xff);
        } else if ((parts & NAME) != 0) {
            doneIf(next == 0, NAME);
        } else if ((parts & COMMENT) != 0) {
            doneIf(next == 0, COMMENT);
        } else {
            read++;
            doneIf(read == Short.BYTES, CHECKED);
        }
        boolean isLast = at == FIXED && parts == 0;
        at = isLast ? 0 : at;
        return isLast;
    }

    private void fixed(byte next) throws DataFormatException {
        boolean fits = switch (at) {
            case 0 -> next == ContentCoding.FIRST_OF_GZIP;
            case 1 -> next == SECOND;
            case 2 -> next == DEFLATE;
            case FLAGS -> (next & RESERVED) == 0;
            default -> true;
        };
        if (!fits) {
            throw new DataFormatException("not gzip");
        }
        parts = at == FLAGS ? next & PARTS : parts;
        at++;
    }

    /** Two bytes say how many follow. */
    private void extra(int next) {
        extra |= read < Short.BYTES ? next << (read * Byte.SIZE) : 0;
        read++;
        doneIf(read >= Short.BYTES && read == Short.BYTES + extra, EXTRA);
    }

    private void doneIf(boolean done, int part) {
        if (done) {
            parts &= ~part;
            read = 0;
            extra = 0;
        }
    }
}
