package io.faregate.body;

import java.util.Arrays;

/**
 * Where the strings of a body stand that its model may read, without their quotes. Only the first few thousand are kept:
 * a body of half a million strings is hostile, and its bytes are counted all the same.
 */
final class TextRanges {
    static final int MOST = 4_096;

    private int[] bounds = new int[32];
    private int size;

    void add(int from, int to) {
        if (from == to || size == 2 * MOST) {
            return;
        }
        if (size == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * size);
        }
        bounds[size++] = from;
        bounds[size++] = to;
    }

    int size() {
        return size / 2;
    }

    int from(int index) {
        return bounds[2 * index];
    }

    int to(int index) {
        return bounds[2 * index + 1];
    }

    /** Forgets all but the first. */
    void keep(int first) {
        size = 2 * first;
    }
}
