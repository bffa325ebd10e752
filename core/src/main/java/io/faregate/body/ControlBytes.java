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

    /** Where the next one lies, or the end: eight bytes are looked at together. */
    static int next(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long word = (long) LONGS.get(bytes, at);
            // a borrow may mark a byte too many, but only behind one that is marked rightly
            long marks = (word - BLANKS) & ~word & HIGH_BITS;
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

    /** Where the next line feed lies, or the end. */
    static int lineFeed(byte[] bytes, int from, int to) {
        int at = next(bytes, from, to);
        while (at < to && bytes[at] != '\n') {
            at = next(bytes, at + 1, to);
        }
        return at;
    }
}
