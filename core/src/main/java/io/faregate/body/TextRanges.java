package io.faregate.body;

import java.util.Arrays;

/**
 * Where the text of a body stands that its model may read: strings without their quotes, and JSON that is let in as it is.
 * Only the first few thousand are kept: a body of half a million strings is hostile, and its bytes are counted all the
 * same.
 */
final class TextRanges {
    static final int MOST = 4_096;

    /** Where each begins and ends; the beginning of JSON is inverted. */
    private int[] bounds = new int[8];

    private int size;

    /** The content of a string. */
    void add(int from, int to) {
        add(from, from, to);
    }

    /** A whole value, which is text with its brackets and quotes. */
    void addJson(int from, int to) {
        add(~from, from, to);
    }

    private void add(int marked, int from, int to) {
        if (from == to || size == 2 * MOST) {
            return;
        }
        if (size == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * size);
        }
        bounds[size++] = marked;
        bounds[size++] = to;
    }

    int size() {
        return size / 2;
    }

    boolean isJson(int index) {
        return bounds[2 * index] < 0;
    }

    int from(int index) {
        int marked = bounds[2 * index];
        return isJson(index) ? ~marked : marked;
    }

    int to(int index) {
        return bounds[2 * index + 1];
    }

    /** Forgets all but the first. */
    void keep(int first) {
        size = 2 * first;
    }
}
