package io.faregate.body;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bytes of a stream below a blank: line ends among them, and little else in text. */
final class ControlBytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long BLANKS = 0x2020202020202020L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private ControlBytes() {}

    /** Where the next one lies, or the end: there are few, so that four words are looked at together. */
    static int next(byte[] bytes, int from, int to) {
        int at = from;
        while (at + 32 <= to
                && (marks(bytes, at) | marks(bytes, at + 8) | marks(bytes, at + 16) | marks(bytes, at + 24)) == 0) {
            at += 32;
        }
        while (at + Long.BYTES <= to) {
            long marks = marks(bytes, at);
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < to && (bytes[at] < 0 || bytes[at] >= ' ')) {
            at++;
        }
        return at;
    }

    /** The highest bit of each that is one; a borrow may mark a byte too many, but only behind one that is marked rightly. */
    private static long marks(byte[] bytes, int at) {
        long word = (long) LONGS.get(bytes, at);
        return (word - BLANKS) & ~word & HIGH_BITS;
    }

    /** Where the next line feed lies, or the end. */
    static int lineFeed(byte[] bytes, int from, int to) {
        int at = next(bytes, from, to);
        while (at < to && bytes[at] != '\n') {
            at = next(bytes, at + 1, to);
        }
        return at;
    }
}
