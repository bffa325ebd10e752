package io.faregate.body;

import java.util.Arrays;

/** Bytes that grow and are forgotten again; a large array is not kept. */
final class Bytes {
    private static final int USUAL = 1024;
    private static final int LARGE = 64 * 1024;
    private static final byte[] NONE = {};

    private byte[] array = NONE;
    private int size;

    void add(byte[] bytes, int from, int to) {
        int more = to - from;
        makeRoom(more);
        System.arraycopy(bytes, from, array, size, more);
        size += more;
    }

    void add(byte one) {
        makeRoom(1);
        array[size++] = one;
    }

    private void makeRoom(int more) {
        if (size + more > array.length) {
            array = Arrays.copyOf(array, Math.max(Math.max(array.length * 2, USUAL), size + more));
        }
    }

    void addLineFeed() {
        add((byte) '\n');
    }

    void clear() {
        size = 0;
        if (array.length > LARGE) {
            array = NONE;
        }
    }

    /** Whether these are, from an offset, the bytes of a text in ISO 8859-1. */
    boolean has(String latin, int offset) {
        if (size < offset + latin.length()) {
            return false;
        }
        for (int i = 0; i < latin.length(); i++) {
            if ((array[offset + i] & 0xFF) != latin.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    boolean is(String latin) {
        return size == latin.length() && has(latin, 0);
    }

    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }
}
