package io.faregate.body;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The parts of a JSON string in which each byte is a character that stands for itself. */
final class PlainText {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Spaces beside the one byte of a word that is looked at. */
    private static final long FILLING = 0x2020202020202000L;

    private PlainText() {}

    /**
     * Where the next byte lies that is more than itself. Most of a text is plain, so four words are looked at together:
     * one branch for all of them is predicted well.
     */
    static int end(byte[] body, int from, int length) {
        int at = from;
        while (at + 32 <= length) {
            long first = special(word(body, at));
            if (first != 0) {
                return at + index(first);
            }
            long second = special(word(body, at + 8));
            long third = special(word(body, at + 16));
            long fourth = special(word(body, at + 24));
            if ((second | third | fourth) != 0) {
                return second != 0
                        ? at + 8 + index(second)
                        : third != 0 ? at + 16 + index(third) : at + 24 + index(fourth);
            }
            at += 32;
        }
        while (at + Long.BYTES <= length) {
            long marks = special(word(body, at));
            if (marks != 0) {
                return at + index(marks);
            }
            at += Long.BYTES;
        }
        while (at < length && special((body[at] & 0xFF) | FILLING) == 0) {
            at++;
        }
        return at;
    }

    /** The same for a text that is long already, as a picture: to begin this loop costs more than a short one. */
    static int endOfLong(byte[] body, int from, int length) {
        int at = from;
        for (int last = length - 32; at <= last; at += 32) {
            long marks = special(word(body, at))
                    | special(word(body, at + 8))
                    | special(word(body, at + 16))
                    | special(word(body, at + 24));
            if (marks != 0) {
                break;
            }
        }
        return end(body, at, length);
    }

    /**
     * The highest bit of each byte that is a quote, a backslash, a control character or not ASCII. Flipping the second
     * bit puts the quote next to the control characters, so that one subtraction finds both. A borrow may mark a byte
     * too many, but only behind one that is marked rightly: the first mark is exact.
     */
    private static long special(long word) {
        long control = (word ^ 0x0202020202020202L) - 0x2121212121212121L;
        long backslash = (word ^ 0x5C5C5C5C5C5C5C5CL) - 0x0101010101010101L;
        return (control | backslash | word) & 0x8080808080808080L;
    }

    private static int index(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }

    private static long word(byte[] body, int at) {
        return (long) LONGS.get(body, at);
    }
}
