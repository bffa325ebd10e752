package io.faregate.body;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Names as words that tell most of them apart: a short name is its own bytes, a longer one is hashed. The key is drawn
 * for each process, so that nobody can look for names that collide.
 */
final class NameHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long START = RANDOM.nextLong();
    private static final long KEY = RANDOM.nextLong() | 1;

    private NameHash() {}

    static long word(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length <= Long.BYTES) {
            return start(bytes, from, length);
        }
        long hash = START ^ length;
        for (int at = from; at < to - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash ^ (long) LONGS.get(bytes, at));
        }
        return mixed(hash ^ (long) LONGS.get(bytes, to - Long.BYTES));
    }

    private static long start(byte[] bytes, int from, int length) {
        if (from + Long.BYTES <= bytes.length && length > 0) {
            return (long) LONGS.get(bytes, from) & (-1L >>> (Long.SIZE - length * Byte.SIZE));
        }
        long word = 0;
        for (int i = length - 1; i >= 0; i--) {
            word = (word << Byte.SIZE) | (bytes[from + i] & 0xFF);
        }
        return word;
    }

    /** Whether bytes are a name, when their words are the same: that of a short name is the name. */
    static boolean isSame(byte[] bytes, int from, int to, byte[] name) {
        int length = to - from;
        if (length != name.length) {
            return false;
        }
        if (length > 2 * Long.BYTES) {
            return Arrays.equals(bytes, from, to, name, 0, length);
        }
        return length <= Long.BYTES || (isLong(bytes, from, name, 0) && isLong(bytes, to - 8, name, length - 8));
    }

    private static boolean isLong(byte[] bytes, int at, byte[] name, int there) {
        return (long) LONGS.get(bytes, at) == (long) LONGS.get(name, there);
    }

    /** Where in a table a word is looked for first; short names are words that a client chose. */
    static int slot(long word) {
        return (int) mixed(START ^ word);
    }

    /** Both halves of the product with the key: each bit of the word has its say in each of the result. */
    private static long mixed(long word) {
        return Math.multiplyHigh(word, KEY) ^ (word * KEY);
    }
}
