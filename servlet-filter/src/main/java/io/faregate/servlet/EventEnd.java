package io.faregate.servlet;

/**
 * Whether what has been written so far ends an event: a blank line, by any of the three line ends, split anywhere. One
 * thread at a time tells what it writes.
 */
final class EventEnd {
    private static final int BLANK_LINE = 2;

    private int lineEnds;
    private boolean afterReturn;

    /** An end that is here as long as nothing is written, unless somebody has written before. */
    EventEnd(boolean isHere) {
        this.lineEnds = isHere ? BLANK_LINE : 0;
    }

    boolean isHere() {
        return lineEnds == BLANK_LINE;
    }

    /** All that was written is forgotten. */
    void dropped() {
        lineEnds = BLANK_LINE;
        afterReturn = false;
    }

    void written(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int from = end;
        while (from > offset && (bytes[from - 1] == '\n' || bytes[from - 1] == '\r')) {
            from--;
        }
        if (from > offset) {
            lineEnds = 0;
            afterReturn = false;
        }
        for (int at = from; at < end; at++) {
            boolean isTail = afterReturn && bytes[at] == '\n';
            lineEnds = isTail ? lineEnds : Math.min(lineEnds + 1, BLANK_LINE);
            afterReturn = bytes[at] == '\r';
        }
    }
}
