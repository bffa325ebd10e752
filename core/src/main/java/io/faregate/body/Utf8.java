package io.faregate.body;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    static boolean isStrict(byte[] bytes, int length) {
        int at = 0;
        while (at < length) {
            if (at + 8 <= length && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
                at += 8;
                continue;
            }
            int size = bytes[at] >= 0 ? 1 : sequence(bytes, at, length);
            if (size == 0) {
                return false;
            }
            at += size;
        }
        return true;
    }

    /** The length of the sequence at an offset, zero when there is none. The second byte's range excludes the rest. */
    static int sequence(byte[] bytes, int at, int length) {
        int lead = bytes[at] & 0xFF;
        int size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || at + size > length) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < size; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return size;
    }

    /** The bytes that UTF-16 text takes in UTF-8; a lone surrogate counts three. */
    static long size(char[] text, int offset, int length) {
        int bits = 0;
        for (int i = offset; i < offset + length; i++) {
            bits |= text[i];
        }
        return bits < 0x80 ? length : wideSize(text, offset, length);
    }

    private static long wideSize(char[] text, int offset, int length) {
        long size = length;
        for (int i = offset; i < offset + length; i++) {
            char c = text[i];
            if (c >= 0x80) {
                size += c < 0x800 ? 1 : 2;
                if (isPair(text, i, offset + length)) {
                    i++;
                }
            }
        }
        return size;
    }

    private static boolean isPair(char[] text, int at, int end) {
        return Character.isHighSurrogate(text[at]) && at + 1 < end && Character.isLowSurrogate(text[at + 1]);
    }
}
