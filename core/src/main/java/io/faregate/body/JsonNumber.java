package io.faregate.body;

import tools.jackson.core.JsonToken;

/** The number that was read last (RFC 8259, section 6). */
final class JsonNumber {
    /** Digits of a number, as Jackson bounds them. */
    static final int LONGEST = 1000;

    /** So many digits are no more than a long holds. */
    private static final int CERTAIN = 18;

    private byte[] body = {};
    private int length;
    private int digits;
    private int end;

    /** Reads a number from its sign or first digit; says whether it is an integer. 012, 0x12 and 1.2.3 are none. */
    JsonToken read(byte[] text, int from, int size) {
        body = text;
        length = size;
        digits = 0;
        int whole = at(from) == '-' ? from + 1 : from;
        end = digits(whole);
        refuse(at(whole) == '0' && (end > whole + 1 || (at(end) | 0x20) == 'x'));
        int integer = end;
        if (at(end) == '.') {
            end = digits(end + 1);
            refuse(at(end) == '.');
        }
        if ((at(end) | 0x20) == 'e') {
            int sign = at(end + 1);
            end = digits(sign == '+' || sign == '-' ? end + 2 : end + 1);
        }
        if (digits > LONGEST) {
            throw Rejection.beyond();
        }
        return end == integer ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_NUMBER_FLOAT;
    }

    /** Where the digits end that begin at an offset, one at least. */
    private int digits(int from) {
        int at = from;
        while (at(at) >= '0' && at(at) <= '9') {
            at++;
        }
        refuse(at == from);
        digits += at - from;
        return at;
    }

    private static void refuse(boolean broken) {
        if (broken) {
            throw Rejection.notJson();
        }
    }

    private int at(int offset) {
        return offset < length ? body[offset] : 0;
    }

    int end() {
        return end;
    }

    /** How large an integer in a range is, its sign aside, saturated. */
    static long saturated(byte[] body, int from, int to) {
        long value = 0;
        int first = body[from] == '-' ? from + 1 : from;
        for (int at = first; at < to; at++) {
            int digit = body[at] - '0';
            if (at - first >= CERTAIN && value > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
